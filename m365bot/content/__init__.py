"""Markdown to what people read in Teams, and the small rules of text beside it. Pure.

Called by jobs and resources. Never knows a tenant, a clock or a file. Its modules are imported by name, so that
who only wants a post's marker does not load a Markdown reader.
"""
