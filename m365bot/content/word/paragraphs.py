"""A paragraph: its letters, its style, the number it bears.

Called by blocks and tables. Each paragraph is asked for once, in the text's order: numbers count on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from m365bot.content.word import styles, xml
from m365bot.content.word.notes import Notes
from m365bot.content.word.numbering import Label, Numbering
from m365bot.content.word.pieces import Piece, Sort
from m365bot.content.word.spans import Spans
from m365bot.content.word.styles import PLAIN, Style
from m365bot.content.word.xml import Element


@dataclass(frozen=True)
class Paragraph:
    """`boxes`: texts of text boxes that hang on it."""

    pieces: tuple[Piece, ...]
    style: Style
    label: Label | None
    boxes: tuple[Element, ...]

    @property
    def is_blank(self) -> bool:
        return not any(each.text.strip() for each in self.pieces if each.sort is not Sort.BREAK)


@dataclass(frozen=True)
class Paragraphs:
    """The reader of those of one part: the text, or its footnotes."""

    spans: Spans
    styles: Mapping[str, Style]
    numbering: Numbering
    notes: Notes

    def of(self, element: Element) -> Paragraph:
        properties = element.find("pPr")
        style = self.styles.get(xml.value(properties, "pStyle") or "", PLAIN)
        pieces = self.spans.of(element, style)
        boxes = tuple(self.spans.boxes)
        self.spans.boxes.clear()
        # Word counts a numbered line that is empty as well.
        return Paragraph(pieces, style, self._label(properties, style), boxes)

    def _label(self, properties: Element | None, style: Style) -> Label | None:
        """What the paragraph says of itself, else what its style does; list 0 is none (ISO/IEC 29500-1, 17.9.18)."""
        own, its = styles.number_of(properties), style.number
        if own and own[0] != "0":
            return self.numbering.next(own, style.key)
        label = self.numbering.next(its, style.key) if its and not own else None
        return replace(label, level=label.level + style.deeper) if label else None
