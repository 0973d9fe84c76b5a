"""Complaints: what is wrong in the officers' files, where it stands, and the notebook that collects them.

Called by every reader of config/. Never raises: one bad word must not hide the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from m365bot.programme.faults import Part
from m365bot.reading.budget import A_NOTE, Budget
from m365bot.words import say

Column = int | str
_LONGEST = 400  # letters


class Place(NamedTuple):
    """Where something stands: the file as an officer names it, line from 1, column from 1 or a sheet's
    letter.
    """

    file: str
    line: int = 1
    column: Column = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Complaint:
    """設定の不備: what is wrong and a likely fix, in the officer's words."""

    file: str
    line: int
    column: Column
    words: str
    hint: str = ""
    part: Part | None = None  # what it stops, where that is other than its file says

    def __str__(self) -> str:
        return " ".join(filter(None, (f"{self.file}:{self.line}:{self.column}", self.words, self.hint)))


@dataclass
class Notebook:
    """Collects complaints (exit 2) and remarks (exit 0) while files are read; each is noted once."""

    _complaints: dict[Complaint, None] = field(default_factory=dict)
    _remarks: dict[Complaint, None] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)

    def complain(self, place: Place, words: str, hint: str = "", part: Part | None = None) -> None:
        self.budget.note(place.file, A_NOTE)
        self._complaints[Complaint(*place, _short(words), _short(hint), part)] = None

    def remark(self, place: Place, words: str, hint: str = "") -> None:
        self.budget.note(place.file, A_NOTE)
        self._remarks[Complaint(*place, _short(words), _short(hint))] = None

    @property
    def count(self) -> int:
        """Of complaints so far."""
        return len(self._complaints)

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        return in_order(self._complaints)

    @property
    def remarks(self) -> tuple[Complaint, ...]:
        return in_order(self._remarks)


def _short(sentence: str) -> str:
    """A sentence that repeats what was written, however much that was."""
    return sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST]} …"


def in_order(notes: Iterable[Complaint]) -> tuple[Complaint, ...]:
    return tuple(sorted(notes, key=lambda note: (note.file, note.line, str(note.column).rjust(6))))


def _alike(word: str, near: str) -> bool:
    """Of addresses what stands before the @ decides: nearly all share the rest."""
    if "@" not in word or "@" not in near:
        return True
    own, other = word.partition("@")[0], near.partition("@")[0]
    return bool(get_close_matches(own, [other], cutoff=0.6))


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or lists what there is; empty where nothing is known."""
    choices = list(dict.fromkeys(known))
    turned = [each for each in choices if sorted(each) == sorted(word)]  # 1班 for 班1
    close = turned or [
        each for each in get_close_matches(word, choices, n=1, cutoff=0.6) if _alike(word, each)
    ]
    if close:
        return say("'{near}' ではありませんか?", near=close[0])
    if not choices:
        return ""
    return say(
        "書けるもの: {choices}", choices=say("、").join(choices[:12]) + (" …" if len(choices) > 12 else "")
    )
