"""Trainees of a rehearsal write down what they study as people do, the same each time."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from m365bot import reading
from m365bot.cli.rehearsal import copied, learners, people
from m365bot.cli.rehearsal.people import Answer, Habit
from m365bot.programme import Cohort, Programme
from m365bot.setup import reference


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return reading.read(copied.of(reference.FOLDER, tmp_path_factory.mktemp("year") / "copy", "R7")).usable()


@pytest.fixture(scope="module")
def cohort(programme: Programme) -> Cohort:
    found = programme.cohort("R7")
    assert found
    return found


def of(cohort: Cohort, programme: Programme) -> list[Answer]:
    begins = datetime.combine(cohort.starts, time(), programme.timezone)
    return learners.logged(cohort, programme, begins, begins + timedelta(days=365))


@pytest.fixture(scope="module")
def logged(cohort: Cohort, programme: Programme) -> list[Answer]:
    return of(cohort, programme)


def test_each_habit_logs_its_own_way(logged: list[Answer], cohort: Cohort) -> None:
    lines = Counter(one.person.id for one in logged)
    by_habit = {
        habit: {lines[one.id] for one in cohort.trainees() if people.habit_of(one) is habit}
        for habit in Habit
    }

    assert by_habit == {
        Habit.PROMPT: {6},
        Habit.LATE: {6, 0},  # one left before autumn
        Habit.TWICE: {7},
        Habit.FORGETFUL: {3},
        Habit.NEVER: {0},
    }


def test_who_is_late_begins_in_autumn(logged: list[Answer]) -> None:
    late = [one.at for one in logged if people.habit_of(one.person) is Habit.LATE]

    assert min(late).date().isoformat() > "2025-08-19"
    assert max(one.at for one in logged) == max(late)


def test_one_line_has_hours_that_nobody_can_mean(logged: list[Answer], cohort: Cohort) -> None:
    slips = [one for one in logged if one.cells["かかった時間"] > copied.HOURS[1]]

    assert [one.person for one in slips] == [learners.who_slips(cohort)]
    assert slips[0].cells["かかった時間"] == 150


def test_nobody_writes_while_the_workbook_is_made(logged: list[Answer]) -> None:
    hours = {one.at.hour for one in logged}

    assert hours <= {12, 18, 19, 20, 21}


def test_who_has_left_logs_no_more(logged: list[Answer], cohort: Cohort, programme: Programme) -> None:
    prompt = next(one for one in cohort.trainees() if people.habit_of(one) is Habit.PROMPT)
    mine = sorted(one.at.date() for one in logged if one.person == prompt)
    lines = tuple(replace(line, end=mine[2]) if line.person == prompt else line for line in cohort.lines)

    left = of(replace(cohort, lines=lines), programme)

    assert sorted(one.at.date() for one in left if one.person == prompt) == mine[:3]


def test_without_a_list_to_log_in_nobody_logs(cohort: Cohort, programme: Programme) -> None:
    assert of(replace(cohort, study_log=None), programme) == []


def test_a_second_rehearsal_is_the_same(logged: list[Answer], cohort: Cohort, programme: Programme) -> None:
    assert of(cohort, programme) == logged
