"""Feedback: what officers wrote of somebody's sessions and work, for that person."""

from dataclasses import replace
from datetime import date

from m365bot.programme.attendance import HoursLine
from m365bot.records import feedback
from tests.records.test_ledger import School


def school() -> School:
    made = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "○", None))
    first, second = made.cohort.attendance
    made.set(
        attendance=(replace(first, feedback="よい\n着眼です"), replace(second, feedback="次は図を")),
        hours=(HoursLine(made.people[0], "apps", date(2025, 9, 1), 0, feedback="根拠が明快です"),),
    )
    return made


def test_each_gets_the_own_in_order_and_on_one_line() -> None:
    made = school()

    found = feedback.of(made.people[0], made.cohort, date(2025, 12, 1))

    assert [each.text for each in found] == ["よい 着眼です", "根拠が明快です"]
    assert found[0].day < found[1].day


def test_what_is_written_of_days_to_come_is_not_told_yet() -> None:
    made = school()

    assert len(feedback.of(made.people[0], made.cohort, date(2025, 8, 31))) == 1
    assert feedback.of(made.people[0], made.cohort, date(2025, 5, 1)) == []
