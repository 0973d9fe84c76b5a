"""Rows that could not be taken in: kept as they came with the reason, for a person to look at.

Called by whatever takes in an office's own sheet. Nothing is dropped silently, and nothing is made up.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from m365bot.records.cells import neutral
from m365bot.words import say


@dataclass(frozen=True)
class Aside:
    """One row. `line` is its number in `file`, the office's own."""

    file: str
    line: int
    why: str
    cells: tuple[str, ...]

    def __str__(self) -> str:
        return say("{file} の{line}行目: {why}", file=self.file, line=self.line, why=self.why)


def sheet(rows: Sequence[Aside]) -> bytes:
    """A CSV that Excel opens as it is, and runs nothing of."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["ファイル", "行", "理由", "もとの値"])
    for row in rows:
        writer.writerow([neutral(cell) for cell in (row.file, row.line, row.why, *row.cells)])
    return text.getvalue().encode("utf-8-sig")
