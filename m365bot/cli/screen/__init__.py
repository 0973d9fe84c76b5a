"""What the command line puts on a screen and takes from one: tables, words, progress, keys."""
