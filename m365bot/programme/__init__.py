"""The officers' files as frozen models. Pure. Complaints with file, line and column, all at once."""
