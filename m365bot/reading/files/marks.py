"""One cell of an attendance sheet: a mark, hours, or both.

Called by `attendance`. Reads marks that look alike as one, and raises Unreadable for what is no mark.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from m365bot.programme.attendance import Mark
from m365bot.programme.dates import Unreadable
from m365bot.reading import values
from m365bot.reading.complaints import nearest
from m365bot.words import say

MARKS = tuple(mark.value for mark in Mark)
_ALIKE: Mapping[Mark, str] = {
    Mark.PRESENT: "○ ◯ 〇 ⭕ o 出 出席",
    Mark.HALF: "△ ▲ Δ ∆ 半 半日",
    Mark.ABSENT: "× ✕ ✖ ☓ ❌ x 欠 欠席",
    Mark.LATE: "遅 遅刻",
    Mark.EARLY: "早 早退",
    Mark.MADE_UP: "補 補講",
    Mark.DUTY: "公 公務 公用",
}
_MARKS = {values.plain(word).casefold(): mark for mark, words in _ALIKE.items() for word in words.split()}
_FIRST = re.compile(r"\D+(?=[\d(])")


class Cell(NamedTuple):
    """hours: as written; None: by the mark."""

    mark: Mark | None
    hours: float | None


def mark(written: str) -> Mark:
    """A mark alone. Emoji and text forms of a sign are one."""
    found = _MARKS.get(_folded(written))
    if found is None:
        raise Unreadable(say("出欠「{text}」は読めません。", text=written), nearest(written.strip(), MARKS))
    return found


def cell(written: str) -> Cell:
    """○, 1.5, 1:30, 遅1.5, 遅(1:30)."""
    folded = _folded(written)
    if folded in _MARKS:
        return Cell(_MARKS[folded], None)
    if folded[:1].isdigit():
        return Cell(None, values.hours(folded))
    if (sign := _FIRST.match(folded)) and (found := _MARKS.get(sign[0])):
        return Cell(found, values.hours(folded[sign.end() :].strip("()")))
    return Cell(mark(written), None)


def is_like_one(written: str) -> bool:
    """Does it say something of attendance? Tells a session's column from one of notes."""
    try:
        return cell(written).mark is not None
    except Unreadable:
        return False


def _folded(written: str) -> str:
    return re.sub(r"[\s\ufe0e\ufe0f]+", "", values.plain(written)).casefold()
