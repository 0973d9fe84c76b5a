"""From which departments trainees came: by five and more, whatever is compared with whatever."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

from m365bot.programme.cohort import Cohort
from m365bot.programme.people import Line, Period, Role
from m365bot.programme.programme import Department
from m365bot.records import departments
from m365bot.records.releases import FEWEST
from tests.records.programmes import Office, person

TODAY = date(2030, 7, 1)


def cohort(year: int, trainees: Mapping[str, int], *more: Line) -> Cohort:
    begun = date(year, 5, 12)
    lines = tuple(
        Line(
            person(f"{year}-{name}-{number}", f"{year}-{name}-{number}@example.jp"),
            Role.TRAINEE,
            department=name,
        )
        for name, count in trainees.items()
        for number in range(count)
    )
    return replace(Office().cohort, key=f"R{year - 2018}", starts=begun, lines=(*lines, *more))


def told(*cohorts: Cohort, day: date = TODAY) -> Mapping[str, int]:
    return departments.told(cohorts, (), day)


def test_a_few_are_told_together_with_those_of_later_cohorts() -> None:
    first, second, third = (
        cohort(2024, {"総務局": 3, "経済局": 6}),
        cohort(2025, {"総務局": 2}),
        cohort(2026, {"総務局": 4}),
    )

    assert told(first) == {"経済局": 6}
    assert told(first, second) == {"経済局": 6, "総務局": 5}
    assert told(third, second, first) == {"経済局": 6, "総務局": 5}


def test_no_difference_between_two_years_is_smaller_than_five() -> None:
    every = [cohort(2020 + number, {"甲": number % 4, "乙": (number * 3) % 7}) for number in range(10)]

    seen = [told(*every, day=date(year, 12, 1)) for year in range(2020, 2031)]

    steps = {after.get(name, 0) - before.get(name, 0) for before, after in pairwise(seen) for name in "甲乙"}
    assert all(step == 0 or step >= FEWEST for step in steps)
    assert len(steps) > 2


def test_who_joins_or_leaves_after_the_first_day_changes_nothing() -> None:
    late = Line(person("late", "late@example.jp"), Role.TRAINEE, department="総務局", start=date(2025, 8, 1))
    mentor = Line(person("mentor", "mentor@example.jp"), Role.MENTOR, department="総務局")

    assert told(cohort(2025, {"総務局": 5}, late, mentor)) == {"総務局": 5}


def test_a_department_that_got_another_name_is_one() -> None:
    known = (
        Department("都市政策局", Period(None, date(2026, 3, 31)), "未来政策局"),
        Department("未来政策局"),
    )
    cohorts = (cohort(2025, {"都市政策局": 3}), cohort(2026, {"未来政策局": 3}))

    assert departments.told(cohorts, known, date(2026, 6, 1)) == {"未来政策局": 6}
    assert departments.told(cohorts[:1], known, date(2025, 6, 1)) == {}
