"""Who has not submitted what, and whom it is time to remind of it.

Called by the job that reminds. Pure. A source that is not known to hold today's answers tells of nobody: its
questionnaires are `unclear`, and an officer is told. A row that a person must look at is an answer all the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from m365bot.programme import Calendar, Cohort, Person, Programme, Questionnaire
from m365bot.programme.relative import DateWords, Edge, Span
from m365bot.records.asked import AnswersOf
from m365bot.records.audience import Audience
from m365bot.records.snapshot import Records


@dataclass(frozen=True)
class Left:
    """What one person has not submitted, the next one due first. `is_time`: one of them is to be reminded of today."""

    person: Person
    asked: tuple[Questionnaire, ...]
    is_time: bool


@dataclass(frozen=True)
class Pending:
    """people: those with anything left. late: whose chief is to be told today, and of what.

    unclear: what would be reminded of today, if it were known who has answered.
    """

    people: tuple[Left, ...]
    late: tuple[Left, ...]
    unclear: tuple[Questionnaire, ...]

    @property
    def to_remind(self) -> tuple[Left, ...]:
        return tuple(each for each in self.people if each.is_time)


def of(cohort: Cohort, programme: Programme, records: Records, now: datetime) -> Pending:
    """What is left of a cohort's questionnaires today."""
    day, calendar = now.date(), programme.calendar
    open_now = [one for one in cohort.questionnaires if _is_asked(one, now)]
    clear = [one for one in open_now if records.is_current(one, _midnight(now))]
    left = {one: _without_answer(one, cohort, programme, records, day) for one in clear}
    urgent = [one for one in open_now if is_time(one.form.remind, one, calendar, day)]
    late = [one for one in open_now if is_time(_words_of(one.form.escalate), one, calendar, day)]
    worth = [one for one in clear if one in urgent or (one.due and one.due >= now)]
    return Pending(
        people=tuple(_by_person({one: left[one] for one in worth}, urgent)),
        late=tuple(_by_person({one: left[one] for one in clear if one in late}, late)),
        unclear=tuple(one for one in open_now if one in [*urgent, *late] and one not in clear),
    )


def is_time(words: Iterable[DateWords], asked: Questionnaire, calendar: Calendar, day: date) -> bool:
    """Is one of these dates today? One on a day when the office is closed stands for the next on which it is not."""
    if asked.due is None or not calendar.is_business_day(day):
        return False
    span = Span(asked.due, asked.due)
    dates = (each.resolve(span, calendar, Edge.OPENING).date() for each in words)
    return any(_first_open_day(each, calendar) == day for each in dates)


def _words_of(one: DateWords | None) -> Sequence[DateWords]:
    return () if one is None else (one,)


def _first_open_day(day: date, calendar: Calendar) -> date:
    return day if calendar.is_business_day(day) else calendar.business_days(day, 1)


def _is_asked(asked: Questionnaire, now: datetime) -> bool:
    """Is it open, and are there people whom it asks by name?"""
    has_rule = bool(asked.form.remind or asked.form.escalate)
    return has_rule and asked.due is not None and (asked.opens is None or asked.opens <= now)


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _without_answer(
    asked: Questionnaire, cohort: Cohort, programme: Programme, records: Records, day: date
) -> tuple[Person, ...]:
    """Whom it asks and who is still there, less those of whom there is any row."""
    key = AnswersOf.questionnaire(asked)
    rows = records.rows(key.cohort, form=key.form, session=key.session)
    answered = {each for row in rows if not row.gone for each in (row.person_id, row.once) if each}
    audience = Audience(asked, cohort, programme)
    return tuple(person for person in audience.awaited_on(day) if person.id not in answered)


def _by_person(
    left: dict[Questionnaire, tuple[Person, ...]], urgent: Sequence[Questionnaire]
) -> Iterator[Left]:
    people = dict.fromkeys(person for persons in left.values() for person in persons)
    for person in people:
        own = sorted((one for one, persons in left.items() if person in persons), key=_soonest)
        yield Left(person, tuple(own), any(one in urgent for one in own))


def _soonest(asked: Questionnaire) -> tuple[datetime, str]:
    assert asked.due is not None  # what has no due date is not reminded of
    return asked.due, asked.key
