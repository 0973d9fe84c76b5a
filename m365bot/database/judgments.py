"""Rows with today's judgment: as it was kept, or made anew where config that matters has changed since.

Called by the store of records. Who may only look gets the judgment and keeps nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

import structlog
from sqlalchemy import Connection, Engine

from m365bot.database import bookmarks, corrections, rows, statement
from m365bot.database.bookmarks import Bookmark
from m365bot.programme import Cohort, Programme, Questionnaire
from m365bot.records import intake, relevance
from m365bot.records.asked import AnswersOf
from m365bot.records.corrections import Corrections
from m365bot.records.judge import Judge
from m365bot.records.row import Row

log = structlog.get_logger()


class Leave(Enum):
    """May what was judged anew be kept?"""

    LOOK = auto()
    KEEP = auto()


@dataclass(frozen=True)
class Kept:
    """Of one cohort, as it stands in the tables; marks and corrections by questionnaire."""

    cohort: Cohort
    marks: Mapping[AnswersOf, Bookmark] = field(default_factory=dict)
    rows: Sequence[statement.Row] = ()
    said: Mapping[AnswersOf, Corrections] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgments:
    """Of one instance, under one reading of its config: what that makes of a questionnaire is worked out once."""

    engine: Engine
    instance: str
    programme: Programme
    _words: dict[AnswersOf, str] = field(default_factory=dict)

    def word(self, questionnaire: Questionnaire, cohort: Cohort, said: Corrections) -> str:
        """Of all that has a say in how its rows are judged."""
        asked = AnswersOf.questionnaire(questionnaire)
        if asked not in self._words:
            self._words[asked] = relevance.word(questionnaire, cohort, self.programme)
        return self._words[asked] + said.word

    def said(self, asked: AnswersOf) -> Corrections:
        return corrections.in_force(self.engine, self.instance, asked)

    def rows(self, questionnaire: Questionnaire, cohort: Cohort, leave: Leave) -> Sequence[Row]:
        """Every row, in the order they were stored."""
        asked = AnswersOf.questionnaire(questionnaire)
        with self.engine.connect() as connection:
            bookmark = bookmarks.of(connection, self.instance, asked)
            found = rows.whole(connection, self.instance, asked) if bookmark.read else []
            said = corrections.in_force(connection, self.instance, asked)
        return self._as_today(found, (questionnaire, cohort), bookmark, said, leave)

    def kept(self, connection: Connection, cohorts: Iterable[Cohort]) -> list[Kept]:
        """All that stands there of each cohort: asked for together, for jobs ask all day."""
        marks = bookmarks.of_all(connection, self.instance)
        return [self._kept(connection, cohort, marks) for cohort in cohorts]

    def _kept(self, connection: Connection, cohort: Cohort, all_marks: Mapping[AnswersOf, Bookmark]) -> Kept:
        marks = {asked: mark for asked, mark in all_marks.items() if asked.cohort == cohort.key}
        if not marks:
            return Kept(cohort)
        found = rows.of_cohort(connection, self.instance, cohort.key)
        said = corrections.in_force_of_cohort(connection, self.instance, cohort.key)
        return Kept(cohort, marks, found, said)

    def is_todays(self, kept: Kept) -> bool:
        """Stand its rows there with today's judgment, so that they only have to be taken apart?"""
        have_rows = {AnswersOf(kept.cohort.key, form, session) for form, session, *_ in kept.rows}
        return all(
            kept.marks[asked].judged_by == self.word(one, kept.cohort, kept.said.get(asked, Corrections()))
            for one in kept.cohort.collected
            if (asked := AnswersOf.questionnaire(one)) in kept.marks and asked in have_rows
        )

    def of_cohort(self, kept: Kept, leave: Leave) -> Iterator[Row]:
        """Every row of all its questionnaires, one after another."""
        found = rows.by_questionnaire(kept.rows, kept.cohort.key)
        for questionnaire in kept.cohort.collected:
            asked = AnswersOf.questionnaire(questionnaire)
            if asked in kept.marks:
                place, own = (questionnaire, kept.cohort), kept.said.get(asked, Corrections())
                yield from self._as_today(found.get(asked, []), place, kept.marks[asked], own, leave)

    def _as_today(
        self,
        found: Sequence[Row],
        place: tuple[Questionnaire, Cohort],
        bookmark: Bookmark,
        said: Corrections,
        leave: Leave,
    ) -> Sequence[Row]:
        """As they were kept, where nothing has a say now that had none then."""
        questionnaire, cohort = place
        if not found or bookmark.judged_by == (word := self.word(questionnaire, cohort, said)):
            return found
        judge = Judge(questionnaire, cohort, self.programme, corrections=said)
        judged = intake.again(found, judge)
        note(judge)
        if leave is Leave.KEEP:
            self._keep(judged, bookmark, AnswersOf.questionnaire(questionnaire), word)
        return judged

    def refresh(self, questionnaire: Questionnaire, cohort: Cohort) -> bool:
        """Let what is kept be today's; says whether it had to change."""
        asked = AnswersOf.questionnaire(questionnaire)
        bookmark = bookmarks.of(self.engine, self.instance, asked)
        if not bookmark.read or bookmark.judged_by == self.word(questionnaire, cohort, self.said(asked)):
            return False
        self.rows(questionnaire, cohort, Leave.KEEP)
        return True

    def row(self, questionnaire: Questionnaire, cohort: Cohort, number: int) -> Row:
        """One, as it is worth today."""
        asked = AnswersOf.questionnaire(questionnaire)
        self.refresh(questionnaire, cohort)
        with self.engine.connect() as connection:
            return rows.one(connection, self.instance, asked, number)

    def of_one(
        self,
        connection: Connection,
        place: tuple[Cohort, Questionnaire],
        number: int,
        before: Corrections,
    ) -> None:
        """Judge the row anew whose corrections are others than before; all that were not today's anyway wait for a look."""
        cohort, questionnaire = place
        asked = AnswersOf.questionnaire(questionnaire)
        judged_by = bookmarks.of(connection, self.instance, asked).judged_by
        if judged_by != self.word(questionnaire, cohort, before):
            return
        known = rows.known(connection, self.instance, asked)
        said = corrections.in_force(connection, self.instance, asked)
        judge = Judge(questionnaire, cohort, self.programme, intake.once_of(known), said)
        row, others = intake.one_again(known, rows.one(connection, self.instance, asked, number), judge)
        note(judge)
        rows.judge(connection, [row])
        rows.restate(connection, others)
        bookmarks.judged(connection, self.instance, asked, self.word(questionnaire, cohort, said))

    def _keep(self, judged: Sequence[Row], read_at: Bookmark, asked: AnswersOf, word: str) -> None:
        """Not where another process took rows in meanwhile: beside those, these may be worth something else."""
        with self.engine.begin() as connection:
            bookmarks.alone(connection, self.instance, asked)
            if bookmarks.of(connection, self.instance, asked) == read_at:
                rows.judge(connection, judged)
                bookmarks.judged(connection, self.instance, asked, word)


def note(judge: Judge) -> None:
    """How many rows were judged, for whoever wonders where the time went."""
    if judge.judged:
        log.info("rows.judged", questionnaire=judge.questionnaire.key, rows=judge.judged)
