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


def as_written(fields: Mapping[str, object], columns: Columns) -> datetime | None:
    """With the offset that is written, if any; None where the column is absent or empty. Raises Unreadable."""
    cell = fields.get(columns.built_in.get("completed", ""))
    return None if is_blank(cell) else moments.written(cell)


def at(written: datetime, zone: tzinfo, created: datetime | None) -> datetime:
    """In UTC. Without an offset it is UTC already where the item was made just then (docs/facts.md C63)."""
    found = moments.instant(written, zone)
    if created is None or written.tzinfo is not None or _fits(found, created):
        return found
    as_utc = moments.instant(written, UTC)
    return as_utc if _fits(as_utc, created) else found


def _fits(completed: datetime, created: datetime) -> bool:
    return -CLOCKS_DIFFER <= created - completed <= FLOW_TAKES
