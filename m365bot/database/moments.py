"""Moments as text: ISO 8601 in UTC, so that SQLite and PostgreSQL hold and sort them alike.

Called by this package only.
"""

from datetime import UTC, datetime

from m365bot.database.damage import moment_of


def text(moment: datetime) -> str:
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat()


def text_or_none(moment: datetime | None) -> str | None:
    return text(moment) if moment else None


def moment_or_none(found: str | None) -> datetime | None:
    return moment_of(found) if found else None
