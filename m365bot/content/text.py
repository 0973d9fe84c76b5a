"""Rich text as plain text.

Called by jobs and the viewer's tests; the rule itself lies with the records, which need it first.
"""

from m365bot.records.richtext import is_rich, plain

__all__ = ["is_rich", "plain"]
