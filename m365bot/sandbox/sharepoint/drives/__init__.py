"""Drives: folders and files as a tree, their contents and their changes."""
