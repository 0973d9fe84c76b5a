"""Readers: the files of config/ → frozen values, every complaint noted on the way.

Called by `programme.read` alone. Never raise for what an officer wrote.
"""
