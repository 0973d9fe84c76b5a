"""An issue in plain words: the part of a mail for whoever reads without HTML.

Called by mail. Pure.
"""

from collections.abc import Iterator

from m365bot import visible
from m365bot.content.issue.dialect import Dialect
from m365bot.content.issue.manuscript import Manuscript, Text, blocks
from m365bot.content.issue.masthead import Masthead
from m365bot.content.text import preview
from m365bot.words import tell

_RULE = "―" * 20


def of(manuscript: Manuscript, head: Masthead) -> str:
    dialect = _Plain()
    notes = [(note.number, dialect.inner(note.tokens)) for note in manuscript.notes]
    found = [*_blocks(manuscript, dialect), *([dialect.notes(notes)] if notes else [])]
    ending = tell("{office} からお送りしました。", office=head.office)
    whole = [head.subject, head.dated, _RULE, *map(preview, found), _RULE, ending]
    return visible.text("\n\n".join(part for part in whole if part)) + "\n"


def _blocks(manuscript: Manuscript, dialect: Dialect) -> Iterator[str]:
    for part in manuscript.parts:
        if isinstance(part, Text):
            yield from (dialect.inner(block) for block in blocks(part.tokens))
        else:
            yield dialect.part(part)


class _Plain(Dialect):
    """What plain words can say of it."""

    def heading(self, tag: str) -> str:
        return min(tag, "h3")
