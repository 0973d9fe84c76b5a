"""Submissions in the database: raw rows and the links to go on reading from; states are worked out when read.

Called by app and, as the port `RecordStore`, by the Responses resource. Never drops a row.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, insert, select, update

from m365bot import clock
from m365bot.database import tables
from m365bot.database.dialect import insert_into
from m365bot.errors import ConfigError
from m365bot.journal.writing import Stored
from m365bot.programme import Cohort, Programme, Questionnaire
from m365bot.records import raw
from m365bot.records.snapshot import Records
from m365bot.records.state import State
from m365bot.records.stored import StoredRow, fresh, judged
from m365bot.resources.ports.records import Source
from m365bot.words import say


class StoredRecords:
    """All submissions of one instance, judged by one reading of its config."""

    def __init__(self, engine: Engine, instance: str, programme: Programme) -> None:
        self._engine, self._instance, self._programme = engine, instance, programme

    def link(self, source: Source) -> str | None:
        query = select(tables.links.c.link).where(*self._mine(tables.links, source))
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def compare(self, source: Source, items: Sequence[raw.Item], headers: Sequence[str]) -> Stored:
        there = list(self._rows_of(source))
        return _counted(self._judged(source, there, self._new(source, items, headers, there)))

    def store(self, source: Source, items: Sequence[raw.Item], headers: Sequence[str], link: str) -> Stored:
        there = list(self._rows_of(source))
        new = self._judged(source, there, self._new(source, items, headers, there))
        with self._engine.begin() as connection:
            _insert_or_ignore(connection, [_to_row(row) for row in new])
            self._keep_link(connection, source, link)
        return _counted(new)

    def snapshot(self) -> Records:
        """Every row of the unfinished cohorts and of those named by rows, judged by today's config."""
        return Records.of(row for cohort in self._programme.cohorts for row in self.rows_of(cohort))

    def rows_of(self, cohort: Cohort) -> Iterator[StoredRow]:
        for questionnaire in cohort.questionnaires:
            there = list(self._rows_of(_source(questionnaire)))
            if there:
                yield from judged(there, questionnaire, cohort, self._programme)

    def _judged(
        self, source: Source, there: Sequence[StoredRow], new: Sequence[StoredRow]
    ) -> Sequence[StoredRow]:
        """The new rows with who answered and what became of them; the old ones have a say in that."""
        if not new:
            return []
        cohort, questionnaire = self._place(source)
        return judged([*there, *new], questionnaire, cohort, self._programme)[len(there) :]

    def _new(
        self,
        source: Source,
        items: Sequence[raw.Item],
        headers: Sequence[str],
        there: Sequence[StoredRow],
    ) -> list[StoredRow]:
        _, questionnaire = self._place(source)
        known = {row.hash for row in there}
        rows = raw.rows(
            items,
            questionnaire.form,
            headers,
            source=questionnaire.source.name,
            zone=self._programme.timezone,
        )
        return [fresh(row, questionnaire, instance=self._instance) for row in rows if row.hash not in known]

    def _place(self, source: Source) -> tuple[Cohort, Questionnaire]:
        for cohort in self._programme.cohorts:
            for questionnaire in cohort.questionnaires:
                if _source(questionnaire) == source:
                    return cohort, questionnaire
        raise ConfigError(
            say("設定に様式『{form}』({session})がもうありません。", form=source.form, session=source.session)
        )

    def _rows_of(self, source: Source) -> Iterator[StoredRow]:
        query = select(tables.rows).where(*self._mine(tables.rows, source)).order_by(tables.rows.c.number)
        with self._engine.connect() as connection:
            for row in connection.execute(query).mappings():
                yield _from_row(row)

    def _mine(self, table: Any, source: Source) -> list[ColumnElement[bool]]:
        return [
            table.c.instance == self._instance,
            table.c.cohort == source.cohort,
            table.c.form == source.form,
            table.c.session == source.session,
        ]

    def _keep_link(self, connection: Connection, source: Source, link: str) -> None:
        values = {"link": link, "read": _text(clock.now())}
        mine = self._mine(tables.links, source)
        if not connection.execute(update(tables.links).where(*mine).values(**values)).rowcount:
            place = {"cohort": source.cohort, "form": source.form, "session": source.session}
            connection.execute(insert(tables.links).values(instance=self._instance, **place, **values))


def _counted(new: Sequence[StoredRow]) -> Stored:
    return Stored(len(new), sum(row.state == State.QUARANTINED for row in new))


def _source(questionnaire: Questionnaire) -> Source:
    session = questionnaire.session.key if questionnaire.session else ""
    return Source(questionnaire.cohort, questionnaire.form.key, session)


def _insert_or_ignore(connection: Connection, values: list[dict[str, Any]]) -> None:
    if not values:
        return
    connection.execute(insert_into(connection, tables.rows).on_conflict_do_nothing(), values)


def _to_row(row: StoredRow) -> dict[str, Any]:
    names = ("instance", "cohort", "form", "session", "hash", "raw", "source", "person_id")
    submitted = _text(row.submitted) if row.submitted else None
    return {name: getattr(row, name) for name in names} | {"submitted": submitted}


def _from_row(row: RowMapping) -> StoredRow:
    values = {name: value for name, value in row.items() if name != "number"}
    submitted = datetime.fromisoformat(row["submitted"]) if row["submitted"] else None
    return StoredRow(**(values | {"submitted": submitted}))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
