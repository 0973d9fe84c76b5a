"""Word's automatic numbers: which one a paragraph bears, as its author sees it.

Called by blocks, once for each paragraph in the text's order: what is counted on depends on what came before. Where a list
goes on after a paragraph between, its numbers do too; a text may point to them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from m365bot.content.word import counting, xml
from m365bot.content.word.xml import Element

LEVELS = 9
LONGEST = 50  # letters of a number with what stands around it
_PLACE = re.compile(r"%([1-9])")
_MARKDOWN = re.compile(r"%[1-9][.．)）、]?")  # what Markdown's own `1.` says as well


@dataclass(frozen=True)
class Label:
    """level: 0 for the outermost. number: where Markdown can count it. text: as Word writes it, empty for a bullet."""

    level: int
    number: int | None = None
    text: str = ""

    @property
    def is_bullet(self) -> bool:
        return self.number is None and not self.text


@dataclass(frozen=True)
class _Level:
    start: int
    way: str
    text: str
    style: str
    is_decimal: bool


@dataclass(frozen=True)
class _List:
    """`scheme`: what lists share whose numbers go on from one to the next. starts: level → where this one begins anew."""

    scheme: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]


@dataclass
class Numbering:
    """The lists of one file, and how far each has counted."""

    lists: Mapping[str, _List] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root: Element | None) -> "Numbering":
        if root is None:
            return cls()
        schemes = _Schemes.of(root)
        return cls({each.get("numId", ""): _list(each, schemes) for each in root.findall("num")})

    def next(self, number: tuple[str, int | None], style: str) -> Label | None:
        """The label of the next paragraph of a list; None: it is in none."""
        key, level = number
        known = self.lists.get(key)
        if known is None:
            return None
        level = _level_of(style, known) if level is None else level
        kind = known.levels.get(level)
        if kind is None:
            return None
        self._count(key, level, known, kind)
        return self._label(level, kind, known)

    def _count(self, key: str, level: int, known: _List, kind: _Level) -> None:
        counts = self._counts[known.scheme]
        is_anew = level in known.starts and (key, level) not in self._begun
        self._begun.add((key, level))
        if is_anew:
            counts[level] = known.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else kind.start
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]

    def _label(self, level: int, kind: _Level, known: _List) -> Label:
        if kind.way == "bullet" or not kind.text:
            return Label(level)
        counts = self._counts[known.scheme]
        if counting.is_plain(kind.way) and _MARKDOWN.fullmatch(kind.text):
            return Label(level, counts[level])

        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            of = known.levels.get(at)
            if of is None:
                return ""
            way = "decimal" if kind.is_decimal else of.way
            return counting.written(counts.get(at, of.start), way)

        return Label(level, text=_PLACE.sub(number, kind.text).strip())


@dataclass(frozen=True)
class _Schemes:
    """Those of a file, read once. by_style: the style in which one lies → its key."""

    links: Mapping[str, str]
    by_style: Mapping[str, str]
    levels: Mapping[str, Mapping[int, _Level]]

    @classmethod
    def of(cls, root: Element) -> "_Schemes":
        found = {each.get("abstractNumId", ""): each for each in root.iter("abstractNum")}
        styles = {xml.value(one, "styleLink") or "": key for key, one in reversed(found.items())}
        links = {key: xml.value(one, "numStyleLink") or "" for key, one in found.items()}
        return cls(links, styles, {key: _levels(one.findall("lvl")) for key, one in found.items()})

    def key(self, named: str) -> str:
        """A scheme may lie in a list's style, and only name that (ISO/IEC 29500-1, 17.9.21)."""
        link = self.links.get(named)
        return self.by_style.get(link, named) if link else named


def _list(element: Element, schemes: _Schemes) -> _List:
    key = schemes.key(xml.value(element, "abstractNumId") or "")
    overrides = {_int(each.get("ilvl")): each for each in element.findall("lvlOverride")}
    of_list = [level for each in overrides.values() for level in each.findall("lvl")]
    starts = {at: xml.value(each, "startOverride") for at, each in overrides.items()}
    return _List(
        key,
        {**schemes.levels.get(key, {}), **_levels(of_list)},
        {at: _int(start, 1) for at, start in starts.items() if start},
    )


def _levels(elements: Iterable[Element]) -> dict[int, _Level]:
    """Word has nine."""
    return {_int(each.get("ilvl")): _level(each) for each in islice(elements, LEVELS)}


def _level(element: Element) -> _Level:
    return _Level(
        start=_int(xml.value(element, "start"), 1),
        way=xml.value(element, "numFmt") or "decimal",
        text=(xml.value(element, "lvlText") or "")[:LONGEST],
        style=xml.value(element, "pStyle") or "",
        is_decimal=bool(xml.is_on(element, "isLgl")),
    )


def _level_of(style: str, known: _List) -> int:
    return next((at for at, level in known.levels.items() if level.style and level.style == style), 0)


def _int(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else otherwise
