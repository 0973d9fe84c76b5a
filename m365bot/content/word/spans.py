"""A paragraph's runs, read into pieces: words, breaks, links, furigana, pictures, signs of footnotes.

Called by blocks and tables. What is deleted, hidden or struck out is no part of the text; what cannot be shown is noted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from m365bot import visible
from m365bot.content.word import markup, pieces, symbols, xml
from m365bot.content.word.archive import Relation
from m365bot.content.word.notes import Note, Notes
from m365bot.content.word.pictures import Pictures, has_box, is_picture
from m365bot.content.word.pieces import BREAK, Piece, Sort
from m365bot.content.word.styles import PLAIN, Style
from m365bot.content.word.xml import Element

_GONE = frozenset({"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "delInstrText", "sdtPr", "rt"})
_CHANGED = frozenset({"del", "ins", "moveFrom", "moveTo"})
_WRITTEN = {"noBreakHyphen": "-", "softHyphen": "", "cr": "", "pgNum": ""}
LONGEST_ADDRESS = 2000  # letters
_BREAKS = re.compile(r"[\t\r\n]+")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")


@dataclass
class Spans:
    """The reader of one part's paragraphs. boxes: texts of text boxes met on the way, for whoever puts them after the
    paragraph. footnotes: number of each that was met, by its mark."""

    relations: Mapping[str, Relation]
    styles: Mapping[str, Style]
    pictures: Pictures
    notes: Notes
    boxes: list[Element] = field(default_factory=list)
    footnotes: dict[str, int] = field(default_factory=dict)
    _fields: list[str] = field(default_factory=list)

    def of(self, paragraph: Element, style: Style = PLAIN) -> tuple[Piece, ...]:
        self._fields.clear()  # a field that is left open ends with its paragraph
        return tuple(self._within(paragraph, Piece("", is_bold=style.is_bold)))

    def _within(self, element: Element, look: Piece) -> Iterator[Piece]:
        for child in element:
            yield from self._one(child, look)

    def _one(self, element: Element, look: Piece) -> Iterator[Piece]:
        tag = element.tag
        if tag in _CHANGED:
            self.notes.add(Note.CHANGES)
        if tag == "r":
            yield from self._run(element, look)
        elif tag == "hyperlink":
            yield from self._within(element, replace(look, href=self._href(element)))
        elif tag == "fldSimple":
            yield from self._within(element, replace(look, href=self._address_in(element.get("instr", ""))))
        elif tag == "AlternateContent":
            yield from self._alternative(element, look)
        elif tag in ("oMath", "oMathPara"):
            self.notes.add(Note.FORMULA)
            yield replace(look, text="".join(each.text or "" for each in element.iter("t")))
        elif tag not in _GONE:
            yield from self._within(element, look)

    def _run(self, run: Element, look: Piece) -> Iterator[Piece]:
        properties = run.find("rPr")
        if xml.is_on(properties, "vanish") or xml.is_on(properties, "specVanish"):
            self.notes.add(Note.HIDDEN, count=int(run.find("t") is not None))
            return
        if xml.is_on(properties, "strike") or xml.is_on(properties, "dstrike"):
            self.notes.add(Note.STRUCK, count=int(run.find("t") is not None))
            return
        look = self._look(properties, look)
        for child in run:
            yield from self._in_run(child, look, properties)

    def _in_run(self, element: Element, look: Piece, properties: Element | None) -> Iterator[Piece]:
        tag = element.tag
        if tag == "t":
            yield replace(look, text=self._written(element.text or "", properties))
        elif tag == "tab":
            yield replace(look, text="\u3000")
        elif tag == "br":
            yield from [] if element.get("type") in ("page", "column") else [BREAK]
        elif tag == "sym":
            yield replace(look, text=self._symbol(element))
        elif tag == "ruby":
            yield from self._ruby(element, look)
        elif tag in ("footnoteReference", "endnoteReference"):
            yield self._footnote(element)
        elif tag == "fldChar":
            self._field(element.get("fldCharType", ""))
        elif tag == "instrText" and self._fields:
            self._fields[-1] += element.text or ""
        elif is_picture(element):
            yield from self._picture(element, look)
        elif tag == "commentReference":
            self.notes.add(Note.COMMENT)
        elif tag in _WRITTEN:
            yield replace(look, text=_WRITTEN[tag])
        elif tag not in _GONE:
            yield from self._one(element, look)

    def _look(self, properties: Element | None, look: Piece) -> Piece:
        """A run's own word, else its style's, else its paragraph's."""
        style = self.styles.get(xml.value(properties, "rStyle") or "", PLAIN)
        bold = xml.is_on(properties, "b")
        return replace(
            look,
            is_bold=(look.is_bold or style.is_bold) if bold is None else bold,
            href=look.href or self._open_address(),
        )

    def _written(self, text: str, properties: Element | None) -> str:
        """What nobody sees in Word is no part of the text, and would be refused in an issue."""
        text = _BREAKS.sub(" ", text)  # a line of the file is none of the text
        shown = visible.HIDDEN.sub("", text)
        self.notes.add(Note.LETTERS, count=len(text) - len(shown))
        raised = xml.value(properties, "vertAlign")
        if raised == "superscript":
            return shown.translate(_RAISED)
        return shown.translate(_LOWERED) if raised == "subscript" else shown

    def _symbol(self, element: Element) -> str:
        letter = symbols.letter(element.get("font", ""), element.get("char", ""))
        self.notes.add(Note.SYMBOL, count=int(letter is None))
        return letter or symbols.MISSING

    def _ruby(self, element: Element, look: Piece) -> Iterator[Piece]:
        base, above = (element.find(name) for name in ("rubyBase", "rt"))
        parts = list(self._within(base, look)) if base is not None else []
        reading = "".join(each.text or "" for each in above.iter("t")) if above is not None else ""
        if all(each.sort is Sort.WORDS for each in parts) and parts and reading:
            words = pieces.words(parts)
            yield replace(parts[0], text=markup.ruby(words, reading), sort=Sort.MARK)
        else:
            yield from parts

    def _footnote(self, element: Element) -> Piece:
        mark = f"{element.tag}{element.get('id', '')}"
        number = self.footnotes.setdefault(mark, len(self.footnotes) + 1)
        return Piece(markup.footnote_sign(number), Sort.MARK)

    def _picture(self, element: Element, look: Piece) -> Iterator[Piece]:
        if has_box(element):
            self.boxes.append(element)
            return
        make = self.pictures.of_drawing if element.tag == "drawing" else self.pictures.of_old_picture
        if mark := make(element):
            yield Piece(mark, Sort.MARK, href=look.href)

    def _alternative(self, element: Element, look: Piece) -> Iterator[Piece]:
        """Word writes the same thing twice, for itself and for older programs: the first is meant."""
        first = next((each for each in element if each.tag in ("Choice", "Fallback")), None)
        if first is not None:
            for child in first:
                yield from self._in_run(child, look, None)

    # ---- links --------------------

    def _href(self, element: Element) -> str:
        relation = self.relations.get(element.get("id") or "")
        if relation is None or not relation.is_outside:
            return ""  # to a place in the text itself
        anchor = element.get("anchor")
        return self._allowed(f"{relation.target}#{anchor}" if anchor else relation.target)

    def _address_in(self, instruction: str) -> str:
        """Of a field `HYPERLINK "https://…"`."""
        parts = instruction.split('"')
        is_link = parts[0].split()[:1] == ["HYPERLINK"] and "\\l" not in parts[0]
        return self._allowed(parts[1]) if is_link and len(parts) > 1 else ""

    def _allowed(self, href: str) -> str:
        href = href.strip()[:LONGEST_ADDRESS]
        if not href or pieces.is_address(href):
            return "".join(letter for letter in href if letter.isprintable())
        self.notes.add(Note.LINK)
        return ""

    def _field(self, moment: str) -> None:
        """begin … separate … end; between the last two stands what the field shows."""
        if moment == "begin":
            self._fields.append("")
        elif moment == "separate" and self._fields:
            self._fields[-1] = f"\0{self._address_in(self._fields[-1])}"
        elif moment == "end" and self._fields:
            self._fields.pop()

    def _open_address(self) -> str:
        return next((each[1:] for each in reversed(self._fields) if len(each) > 1 and each[0] == "\0"), "")
