"""Markdown to what people read in Teams, and the small rules of text beside it. Pure.

Called by jobs and resources. Never knows a tenant, a clock or a file.
"""

from m365bot.content import csv, html, markdown, post, text

__all__ = ["csv", "html", "markdown", "post", "text"]
