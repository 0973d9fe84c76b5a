"""A Word file's body as Markdown's blocks: headings, paragraphs, lists, tables, callouts.

Called by reader. Walks the body once, in the text's order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from m365bot.content.word import escaping, markup, tables
from m365bot.content.word.lists import Item, listed
from m365bot.content.word.notes import Note
from m365bot.content.word.paragraphs import Paragraph, Paragraphs
from m365bot.content.word.pieces import markdown, plain, words
from m365bot.content.word.xml import Element

_THROUGH = frozenset({"ins", "moveTo", "smartTag", "customXml", "sdtContent"})
_CONTENTS = "Table of Contents"
_DEEPEST_HEADING = 6


def _outermost(element: Element, tag: str) -> Iterator[Element]:
    """Those that stand in no other of their kind: what is inside of one is read with it."""
    for child in element:
        if child.tag == tag:
            yield child
        else:
            yield from _outermost(child, tag)


@dataclass
class Blocks:
    """The blocks of one file. title: what stands at its head as the title of the whole. is_framed: they are those of
    a frame.
    """

    paragraphs: Paragraphs
    title: str = ""
    is_framed: bool = False
    _items: list[Item] = field(default_factory=list)
    _done: list[str] = field(default_factory=list)
    _first_heading: str = ""

    def of(self, body: Element) -> str:
        self._walk(body)
        self._end_list()
        self._take_title()
        return "\n\n".join(self._done)

    def _take_title(self) -> None:
        """What begins a text as its one highest heading is its title, though it was not marked as such."""
        highest = [block for block in self._done if block.startswith("# ")]
        if not self.title and len(highest) == 1 and self._done[0] == highest[0]:
            self._done.pop(0)
            self.title = self._first_heading

    def _walk(self, element: Element) -> None:
        for child in element:
            if child.tag == "p":
                self._paragraph(self.paragraphs.of(child))
            elif child.tag == "tbl":
                self._table(child)
            elif child.tag == "sdt":
                self._control(child)
            elif child.tag in _THROUGH:
                self._walk(child)
            elif child.tag == "AlternateContent" and len(child):
                self._walk(child[0])

    def _control(self, control: Element) -> None:
        """A table of contents is left out: faces have no pages."""
        gallery = next(control.iter("docPartGallery"), None)
        content = control.find("sdtContent")
        if content is not None and (gallery is None or gallery.get("val") != _CONTENTS):
            self._walk(content)

    def _paragraph(self, paragraph: Paragraph) -> None:
        if not paragraph.is_blank and not paragraph.style.is_of_contents:
            if paragraph.style.is_title and not self.title:
                self.title = words(paragraph.pieces).strip()
            elif paragraph.style.heading:
                self._first_heading = self._first_heading or words(paragraph.pieces).strip()
                self._put(_heading(paragraph))
            elif paragraph.style.is_quote:
                self._put("\n".join(f"> {line}" for line in markdown(plain(paragraph.pieces)).split("\n")))
            elif paragraph.label:
                self._items.append(Item(paragraph.label, _lines(markdown(paragraph.pieces))))
            else:
                self._put(_lines(markdown(paragraph.pieces)))
        for box in paragraph.boxes:
            self._box(box)

    def _table(self, table: Element) -> None:
        if tables.is_frame(table):
            cell = next(tables.cells_of(next(tables.rows_of(table))))
            self._framed(cell)
        else:
            self._put(tables.markdown_of(table, self.paragraphs))

    def _box(self, box: Element) -> None:
        self.paragraphs.notes.add(Note.BOX)
        for content in _outermost(box, "txbxContent"):
            self._framed(content)

    def _framed(self, content: Element) -> None:
        inner = Blocks(self.paragraphs, title=self.title or "-", is_framed=True).of(content)
        if inner:
            self._put(inner if self.is_framed else markup.box(inner))

    def _put(self, block: str) -> None:
        self._end_list()
        if block:
            self._done.append(block)

    def _end_list(self) -> None:
        if self._items:
            self._done.append(listed(self._items, after=self._done[-1] if self._done else ""))
            self._items = []


def _heading(paragraph: Paragraph) -> str:
    label = paragraph.label
    number = "" if not label or label.is_bullet else label.text or f"{label.number}."
    text = markdown(plain(paragraph.pieces), between_lines=" ")
    level = min(paragraph.style.heading or 1, _DEEPEST_HEADING)
    return f"{'#' * level} {f'{number} {text}'.strip()}" if text else ""


def _lines(text: str) -> str:
    return "\n".join(map(escaping.line, text.split("\n")))


@dataclass(frozen=True)
class Notes:
    """The footnotes of one kind. begins: what their marks in the text do."""

    begins: str
    found: Mapping[str, Element]
    paragraphs: Paragraphs

    def text_of(self, mark: str) -> str:
        note = self.found.get(mark.removeprefix(self.begins))
        parts = [self.paragraphs.of(each) for each in note.iter("p")] if note is not None else []
        return " ".join(markdown(part.pieces, between_lines=" ") for part in parts).strip()


def footnotes(found: Mapping[str, int], kinds: Sequence[Notes]) -> Iterator[str]:
    """The texts of those that were met, by their numbers. found: mark → number."""
    for mark, number in found.items():
        texts = (kind.text_of(mark) for kind in kinds if mark.startswith(kind.begins))
        yield markup.footnote(number, next(texts, "") or "…")
