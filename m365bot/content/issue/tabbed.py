"""Tables as Excel and Word copy them, cells parted by tabs: made into tables. Called by residues. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from m365bot.content.issue import listed
from m365bot.content.issue.lines import Doubt, Line

_FIGURE = re.compile(
    r"[△▲+-]?[0-9０-９][0-9０-９,，.．]*[ 　]?(?:[%％]|円|千円|人|名|時間|分|回|件|台|個|枚|か所)?"
)
_MOST_CELLS = 2_000
"""What is more than that is no table of an issue."""


def mended(lines: Sequence[Line]) -> list[Line]:
    found: list[Line] = []
    for tabs, run in groupby(lines, _tabs):
        rows = list(run)
        if (
            tabs
            and 1 < len(rows) <= _MOST_CELLS // (tabs + 1)
            and any(row.text.partition("\t")[0].strip() for row in rows)
        ):
            found += _table(rows)
        else:
            found += rows
    return found


def _tabs(line: Line) -> int:
    """How many tabs part a row's cells; 0 for what is none."""
    if line.settled or line.is_blank or listed.is_point(line.text) or listed.is_item(line.text):
        return 0
    return line.text.count("\t")


def _table(rows: Sequence[Line]) -> Iterator[Line]:
    cells = [[cell.strip() for cell in row.text.split("\t")] for row in rows]
    columns = list(zip(*cells, strict=True))
    headed = _is_headed(columns)
    doubt = Doubt.TABLE_WITH_HEAD if headed else Doubt.TABLE_WITHOUT_HEAD
    first, *rest = (row.done(_row(each)) for row, each in zip(rows, cells, strict=True))
    number = rows[0].number
    yield Line(number, "", settled=True)
    yield rows[0].done(_row(cells[0]) if headed else _row([""] * len(columns)), doubt)
    yield Line(number, _row([_rule(column[1:] if headed else column) for column in columns]), settled=True)
    yield from rest if headed else (first, *rest)
    yield Line(rows[-1].number, "", settled=True)


def _is_headed(columns: Sequence[Sequence[str]]) -> bool:
    """Words above figures, or three rows of three."""
    words_above_figures = any(
        column[0] and not _FIGURE.fullmatch(column[0]) and _are_figures(column[1:]) for column in columns
    )
    return words_above_figures or (len(columns) >= 3 and len(columns[0]) >= 3)


def _are_figures(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_FIGURE.fullmatch(cell) for cell in filled)


def _rule(cells: Sequence[str]) -> str:
    return "---:" if _are_figures(cells) else "---"


def _row(cells: Sequence[str]) -> str:
    inner = " | ".join(re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in cells)
    return f"| {inner} |"
