"""A time of day on a day, where the clocks may be changed on that day.

Called by schedules. Two times of one zone are compared by Python as their clocks show them: who compares times of a
schedule asks one of them in UTC. Pure.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def at(day: date, of_day: time, timezone: ZoneInfo) -> datetime:
    """Once a day: in an hour that is left out as long after midnight as ever, in one that comes twice the first time."""
    return _as_shown(datetime.combine(day, of_day, timezone), timezone)


def again(moment: datetime, timezone: ZoneInfo) -> datetime:
    """When the clocks show this for the second time, where they are put back; else the same moment."""
    return _as_shown(moment.replace(fold=1), timezone)


def _as_shown(moment: datetime, timezone: ZoneInfo) -> datetime:
    return moment.astimezone(UTC).astimezone(timezone)
