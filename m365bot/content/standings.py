"""What one person is told of the own standing: hours by course, what is left, what is not submitted, feedback of late.

Called by the job that tells it. Pure. The person stands in it as a placeholder. Where something could not be read, nobody is
told to lack anything.
"""

from collections.abc import Mapping
from datetime import datetime

from m365bot.content import days, digests, placeholders, templates
from m365bot.content.chief_letters import month_before
from m365bot.content.templates import Letter
from m365bot.programme import Message, Programme
from m365bot.programme.curriculum import Course
from m365bot.records import feedback
from m365bot.records.feedback import Feedback
from m365bot.records.hours import Hours
from m365bot.records.pending import Left
from m365bot.records.standing import Standing


def of_person(
    message: Message,
    standing: Standing,
    hours: Hours,
    left: Left | None,
    programme: Programme,
    now: datetime,
) -> Letter:
    """left: what is not submitted, as far as it is known."""
    is_unclear = bool(hours.doubts) or standing.in_doubt
    values = {
        "person": {"name": placeholders.name_of(standing.person)},
        "month": f"{now.month}月",
        "courses": [_course(each, hours, standing) for each in hours.frame.courses],
        "total": _number(standing.total),
        "needed": _number(hours.frame.rule.hours_at_least),
        "complete": standing.complete is True,
        "unclear": is_unclear,
        "left": [] if is_unclear else [lack.told for lack in standing.lacks],
        "items": digests.items(left, now) if left else [],
        "feedback": [_feedback(each) for each in _of_late(standing, hours, now)],
    }
    return templates.filled(message, {**digests.common(programme, hours.cohort, now), **values})


def _of_late(standing: Standing, hours: Hours, now: datetime) -> list[Feedback]:
    """Since the month before began: older ones were told then, and stand in the own record."""
    told = feedback.of(standing.person, hours.cohort, now.date())
    return feedback.since(told, month_before(now))


def _feedback(each: Feedback) -> Mapping[str, str]:
    return {"title": each.title, "when": days.day(each.day), "text": each.text}


def _course(each: Course, hours: Hours, standing: Standing) -> Mapping[str, str]:
    """needed: for completion, by the rule; empty where the course is nobody's duty."""
    had, needed = standing.by_course.get(each.key, 0.0), hours.frame.needed(each)
    return {"title": each.title, "hours": _number(had), "needed": _number(needed) if needed else ""}


def _number(hours: float) -> str:
    return f"{round(hours, 2):g}"
