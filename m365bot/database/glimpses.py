"""Who has answered what and when in one cohort, counted by the database: no cell is read but of what hours are made of.

Made by app for pages, which must not wait for a hundred thousand answers. Keeps nothing. Rows that config of today would
judge otherwise are judged anew, as in judgments.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from sys import intern

from sqlalchemy import Connection, Engine, func, select

from m365bot.database import bookmarks, corrections, frames, moments, rows, tables
from m365bot.database.engine import snapshot
from m365bot.database.judgments import Judgments, Leave
from m365bot.database.memory import Standing
from m365bot.programme import Cohort, Programme, Questionnaire
from m365bot.records import Records, frame
from m365bot.records.asked import AnswersOf
from m365bot.records.corrections import Corrections
from m365bot.records.row import Row
from m365bot.records.state import State

_HOUR = len(
    "2025-06-18T05"
)  # of a moment as it is kept: days are the programme's own, and begin at other hours

_COUNTED = (State.KEPT, State.QUARANTINED)

Mark = tuple[object, ...]
Arrived = tuple[datetime | None, int]
"""When, and how many."""


@dataclass(frozen=True)
class Group:
    """Rows of a questionnaire by one person, or by nobody known, that are worth the same."""

    person_id: str | None
    state: str
    count: int


@dataclass(frozen=True)
class Glimpse:
    """rows: one for each person who handed in; one for each that waits for a look.

    arrived: day → how many that count.
    """

    rows: tuple[Row, ...]
    arrived: Mapping[AnswersOf, Mapping[date, int]]


@dataclass(frozen=True)
class Glimpses:
    """Of one instance, under one reading of its config."""

    engine: Engine
    instance: str
    programme: Programme

    def mark(self, cohort: str) -> Mark:
        """Another one whenever rows of the cohort may be others, or worth something else: three small looks.

        What is taken away of rows that stay is nothing that a glimpse holds.
        """
        marks, of_rows = tables.bookmarks, tables.rows
        read = select(marks.c.form, marks.c.session, marks.c.read, marks.c.judged_by)
        read = read.where(marks.c.instance == self.instance, marks.c.cohort == cohort)
        count = select(func.count(of_rows.c.known_by))
        count = count.where(of_rows.c.instance == self.instance, of_rows.c.cohort == cohort)
        with self.engine.connect() as connection:
            said = corrections.numbers_of_cohort(connection, self.instance, cohort)
            many = connection.execute(count).scalar()
            return (said, many, frozenset(map(tuple, connection.execute(read).all())))

    def of(self, cohort: Cohort) -> Glimpse:
        with self.engine.connect() as connection:
            marks = bookmarks.of_cohort(connection, self.instance, cohort.key)
            said = corrections.in_force_of_cohort(connection, self.instance, cohort.key)
            groups = self._groups(connection, cohort.key)
            hours = self._hours(connection, cohort.key)
            whole = self._evidence(connection, cohort)
        found: list[Row] = []
        arrived: dict[AnswersOf, Mapping[date, int]] = {}
        for one in cohort.collected:
            asked = AnswersOf.questionnaire(one)
            if asked not in marks:
                continue
            word = self._judgments.word(one, cohort, said.get(asked, Corrections()))
            if marks[asked].judged_by != word:
                of_today = self._judgments.rows(one, cohort, Leave.LOOK)
                hours[asked] = [(row.submitted, 1) for row in of_today if row.state == State.KEPT]
                groups[asked] = _grouped(of_today)
                if asked in whole:
                    whole[asked] = _lean(one, cohort, of_today)
            found += whole.get(asked) or _rows(asked, groups.get(asked, []))
            arrived[asked] = self._days(hours.get(asked, []))
        return Glimpse(tuple(found), arrived)

    def records(self, cohort: Cohort, glimpse: Glimpse) -> Records:
        """With how fresh each source is, and what the cohort is judged by, as they are now."""
        with snapshot(self.engine) as connection:
            standing = Standing(connection, self.instance, frame.BEGINNING, *bookmarks.REMEMBERED)
        fresh = {one.asked: one for one in bookmarks.freshness(standing, [cohort.key])}
        return replace(Records.of(glimpse.rows), frames=frames.kept(standing), fresh=fresh)

    @property
    def _judgments(self) -> Judgments:
        return Judgments(self.engine, self.instance, self.programme)

    def _groups(self, connection: Connection, cohort: str) -> dict[AnswersOf, list[Group]]:
        table = tables.rows
        alike = (table.c.form, table.c.session, table.c.person_id, table.c.state)
        query = select(*alike, func.count()).group_by(*alike)
        query = query.where(
            table.c.instance == self.instance,
            table.c.cohort == cohort,
            table.c.state.in_(_COUNTED),
        )
        found: dict[AnswersOf, list[Group]] = {}
        for form, session, person, state, count in connection.execute(query):
            found.setdefault(AnswersOf(cohort, form, session), []).append(Group(person, state, count))
        return found

    def _hours(self, connection: Connection, cohort: str) -> dict[AnswersOf, list[Arrived]]:
        """Of those that count, by the hour in which they came."""
        table = tables.rows
        alike = (table.c.form, table.c.session, func.substr(table.c.submitted, 1, _HOUR))
        query = select(*alike, func.count()).group_by(*alike)
        query = query.where(
            table.c.instance == self.instance, table.c.cohort == cohort, table.c.state == State.KEPT
        )
        found: dict[AnswersOf, list[Arrived]] = {}
        for form, session, at, count in connection.execute(query):
            when = moments.moment_or_none(f"{at}:00:00+00:00" if at else None)
            found.setdefault(AnswersOf(cohort, form, session), []).append((when, count))
        return found

    def _evidence(self, connection: Connection, cohort: Cohort) -> dict[AnswersOf, list[Row]]:
        """Rows of the log of self-study, and of forms that book hours."""
        wanted = [
            (AnswersOf.questionnaire(one), one)
            for one in cohort.collected
            if one.form.books or (cohort.study_log and one.key == cohort.study_log.key)
        ]
        return {
            asked: _lean(one, cohort, rows.evidence(connection, self.instance, asked))
            for asked, one in wanted
        }

    def _days(self, hours: Collection[Arrived]) -> Mapping[date, int]:
        found: dict[date, int] = {}
        for at, count in hours:
            if at:
                day = at.astimezone(self.programme.timezone).date()
                found[day] = found.get(day, 0) + count
        return found


def _grouped(judged: Collection[Row]) -> list[Group]:
    """As the database would count them."""
    alike = Counter((row.person_id, row.state) for row in judged)
    return [Group(person, state, count) for (person, state), count in alike.items() if state in _COUNTED]


def _lean(one: Questionnaire, cohort: Cohort, found: Iterable[Row]) -> list[Row]:
    """What hours are made of, and nothing that was written beside it; what many rows say is held once."""
    item = one.form.item_question if one == cohort.study_log else None
    said: dict[str, Mapping[str, object]] = {}
    counted = [row for row in found if row.state in _COUNTED]
    return [_lean_row(row, item.key if item else "", said) for row in counted]


def _lean_row(row: Row, item: str, said: dict[str, Mapping[str, object]]) -> Row:
    """said: every answer that was held before, by how it is written."""
    answers = {item: row.answers[item]} if item in row.answers else {}
    whose, once = row.person_id, row.once
    return Row(
        row.number,
        known_by="",
        digest="",
        gone=row.gone,
        submitted=row.submitted,
        person_id=whose and intern(whose),
        once=None if whose else once,
        state=State(row.state),
        asked=row.asked,
        answers=said.setdefault(repr(answers), answers),
    )


def _rows(asked: AnswersOf, groups: Collection[Group]) -> Iterator[Row]:
    for one in groups:
        row = Row(0, "", "", person_id=one.person_id, state=one.state, asked=asked)
        yield from [row] * (one.count if one.state == State.QUARANTINED else 1)
