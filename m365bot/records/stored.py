"""Rows as the database keeps them, and their states worked out anew.

Called by the database's store of records and by jobs through snapshot. States are never stored for good:
each time rows arrive or config changes, all rows of a questionnaire are read again from what came, so that
a corrected people.csv frees what was quarantined.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Questionnaire
from m365bot.programme.people import Person
from m365bot.programme.programme import Programme
from m365bot.records import raw
from m365bot.records.folding import fold
from m365bot.records.reading import Reader
from m365bot.records.row import Row
from m365bot.records.state import State


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One row; `raw` and `answers` are JSON values, `session` is empty for a form that belongs to none."""

    instance: str
    cohort: str
    form: str
    session: str
    hash: str
    raw: Mapping[str, Any]
    submitted: datetime | None
    source: str
    person_id: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    state: str = State.QUARANTINED
    reason: str = ""
    late: bool = False


def fresh(row: raw.RawRow, questionnaire: Questionnaire, *, instance: str) -> StoredRow:
    """A row that has just come; `judged` gives it its state."""
    return StoredRow(
        instance=instance,
        cohort=questionnaire.cohort,
        form=questionnaire.form.key,
        session=questionnaire.session.key if questionnaire.session else "",
        hash=row.hash,
        raw=row.fields,
        submitted=row.submitted,
        source=row.source,
    )


def judged(
    rows: Iterable[StoredRow], questionnaire: Questionnaire, cohort: Cohort, programme: Programme
) -> tuple[StoredRow, ...]:
    """All rows of one questionnaire, in the order they were stored, judged by what config says now."""
    kept = tuple(rows)
    reader = Reader(questionnaire, cohort, programme)
    came = [_as_it_came(row, reader) for row in kept]
    read = replace(reader, remembered=_remembered(kept, came, programme)).all_of(came)
    return tuple(_with(row, result) for row, result in zip(kept, read, strict=True))


def _remembered(
    rows: Iterable[StoredRow], came: Iterable[raw.RawRow], programme: Programme
) -> dict[str, Person]:
    """Whom an address meant before: a sign-in name changes with a marriage, the person does not (C15)."""
    known = programme.everybody
    return {
        fold(as_it_came.identity): known[row.person_id]
        for row, as_it_came in zip(rows, came, strict=True)
        if row.person_id and row.person_id in known
    }


def _as_it_came(row: StoredRow, reader: Reader) -> raw.RawRow:
    columns = reader.columns(row.raw)
    at = raw.completed(row.raw, columns, reader.programme.timezone)
    identity = raw.identity_of(row.raw, columns)
    return raw.RawRow(row.source, "", row.raw, identity, at or row.submitted, row.hash)


def _with(row: StoredRow, read: Row) -> StoredRow:
    return StoredRow(
        instance=row.instance,
        cohort=row.cohort,
        form=row.form,
        session=row.session,
        hash=row.hash,
        raw=row.raw,
        submitted=read.raw.submitted,
        source=row.source,
        person_id=read.person.id if read.person else None,
        answers=read.answers,
        state=read.state,
        reason=read.reason,
        late=read.late,
    )
