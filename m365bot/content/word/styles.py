"""Word's styles: which are headings, which are bold, which are numbered.

Called by paragraphs and spans. A style has what it does not say from the one it is based on (ISO/IEC 29500-1, 17.7.2).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from m365bot.content.word import xml
from m365bot.content.word.xml import Element

_HEADING = re.compile(r"(?:heading|見出し)\s*([1-9])", re.IGNORECASE)
_TITLES = frozenset({"title", "表題"})
_QUOTES = frozenset({"quote", "intense quote", "引用文", "引用文 2"})
_DEEPER = re.compile(r"(?:list (?:bullet|number)|箇条書き|段落番号)\s*([2-5])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目次)\b", re.IGNORECASE)
_LONGEST_LINE = 12  # styles based on styles; a circle of them ends here as well


@dataclass(frozen=True)
class Style:
    """heading: 1 to 9, or None. number: the list it puts its paragraphs in, and the level if it says one."""

    key: str = ""
    name: str = ""
    heading: int | None = None
    is_bold: bool = False
    number: tuple[str, int | None] | None = None

    @property
    def is_title(self) -> bool:
        return self.name.casefold() in _TITLES

    @property
    def is_quote(self) -> bool:
        return self.name.casefold() in _QUOTES

    @property
    def deeper(self) -> int:
        """By how many levels its lines stand further in: each of these styles is a list of its own."""
        found = _DEEPER.fullmatch(self.name.strip())
        return int(found[1]) - 1 if found else 0

    @property
    def is_of_contents(self) -> bool:
        """A line of the table of contents, which points to pages that nobody will see."""
        return bool(_CONTENTS.match(self.name))


PLAIN = Style()


def of(root: Element | None) -> Mapping[str, Style]:
    """Every style by its key."""
    found = {each.get("styleId", ""): each for each in (root.iter("style") if root is not None else ())}
    return {key: _style(key, list(_line(key, found))) for key in found}


def number_of(properties: Element | None) -> tuple[str, int | None] | None:
    """What `<w:numPr>` says: a list, and a level."""
    within = properties.find("numPr") if properties is not None else None
    key = xml.value(within, "numId")
    level = xml.value(within, "ilvl")
    return (key, int(level) if level and level.isdecimal() else None) if key else None


def _line(key: str, found: Mapping[str, Element]) -> Iterator[Element]:
    """A style, what it is based on, and so on."""
    for _ in range(_LONGEST_LINE):
        style = found.get(key)
        if style is None:
            return
        yield style
        key = xml.value(style, "basedOn") or ""


def _style(key: str, line: list[Element]) -> Style:
    name = xml.value(line[0], "name") or ""
    bold = (xml.is_on(each.find("rPr"), "b") for each in line)
    numbers = (number_of(each.find("pPr")) for each in line)
    return Style(
        key=key,
        name=name,
        heading=next((level for each in line if (level := _heading(each))), None),
        is_bold=next((each for each in bold if each is not None), False),
        number=next((each for each in numbers if each), None),
    )


def _heading(style: Element) -> int | None:
    if named := _HEADING.fullmatch((xml.value(style, "name") or "").strip()):
        return int(named[1])
    level = xml.value(style.find("pPr"), "outlineLvl")
    return int(level) + 1 if level and level.isdecimal() and int(level) < 9 else None
