"""Markdown to what people read in Teams. Pure."""
