"""Headings below an issue's own title: the highest that its author used comes right below it, whatever its number of #.

Called by faces that write the title themselves. Pure.
"""

from m365bot.content.issue.manuscript import Manuscript, Text

_LOWEST = 4


def highest(manuscript: Manuscript) -> int:
    """The level of the highest heading, 1 to 6; 1 where there is none."""
    texts = (part.tokens for part in manuscript.parts if isinstance(part, Text))
    levels = [int(token.tag[1]) for tokens in texts for token in tokens if token.type == "heading_open"]
    return min(levels, default=1)


def below_title(tag: str, top: int) -> str:
    """What a heading becomes where the title is h1. top: the highest of its issue."""
    return f"h{min(int(tag[1]) - top + 2, _LOWEST)}"
