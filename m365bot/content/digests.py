"""What a reminder says: one person's digest, and what a section chief is told of the own staff.

Called by the job that reminds. Pure. People stand in it as placeholders.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from m365bot.content import placeholders, templates
from m365bot.content.templates import Letter, Url
from m365bot.programme import Cohort, Message, Person, Programme, Questionnaire
from m365bot.records.pending import Left

_DAYS = "月火水木金土日"


def of_person(message: Message, left: Left, programme: Programme, cohort: Cohort, now: datetime) -> Letter:
    values = {"person": _person(left.person), "items": items(left, now)}
    return templates.filled(message, {**common(programme, cohort, now), **values})


def of_chief(
    message: Message,
    chief: Person,
    staff: Sequence[Left],
    programme: Programme,
    cohort: Cohort,
    now: datetime,
) -> Letter:
    told = [{**_person(each.person), "missing": items(each, now)} for each in staff]
    values = {"chief": _person(chief), "staff": told}
    return templates.filled(message, {**common(programme, cohort, now), **values})


def common(programme: Programme, cohort: Cohort, now: datetime) -> Mapping[str, Any]:
    """What every text to people is given."""
    return {
        "programme": programme.name,
        "organisation": programme.organisation,
        "cohort": cohort.key,
        "today": day(now),
    }


def _person(person: Person) -> Mapping[str, str]:
    return {"name": placeholders.name_of(person)}


def items(left: Left, now: datetime) -> list[Mapping[str, Any]]:
    """What is left, each as a text is given it."""
    return [_item(each, each.due, now) for each in left.asked if each.due]


def _item(asked: Questionnaire, due: datetime, now: datetime) -> Mapping[str, Any]:
    local = due.astimezone(now.tzinfo)
    return {
        "title": asked.title,
        "due": f"{day(local)} {local:%H:%M}",
        "url": Url(asked.url),
        "overdue": due < now,
    }


def day(moment: datetime) -> str:
    """6月18日(水)."""
    return f"{moment.month}月{moment.day}日({_DAYS[moment.weekday()]})"
