"""The practice tenant's trainees as they study by themselves and write down what: soon, late, by half, an item twice, with
a slip of the finger, or never.

Called by play and year. Pure, and the same each time. Nobody writes down anything while the officers' workbook is made.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from m365bot.cli.rehearsal import people
from m365bot.cli.rehearsal.people import Answer, Habit
from m365bot.programme import Cohort, Person, Programme, Questionnaire
from m365bot.programme.curriculum import StudyItem

FIRST, LAST = timedelta(days=3), timedelta(days=28)  # after the cohort's start, before its end
LATE = timedelta(days=100)
LUNCH, EVENING = (time(12, 5), 45), (time(18, 30), 150)  # from when on, and for how many minutes
SLIP = 100  # hours times that: a point forgotten


def logged(cohort: Cohort, programme: Programme, since: datetime, until: datetime) -> list[Answer]:
    """What of it falls into a span, in the order of its minutes."""
    log = cohort.study_log
    if log is None or log.source.kind != "list" or log.form.item_question is None:
        return []
    found = (one for person in _trainees(cohort) for one in _of(person, log, cohort, programme))
    return sorted((one for one in found if since < one.at <= until), key=lambda one: one.at)


def who_slips(cohort: Cohort) -> Person | None:
    """Of those who are late, the first: the last item is written down with absurd hours."""
    return next((one for one in _trainees(cohort) if people.habit_of(one) is Habit.LATE), None)


def _trainees(cohort: Cohort) -> list[Person]:
    return [one for one in cohort.trainees() if not one.outside]


def _of(person: Person, log: Questionnaire, cohort: Cohort, programme: Programme) -> Iterator[Answer]:
    chance, items = people.chance_of(person, log.key), programme.self_study
    done = [*_done(people.habit_of(person), items, cohort.starts, chance)]
    slips = done and person == who_slips(cohort)
    for number, (item, day) in enumerate(done, 1):
        at = _minute(day, chance, programme)
        if day <= cohort.ends - LAST and cohort.is_trainee_on(person, day):
            times = SLIP if slips and number == len(done) else 1
            yield Answer(at, log, person, _filled_in(log, item, item.hours * times, chance))
            if people.habit_of(person) is Habit.TWICE and number == 1:
                yield Answer(
                    at + timedelta(minutes=7), log, person, _filled_in(log, item, item.hours, chance)
                )


def _done(
    habit: Habit, items: tuple[StudyItem, ...], starts: date, chance: Random
) -> Iterator[tuple[StudyItem, date]]:
    """Each item that is finished, and when."""
    day = starts + FIRST
    match habit:
        case Habit.NEVER:
            items = ()
        case Habit.FORGETFUL:
            items = items[: (len(items) + 1) // 2]
        case Habit.LATE:
            day += LATE
    for item in items:
        yield item, day
        day += timedelta(days=chance.randrange(2, 12))


def _minute(day: date, chance: Random, programme: Programme) -> datetime:
    begins, minutes = chance.choice((LUNCH, EVENING))
    return datetime.combine(day, begins, programme.timezone) + timedelta(minutes=chance.randrange(minutes))


def _filled_in(log: Questionnaire, item: StudyItem, hours: float, chance: Random) -> dict[str, Any]:
    """By the item's title, where the form has not its key instead."""
    asked = log.form.item_question
    assert asked
    cells = people.filled_in(log, chance)
    cells[asked.text] = (
        item.key if item.key in asked.options and item.title not in asked.options else item.title
    )
    return cells | {one.text: hours for one in log.form.questions if one.type == "number"}
