"""One instance's records as one file, and back: a zip of a manifest and an SQLite database of its rows alone."""
