"""The records as a job sees them: a snapshot that does not change while the job runs.

Called by the composition root, which makes it from the database, and by jobs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from m365bot.records.releases import Release
from m365bot.records.row import Row


@dataclass(frozen=True)
class Records:
    """Every stored row of the cohorts looked at, in the order they were stored.

    released: whose answers were published. told_elsewhere: cohort and title of questionnaires of which a post tells
    that these records know nothing of. to_forget: person's id → why. held: cohorts of which there are rows, also such
    as are not looked at.
    """

    stored: tuple[Row, ...] = ()
    released: tuple[Release, ...] = ()
    told_elsewhere: frozenset[tuple[str, str]] = frozenset()
    to_forget: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        rows: Iterable[Row],
        released: Iterable[Release] = (),
        told_elsewhere: Iterable[tuple[str, str]] = (),
    ) -> "Records":
        return cls(tuple(rows), tuple(released), frozenset(told_elsewhere))

    @property
    def empty(self) -> bool:
        return not self.stored

    def rows(self, cohort: str, *, form: str | None = None, session: str | None = None) -> tuple[Row, ...]:
        """Rows of a cohort, of one form and session where named."""
        return tuple(
            row
            for row in self.stored
            if row.cohort == cohort and form in (None, row.form) and session in (None, row.session)
        )

    def kept(self, cohort: str, *, form: str | None = None, session: str | None = None) -> tuple[Row, ...]:
        """Rows that count."""
        return tuple(row for row in self.rows(cohort, form=form, session=session) if row.state == "kept")

    def quarantined(self, cohort: str) -> tuple[Row, ...]:
        """Rows that a person must look at."""
        return tuple(row for row in self.rows(cohort) if row.state == "quarantined")
