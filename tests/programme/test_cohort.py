"""Who is to come to which round of a session, and what of a cohort is one person's."""

from dataclasses import replace
from datetime import timedelta

from m365bot.programme.attendance import Attendance, Mark
from m365bot.programme.people import Role
from tests.records.programmes import FIRST, SECOND, Office, person, session, trainee

ANN, BOB, CAT = (person(name, f"{name}@example.jp") for name in ("ann", "bob", "cat"))


def office(**changes: object) -> Office:
    made = Office()
    made.enrol(trainee(ANN, "班1"), trainee(BOB, "班2"), replace(trainee(CAT), role=Role.INSTRUCTOR))
    made.cohort = replace(made.cohort, **changes)  # type: ignore[arg-type]
    return made


def test_a_trainee_is_to_come_to_the_first_round_that_is_for_the_own_group() -> None:
    cohort, both = office().cohort, session("班1")
    held = replace(both, rounds=(both.rounds[0], replace(both.rounds[1], groups=("班2",))))

    turns = {one.id: cohort.round_for(held, one) for one in (ANN, BOB, CAT)}

    assert turns == {"ann": held.rounds[0], "bob": held.rounds[1], "cat": None}
    assert [cohort.is_for(held.rounds[0], one) for one in (ANN, BOB, CAT)] == [True, False, False]


def test_who_changes_the_group_is_asked_about_by_the_day_of_each_round() -> None:
    made = Office()
    made.enrol(trainee(ANN, "班2", end=FIRST.date()), trainee(ANN, "班1", start=SECOND.date()))
    held = session("班1")
    moved = replace(held, rounds=tuple(replace(one, groups=("班1",)) for one in held.rounds))

    assert made.cohort.round_for(moved, ANN) == moved.rounds[1]


def test_of_two_sessions_of_one_key_each_is_asked_about_as_itself() -> None:
    cohort, held = office().cohort, session("班1")
    later = replace(held, rounds=tuple(replace(one, starts=one.starts + timedelta(7)) for one in held.rounds))

    for asked in (held, later, held):
        assert cohort.round_for(asked, ANN) == asked.rounds[0]


def test_what_is_written_of_one_and_what_makes_up_is_in_the_order_of_the_files() -> None:
    held = session()
    others = [replace(held, key=key, makes_up=held.key) for key in ("b", "a")]
    marks = tuple(Attendance(who, key, Mark.PRESENT) for key in ("powerbi-1", "b") for who in (ANN, BOB))

    cohort = office(sessions=(held, *others), attendance=marks).cohort

    assert [one.key for one in cohort.making_up(held)] == ["b", "a"]
    assert cohort.making_up(others[0]) == ()
    assert [one.session for one in cohort.attendance_of(ANN)] == ["powerbi-1", "b"]
    assert cohort.attendance_of(CAT) == ()
    assert [one.role for one in cohort.lines_of(CAT)] == [Role.INSTRUCTOR]
