"""Rows mended by an officer, by their numbers: looked up, corrected, taken back, and judged again at once.

Called by `records correct` and by the desk. The cells of a row stay as they came.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from m365bot.database import bookmarks, corrections
from m365bot.database.corrections import Meant
from m365bot.database.judgments import Judgments
from m365bot.errors import ConfigError
from m365bot.programme import Cohort, Programme, Questionnaire
from m365bot.records import mending
from m365bot.records.asked import AnswersOf
from m365bot.records.mending import Overtaken, Wish
from m365bot.records.row import Row
from m365bot.records.state import State
from m365bot.words import say

Place = Callable[[AnswersOf], tuple[Cohort, Questionnaire]]


@dataclass(frozen=True)
class Correcting:
    """place: where config has the questionnaire that a row belongs to; raises ConfigError."""

    judgments: Judgments
    place: Place

    @property
    def programme(self) -> Programme:
        return self.judgments.programme

    def correct(self, number: int, wish: Wish, who: str, reason: str, seen: str = "") -> Row:
        """The row as it is worth from now on. Raises ConfigError, then nothing is changed.

        seen: the mark of the row as who corrects it saw it; Overtaken where that is not its mark any more.
        """
        row = self._correctable(number)
        _, questionnaire = self.place(row.asked)
        values = mending.wanted(questionnaire, wish, self.programme)
        with self._changing(row, seen) as connection:
            corrections.keep(connection, self.judgments.instance, row, values, who, reason)
        return self._row(row)

    def take_back(self, number: int, who: str, reason: str, seen: str = "") -> Row:
        """The row as it is worth by its own words. Raises ConfigError where nothing was said of it; seen: as above."""
        row = self._meant(number)
        with self._changing(row, seen) as connection:
            if not corrections.take_back(connection, self.judgments.instance, row, who, reason):
                raise ConfigError(say("番号{number}の行には、取り消す訂正がありません。", number=number))
        return self._row(row)

    @contextmanager
    def _changing(self, row: Meant, seen: str) -> Iterator[Connection]:
        """What is said of the row changes, and with it what the row is worth: both, or neither."""
        (cohort, questionnaire), instance = self.place(row.asked), self.judgments.instance
        self.judgments.refresh(questionnaire, cohort)
        with self.judgments.engine.begin() as connection:
            bookmarks.alone(connection, instance, row.asked)
            before = corrections.in_force(connection, instance, row.asked)
            self._needs_as_seen(connection, row.number, seen)
            yield connection
            self.judgments.of_one(connection, (cohort, questionnaire), row.number, before)

    def _needs_as_seen(self, connection: Connection, number: int, seen: str) -> None:
        """While nobody else may change it."""
        now = corrections.meant(connection, self.judgments.instance, number)
        stands = corrections.of_rows(connection, self.judgments.instance, [number]).get(number, ())
        if seen and (now is None or seen != mending.mark(now.digest, stands)):
            raise Overtaken(number, stands)

    def _meant(self, number: int) -> Meant:
        with self.judgments.engine.connect() as connection:
            found = corrections.meant(connection, self.judgments.instance, number)
        if found is None:
            raise ConfigError(
                say(
                    "番号{number}の行はありません(承認を得て消した行かもしれません)。"
                    "番号は `m365bot records correct` か `m365bot records export` で見られます。",
                    number=number,
                )
            )
        return found

    def _correctable(self, number: int) -> Meant:
        found = self._meant(number)
        if found.gone:
            raise ConfigError(
                say("番号{number}の行は、回答先から消されているので、訂正できません。", number=number)
            )
        if found.state == State.REPEATED:
            raise ConfigError(
                say("番号{number}の行は、先に来た行と同じ回答です。先の行を訂正してください。", number=number)
            )
        return found

    def _row(self, meant: Meant) -> Row:
        cohort, questionnaire = self.place(meant.asked)
        return self.judgments.row(questionnaire, cohort, meant.number)
