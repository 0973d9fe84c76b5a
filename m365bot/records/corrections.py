"""What officers said of rows that came wrong: who it was, what was answered, that it does not count.

Kept by the database, laid over a row's cells by the judge; the cells themselves stay as they came. A correction speaks
of the wording it was made of, and of no later one. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from m365bot.words import say

PERSON, ANSWER, IGNORED = "person", "answer:", "ignored"


@dataclass(frozen=True, slots=True)
class Correction:
    """One statement. digest: the wording it was made of. what: PERSON, ANSWER and a question's key, or IGNORED. value: the
    person's opaque id, the answer as it might stand in the cell, or nothing.
    """

    number: int
    row: int
    digest: str
    what: str
    value: str
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """What holds of one wording: `person` by opaque id, None where nothing was said; answers by question key.

    ignored: it is not to count. outdated: something was said of an earlier wording of the row.
    """

    row: int = 0
    person: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    ignored: bool = False
    outdated: bool = False

    @property
    def anything(self) -> bool:
        return self.person is not None or bool(self.answers) or self.ignored or self.outdated

    def complaints(self) -> Iterator[str]:
        """Why the row cannot be taken, corrected as it is."""
        if self.ignored:
            yield say("研修担当が、数えないことにしました。")
        if self.outdated:
            yield say(
                "訂正したあとに、回答が変わりました。内容を確かめて、訂正し直すか、訂正を取り消してください"
                "(m365bot records correct {row} --take-back --reason 理由)。",
                row=self.row,
            )


NOTHING = Said()


class Corrections:
    """Those in force of a questionnaire's rows, by row."""

    def __init__(self, found: Iterable[Correction] = ()) -> None:
        self._by_row: dict[int, list[Correction]] = defaultdict(list)
        for one in found:
            self._by_row[one.row].append(one)

    @property
    def word(self) -> str:
        """Another one with every correction that is made or taken back; "" where there is none."""
        numbers = sorted(one.number for row in self._by_row.values() for one in row)
        return "+" + sha256(repr(numbers).encode()).hexdigest()[:8] if numbers else ""

    def items(self) -> Iterable[tuple[int, Sequence[Correction]]]:
        """Row → what was said of it, in order."""
        return self._by_row.items()

    def __contains__(self, row: int) -> bool:
        return row in self._by_row

    def ignore(self, row: int, digest: str) -> bool:
        """Is it not to count, in this wording?"""
        return row in self._by_row and self.on(row, digest).ignored

    def on(self, row: int, digest: str) -> Said:
        """What holds of the row in this wording; the later word counts."""
        if not row or row not in self._by_row:
            return NOTHING
        of_it = [one for one in self._by_row[row] if one.digest == digest]
        values = {one.what: one.value for one in of_it}
        return Said(
            row,
            values.get(PERSON),
            {what.removeprefix(ANSWER): value for what, value in values.items() if what.startswith(ANSWER)},
            ignored=IGNORED in values,
            outdated=len(of_it) < len(self._by_row[row]),
        )
