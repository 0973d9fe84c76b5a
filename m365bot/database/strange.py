"""Rows that a person must look at, and rows that officers spoke of: a page of them at a time, however many there are.

Called by app for the desk. Reads what was kept when rows were last judged; judges nothing and changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select

from m365bot.database import corrections, rows, tables
from m365bot.database.engine import snapshot
from m365bot.database.tables import TO_LOOK_AT
from m365bot.records.asked import AnswersOf
from m365bot.records.corrections import Correction
from m365bot.records.row import Row

Said = Mapping[int, Sequence[Correction]]


@dataclass(frozen=True)
class Found:
    """One page. many: how many there are in all. said: what holds of its rows. judged_by: of their questionnaires.

    further: the number below which the next page begins; None at the end.
    """

    rows: Sequence[Row] = ()
    many: int = 0
    further: int | None = None
    said: Said = field(default_factory=dict)
    judged_by: Mapping[AnswersOf, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Strange:
    """Of one instance; each method is one look."""

    engine: Engine
    instance: str

    def waiting(self, cohorts: Collection[str], below: int | None, limit: int) -> Found:
        """Rows that need a look, the newest first."""
        table = tables.rows
        mine = (table.c.instance == self.instance) & table.c.cohort.in_(list(cohorts)) & TO_LOOK_AT
        numbers = select(table.c.number).where(mine).order_by(table.c.number.desc())
        with snapshot(self.engine) as connection:
            many = connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one()
            if below is not None:
                numbers = numbers.where(table.c.number < below)
            return self._page(connection, numbers, many, limit)

    def how_many(self, cohorts: Collection[str]) -> int:
        """Rows that need a look."""
        table = tables.rows
        mine = (table.c.instance == self.instance) & table.c.cohort.in_(list(cohorts)) & TO_LOOK_AT
        with snapshot(self.engine) as connection:
            return int(connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one())

    def corrected(self, cohorts: Collection[str], below: int | None, limit: int) -> Found:
        """Rows of which something is said, whatever they are worth."""
        table = tables.corrections
        mine = (table.c.instance == self.instance) & table.c.ended.is_(None)
        mine &= table.c.cohort.in_(list(cohorts))
        numbers = select(table.c.row).where(mine).distinct().order_by(table.c.row.desc())
        with snapshot(self.engine) as connection:
            query = select(func.count(table.c.row.distinct())).where(mine)
            many = connection.execute(query).scalar_one()
            if below is not None:
                numbers = numbers.where(table.c.row < below)
            return self._page(connection, numbers, many, limit)

    def one(self, number: int) -> Found:
        """Empty where there is none of that number."""
        with snapshot(self.engine) as connection:
            return self._of(connection, [number], 1)

    def history(self, number: int) -> Sequence[tuple[Correction, str, str, str]]:
        """All that was ever said of a row, the newest first: with when, by whom and why it ended."""
        table = tables.corrections
        mine = (table.c.instance == self.instance) & (table.c.row == number)
        with self.engine.connect() as connection:
            found = connection.execute(select(table).where(mine).order_by(table.c.number.desc()))
            return [
                (
                    corrections.from_row(one),
                    one["ended"] or "",
                    one["ended_by"] or "",
                    one["ended_because"] or "",
                )
                for one in found.mappings()
            ]

    def _page(self, connection: Connection, numbers: Select[Any], many: int, limit: int) -> Found:
        found: list[int] = list(connection.execute(numbers.limit(limit + 1)).scalars())
        further = found[limit - 1] if len(found) > limit else None
        return self._of(connection, found[:limit], many, further)

    def _of(
        self, connection: Connection, numbers: Sequence[int], many: int, further: int | None = None
    ) -> Found:
        found = list(rows.numbered(connection, self.instance, numbers))
        return Found(
            found,
            many,
            further,
            corrections.of_rows(connection, self.instance, numbers),
            self._judged_by(connection, {row.asked for row in found}),
        )

    def _judged_by(self, connection: Connection, wanted: Iterable[AnswersOf]) -> Mapping[AnswersOf, str]:
        """By what the rows of these were judged last."""
        table, asked = tables.bookmarks, frozenset(wanted)
        query = select(table.c.cohort, table.c.form, table.c.session, table.c.judged_by).where(
            table.c.instance == self.instance, table.c.cohort.in_({one.cohort for one in asked})
        )
        found = {
            AnswersOf(one.cohort, one.form, one.session): one.judged_by for one in connection.execute(query)
        }
        return {one: word for one, word in found.items() if one in asked}
