"""When a response was handed in: by its own column, held against when the service made the item.

Called by version and judge. Never guesses: a time without an offset is the programme's, unless the item itself shows
that it is UTC.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from m365bot.records import moments
from m365bot.records.forms import Columns
from m365bot.records.values import is_blank

FLOW_TAKES = timedelta(minutes=15)  # at most, from a response to its item in the list
CLOCKS_DIFFER = timedelta(minutes=2)


def as_written(fields: Mapping[str, object], columns: Columns, zone: tzinfo) -> datetime | None:
    """In UTC; None where the column is absent, empty or unreadable."""
    cell = fields.get(columns.built_in.get("completed", ""))
    if is_blank(cell):
        return None
    try:
        return moments.moment(cell, zone)
    except moments.Unreadable:
        return None


def at(
    fields: Mapping[str, object], columns: Columns, zone: tzinfo, created: datetime | None
) -> datetime | None:
    """As written; a time without an offset is UTC where the item was made just then (docs/facts.md C63)."""
    written = as_written(fields, columns, zone)
    if written is None or created is None or _fits(written, created):
        return written
    as_utc = as_written(fields, columns, UTC)
    return as_utc if as_utc and _fits(as_utc, created) else written


def _fits(completed: datetime, created: datetime) -> bool:
    return -CLOCKS_DIFFER <= created - completed <= FLOW_TAKES
