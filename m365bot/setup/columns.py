"""Which column of an unknown sheet is which: by its heading, or by what stands in it; never by a guess.

Called by the takers-in of rosters and timetables. A column is placed for certain, or it is named and asked for.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from m365bot.reading.sheets.cells import SheetColumns
from m365bot.setup.headings import Below, Heading, known_in

Looks = Callable[[Sequence[str]], bool]
SAMPLES = 3


@dataclass(frozen=True)
class Placed:
    """One column, and what it is taken for; `name` empty: not taken."""

    heading: Heading
    name: str
    samples: tuple[str, ...]
    why_not: str = ""  # with an empty name


@dataclass(frozen=True)
class Kinds:
    """The columns that are looked for.

    needless: columns that are known and of no use here. looks: by what a column's values must look like, where its heading
    alone may mislead. content: by what a column without a known heading is recognised.
    """

    columns: SheetColumns
    needless: tuple[str, ...]
    looks: Mapping[str, Looks]
    content: Mapping[str, Looks]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in self.columns.names if name not in self.needless)


def placed(below: Below, kinds: Kinds) -> tuple[Placed, ...]:
    """Every column that has a heading, in the sheet's order."""
    found = [_by_heading(each, below, kinds) for each in below.headings]
    return tuple(_by_content(_once(found, below), below, kinds))


def _by_heading(heading: Heading, below: Below, kinds: Kinds) -> Placed:
    values = below.filled(heading.index)
    samples = tuple(dict.fromkeys(values))[:SAMPLES]
    name = known_in(heading, kinds.columns) or ""
    if name in kinds.needless:
        return Placed(heading, "", samples, "needless")
    if name and name in kinds.looks and values and not kinds.looks[name](values):
        return Placed(heading, "", samples, "otherwise")
    return Placed(heading, name, samples, "" if name else "unknown")


def _once(found: Sequence[Placed], below: Below) -> list[Placed]:
    """Of several columns of one name the one that is filled; where several are, none."""
    several: dict[str, list[Placed]] = defaultdict(list)
    for each in found:
        several[each.name].append(each)
    kept = []
    for each in found:
        filled = [one for one in several[each.name] if one.samples]
        if each.name and len(several[each.name]) > 1 and (len(filled) != 1 or each not in filled):
            each = replace(each, name="", why_not="twice" if each.samples else "empty")
        kept.append(each)
    return kept


def _by_content(found: Sequence[Placed], below: Below, kinds: Kinds) -> list[Placed]:
    """A column whose heading says nothing is what its values look like, where it is the only one of the kind."""
    kept = list(found)
    for name, looks in kinds.content.items():
        if any(each.name == name for each in kept):
            continue
        alike = [
            at
            for at, each in enumerate(kept)
            if each.why_not == "unknown" and each.samples and looks(below.filled(each.heading.index))
        ]
        if len(alike) == 1:
            kept[alike[0]] = replace(kept[alike[0]], name=name, why_not="")
    return kept


def answered(found: Sequence[Placed], at: int, name: str) -> tuple[Placed, ...]:
    """The same with one column taken for what a person says it is; another of that name is let go."""
    freed = [replace(each, name="", why_not="told") if name and each.name == name else each for each in found]
    freed[at] = replace(freed[at], name=name, why_not="" if name else "told")
    return tuple(freed)


def by_name(found: Sequence[Placed]) -> Mapping[str, int]:
    """Name → the column's index in the sheet."""
    return {each.name: each.heading.index for each in found if each.name}
