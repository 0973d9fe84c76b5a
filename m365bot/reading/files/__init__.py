"""One file of config/ each: what it may hold, and what is made of it.

Called by `reading.whole` and `reading.quick`.
"""
