"""Reads a Word file: bytes → Draft.

Called by set-up. Pure. Raises Refused, whose words are for the officer, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from m365bot.content.word import blocks, refusal, styles
from m365bot.content.word.archive import MOST, Archive
from m365bot.content.word.blocks import Blocks
from m365bot.content.word.notes import Notes
from m365bot.content.word.numbering import Numbering
from m365bot.content.word.paragraphs import Paragraphs
from m365bot.content.word.pictures import Picture, Pictures
from m365bot.content.word.refusal import Refused
from m365bot.content.word.spans import Spans
from m365bot.content.word.xml import Element

__all__ = ["MOST", "Draft", "Refused", "draft"]


@dataclass(frozen=True)
class Draft:
    """title: empty where the file has none. remarks: what its author has to look at."""

    title: str
    markdown: str
    pictures: tuple[Picture, ...] = ()
    remarks: tuple[str, ...] = ()


def draft(data: bytes, *, called: str) -> Draft:
    """called: what the names of its pictures begin with."""
    archive, notes = Archive(data), Notes()
    root = archive.tree(archive.main)
    body = root.find("body") if root is not None else None
    if body is None:
        raise refusal.damaged()
    text = _paragraphs(archive, archive.main, called, notes)
    made = Blocks(text)
    parts = [made.of(body), *_footnotes(archive, text, notes)]
    return Draft(
        made.title,
        "\n\n".join(part for part in parts if part) + "\n",
        text.spans.pictures.found,
        notes.words,
    )


def _paragraphs(archive: Archive, part: str, called: str, notes: Notes) -> Paragraphs:
    relations = archive.relations(part)
    known = styles.of(archive.beside("styles"))
    pictures = Pictures(archive, relations, notes, called)
    spans = Spans(relations, known, pictures, notes)
    return Paragraphs(spans, known, Numbering.of(archive.beside("numbering")), notes)


def _footnotes(archive: Archive, text: Paragraphs, notes: Notes) -> list[str]:
    """Those that the text points to; their links are of their own part."""
    if not text.spans.footnotes:
        return []
    parts = {one.kind: one.target for one in archive.relations(archive.main).values() if not one.is_outside}
    called = f"{text.spans.pictures.called}-注"
    kinds = [
        blocks.Notes(
            f"{kind}Reference", _by_id(archive.tree(part)), _paragraphs(archive, part, called, notes)
        )
        for kind in ("footnote", "endnote")
        if (part := parts.get(f"{kind}s"))
    ]
    return list(blocks.footnotes(text.spans.footnotes, kinds))


def _by_id(root: Element | None) -> Mapping[str, Element]:
    return {each.get("id", ""): each for each in (root if root is not None else ())}
