"""The practice tenant's trainees, who answer as people do: at once, late, after a reminder, twice, or never.

Called by play. Pure, and the same each time: a person's habit is drawn from the sign-in name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from random import Random
from typing import Any

from m365bot.programme import Calendar, Cohort, Person, Programme
from m365bot.programme.forms import Question, Questionnaire

IDEAS = (
    "窓口の予約",
    "橋の点検",
    "備品の貸出",
    '=HYPERLINK("https://e.example","x")',
    "<b>会議室</b>の予約",
    "髙橋課長の﨑と𠮷を直す㈱",
)


class Habit(Enum):
    """How somebody deals with questionnaires."""

    PROMPT = "prompt"
    LATE = "late"
    FORGETFUL = "forgetful"
    TWICE = "twice"
    NEVER = "never"


SHARES = {Habit.PROMPT: 11, Habit.LATE: 3, Habit.FORGETFUL: 3, Habit.TWICE: 2, Habit.NEVER: 1}


@dataclass(frozen=True)
class Answer:
    """One submission. `cells`: question's text → what was filled in."""

    at: datetime
    asked: Questionnaire
    person: Person
    cells: dict[str, Any]


def habit_of(person: Person) -> Habit:
    return chance_of(person, "habit").choices(list(SHARES), list(SHARES.values()))[0]


def answers(cohort: Cohort, programme: Programme) -> list[Answer]:
    """Of all questionnaires that arrive in a list, in the order of their minutes."""
    asked = [one for one in cohort.questionnaires if one.source.kind == "list" and one.opens and one.due]
    found = (given for one in asked for given in _to(one, cohort, programme.calendar))
    return sorted(found, key=lambda given: given.at)


def answered(cohort: Cohort, programme: Programme, since: datetime, until: datetime) -> list[Answer]:
    """What of them falls into a span."""
    return [one for one in answers(cohort, programme) if since < one.at <= until]


def _to(asked: Questionnaire, cohort: Cohort, calendar: Calendar) -> Iterator[Answer]:
    assert asked.due
    for person in cohort.expected(asked, asked.due.astimezone(calendar.timezone).date()):
        if not person.outside:
            chance = chance_of(person, asked.key, asked.session.key if asked.session else "")
            for at in _moments(habit_of(person), asked, calendar, chance):
                if cohort.is_trainee_on(person, at.astimezone(calendar.timezone).date()):
                    yield Answer(at, asked, person, filled_in(asked, chance))


def _moments(habit: Habit, asked: Questionnaire, calendar: Calendar, chance: Random) -> Iterator[datetime]:
    assert asked.opens and asked.due
    soon = asked.opens + timedelta(minutes=chance.randrange(10, 24 * 60))
    match habit:
        case Habit.PROMPT:
            yield min(calendar.next_open(soon), asked.due)
        case Habit.TWICE:
            first = min(calendar.next_open(soon), asked.due)
            yield first
            yield first + timedelta(minutes=chance.randrange(5, 90))
        case Habit.FORGETFUL:  # the reminder of the due date helps
            yield asked.due - timedelta(minutes=chance.randrange(5, 45))
        case Habit.LATE:
            yield calendar.next_open(asked.due + timedelta(days=chance.randrange(1, 4)))


def filled_in(asked: Questionnaire, chance: Random) -> dict[str, Any]:
    return {question.text: _value(question, chance) for question in asked.form.questions}


def _value(question: Question, chance: Random) -> Any:
    match question.type:
        case "scale" | "number":
            least, greatest = question.range or (1, 5)
            return chance.randint(int(least), int(greatest))
        case "choice" | "choices":
            return chance.choice(question.options)
        case "date":
            return "2025-09-01"
        case "text":
            return chance.choice(IDEAS)


def chance_of(person: Person, *words: str) -> Random:
    return Random("/".join((person.mail, *words)))  # noqa: S311 - a play, no secret
