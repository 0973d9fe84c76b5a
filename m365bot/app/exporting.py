"""Answers, hours and completion of cohorts as files, the same whoever asks for them.

Called by `m365bot records export` and by the desk. Reads only; notes nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from m365bot import visible
from m365bot.programme import Cohort, Programme
from m365bot.records import Records, Row, sheets
from m365bot.records import export as exports
from m365bot.records.corrections import Correction
from m365bot.records.hours import Hours
from m365bot.records.overview import Overview
from m365bot.records.sheets import Table

if TYPE_CHECKING:
    from m365bot.database.records import StoredRecords

TABLES = ("answers", "hours", "completion")


@dataclass(frozen=True)
class Gathered:
    """All that an export is made of, read once."""

    programme: Programme
    rows: Sequence[Row]
    fresh: Sequence[Mapping[str, Any]]
    said: Mapping[int, Sequence[Correction]]
    whole: Records
    judged: Sequence[Hours]

    @property
    def is_judged_for_good(self) -> bool:
        """Is a finished cohort among them whose frame is not kept yet?"""
        return any(one.cohort.is_finished and not one.is_kept for one in self.judged)

    def taken(self, shape: str) -> list[dict[str, object]]:
        """What the audit chain tells of it: each cohort, in which shape, of how many rows."""
        cohorts = [one.cohort.key for one in self.judged]
        counts = Counter(row.cohort for row in self.rows)
        return [{"cohort": each, "format": shape, "rows": counts[each]} for each in cohorts]

    def document(self) -> dict[str, Any]:
        """As `contract` has it."""
        made = exports.document(self.rows, self.programme, self.said, self.judged)
        return {**made, "sources": list(self.fresh)}

    def json(self) -> bytes:
        return visible.dumps(self.document(), indent=2).encode() + b"\n"

    def csv(self, table: str) -> bytes:
        """One of TABLES."""
        return exports.to_csv([*self._tables().values()][TABLES.index(table)])

    def xlsx(self) -> bytes:
        glances = (Overview(one, self.whole, self.programme).sheets for one in self.judged)
        every = (self._tables(), *glances)
        return sheets.to_xlsx({title: cells for each in every for title, cells in each.items()})

    def _tables(self) -> Mapping[str, Table]:
        return exports.sheets(exports.table(self.rows, self.programme, self.said), self.judged)


def gathered(stored: "StoredRecords", programme: Programme, cohorts: Sequence[Cohort]) -> Gathered:
    rows = [row for one in cohorts for row in stored.rows_of(one)]
    whole = stored.records_of(cohorts, rows)
    return Gathered(
        programme,
        rows,
        [one.document() for one in stored.freshness(one.key for one in cohorts)],
        stored.said(cohorts),
        whole,
        stored.judged(cohorts, whole),
    )
