"""Days and times as they stand in what trainees read: 6月18日(水) 13:30.

Called by whatever writes pages and posts. Pure; Japanese whatever language a screen shows.
"""

from datetime import date, datetime

_WEEKDAYS = "月火水木金土日"


def day(of: date) -> str:
    return f"{of.month}月{of.day}日({_WEEKDAYS[of.weekday()]})"


def clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}"


def moment(of: datetime) -> str:
    return f"{day(of)} {clock(of)}"


def span(starts: datetime, ends: datetime) -> str:
    """From one moment to another; the day is said once where it is one."""
    return f"{moment(starts)}～{clock(ends) if starts.date() == ends.date() else moment(ends)}"
