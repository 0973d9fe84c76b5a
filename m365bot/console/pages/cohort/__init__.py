"""期: one cohort, a file for each of its pages. All are given a `room`, and narrow what they show of people by `sight`."""

from m365bot.console.pages.cohort import (
    attendance,
    calendar,
    charts,
    entering,
    forms,
    glance,
    hours,
    listed,
    people,
    person,
)

__all__ = [
    "attendance",
    "calendar",
    "charts",
    "entering",
    "forms",
    "glance",
    "hours",
    "listed",
    "people",
    "person",
]
