"""setup: what an office starts with. A new instance's files, and next year's cohort made from this one.

Called by the command line alone. Reads the rosters and timetables that an office has, in whatever columns; never asks the
network, never guesses what a column does not say, never writes into a folder that holds something.
"""
