"""People of a rehearsal answer as people do, the same each time, and never before they are asked."""

from collections import Counter
from datetime import datetime
from itertools import groupby

import pytest

from m365bot import reading
from m365bot.cli.rehearsal import calendar, people
from m365bot.cli.rehearsal.calendar import Tick
from m365bot.cli.rehearsal.people import Answer, Habit
from m365bot.job import Job
from m365bot.programme import Cohort, Programme
from m365bot.setup import reference


@pytest.fixture(scope="module")
def programme() -> Programme:
    return reading.read(reference.FOLDER).usable()


@pytest.fixture(scope="module")
def cohort(programme: Programme) -> Cohort:
    found = programme.cohort("R7")
    assert found
    return found


@pytest.fixture(scope="module")
def answers(cohort: Cohort, programme: Programme) -> list[Answer]:
    return people.answers(cohort, programme)


def of(habit: Habit, answers: list[Answer]) -> list[Answer]:
    return [one for one in answers if people.habit_of(one.person) is habit]


def test_a_second_rehearsal_is_the_same(answers: list[Answer], cohort: Cohort, programme: Programme) -> None:
    assert people.answers(cohort, programme) == answers


def test_every_habit_but_one_answers(answers: list[Answer]) -> None:
    assert {people.habit_of(one.person) for one in answers} == set(Habit) - {Habit.NEVER}


def test_nobody_answers_before_being_asked(answers: list[Answer]) -> None:
    assert [one for one in answers if one.asked.opens and one.at < one.asked.opens] == []


def test_only_who_is_late_answers_after_the_due_date(answers: list[Answer]) -> None:
    late = [one for one in answers if one.asked.due and one.at > one.asked.due]

    assert {people.habit_of(one.person) for one in late} <= {Habit.LATE, Habit.TWICE}
    assert {one.at > one.asked.due for one in of(Habit.LATE, answers) if one.asked.due} == {True}


def test_who_answers_twice_does_so_for_each_questionnaire(answers: list[Answer]) -> None:
    twice = Counter((one.person.mail, one.asked.key, one.asked.title) for one in of(Habit.TWICE, answers))

    assert set(twice.values()) == {2}


def test_every_question_is_filled_in(answers: list[Answer]) -> None:
    assert all(one.cells.keys() == {each.text for each in one.asked.form.questions} for one in answers)


def test_ticks_come_in_order_and_within_the_span(programme: Programme, cohort: Cohort) -> None:
    jobs = [
        Job(name, name, when, "skip", lambda: iter(()))  # what they want is not asked
        for name, when in (("provision", ""), ("odd", "fridays 16:00"), ("never", ""))
    ]
    since, until = calendar.span(cohort, programme)

    ticks = calendar.ticks(jobs, programme, since, until)

    assert ticks == sorted(ticks)
    assert since < ticks[0].at and ticks[-1].at <= until
    per_job = {name: len(list(found)) for name, found in groupby(sorted(ticks, key=_job), _job)}
    assert per_job == {"provision": 145, "odd": 31}  # business days, Fridays


def _job(tick: Tick) -> str:
    return tick.job


def test_a_season_begins_before_the_first_job_of_its_day(programme: Programme, cohort: Cohort) -> None:
    since, until = calendar.span(cohort, programme)

    assert since == datetime(2025, 4, 30, 6, tzinfo=programme.timezone)
    assert until.date() > cohort.ends
