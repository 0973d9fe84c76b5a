"""Who is to come to which round of a session, and what of a cohort is one person's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from m365bot.programme.attendance import Attendance, Mark
from m365bot.programme.channels import ChannelSpec, Target, TeamSpec
from m365bot.programme.people import Period, Person, Role
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


def test_everybody_of_a_round_or_a_session_is_a_trainee_of_its_day_once() -> None:
    cohort, both = office().cohort, session("班1")
    held = replace(both, rounds=(both.rounds[0], replace(both.rounds[1], groups=())))

    assert cohort.people_of_round(held.rounds[0]) == (ANN,)
    assert cohort.people_of_round(held.rounds[1]) == (ANN, BOB)
    assert cohort.audience_of(held) == (ANN, BOB)


def test_a_channel_is_found_as_teams_compares_names() -> None:
    cohort = office(channels=(ChannelSpec("R7 全体"), ChannelSpec("R7 演習"))).cohort

    found = cohort.channel("\uff527 演習")

    assert found
    assert found.name == "R7 演習"
    assert cohort.channel("一般") is None


@pytest.mark.parametrize(
    ("who", "of_session", "asked"),
    [
        ("trainees", False, [ANN, BOB]),
        ("attendees", True, [ANN, BOB]),
        ("leaders", True, []),
        ("anonymous", False, []),
    ],
)
def test_whom_a_form_asks_is_told_for_trainees_alone(who: str, of_session: bool, asked: list[Person]) -> None:
    made = office()
    of = made.questionnaire.session if of_session else None
    form = replace(made.questionnaire, form=replace(made.questionnaire.form, who=who), session=of)  # type: ignore[arg-type]

    assert list(made.cohort.expected(form, FIRST.date())) == asked


def test_who_missed_a_session_is_awaited_by_a_form_for_all_trainees_alone() -> None:
    made = office(
        attendance=(Attendance(ANN, "powerbi-1", Mark.PRESENT), Attendance(BOB, "powerbi-1", Mark.ABSENT))
    )
    attendees, day = made.questionnaire, SECOND.date()
    trainees = replace(attendees, form=replace(attendees.form, who="trainees"))

    assert made.cohort.awaited(attendees, day) == (ANN,)
    assert made.cohort.awaited(trainees, day) == (ANN, BOB)
    assert made.cohort.awaited(replace(attendees, session=None), day) == (ANN, BOB)


def test_a_chief_is_a_trainees_and_of_the_day() -> None:
    chiefs = [person(name, f"{name}@example.jp") for name in ("old", "new", "other")]
    made = office()
    lines = (
        replace(trainee(ANN, end=FIRST.date()), boss=chiefs[0]),
        replace(trainee(ANN, start=SECOND.date()), boss=chiefs[1]),
        replace(trainee(BOB)),
        replace(trainee(BOB), role=Role.MENTOR, boss=chiefs[2]),
    )
    cohort = replace(made.cohort, lines=lines)

    assert cohort.boss_of(ANN, FIRST.date()) == chiefs[0]
    assert cohort.boss_of(ANN, SECOND.date()) == chiefs[1]
    assert cohort.boss_of(BOB, FIRST.date()) is None


def test_groups_are_those_of_trainees_their_numbers_in_order() -> None:
    lines = [
        trainee(ANN, "班10"),
        trainee(BOB, "班2"),
        replace(trainee(CAT, "班3"), role=Role.MENTOR),
        trainee(CAT, ""),
    ]
    cohort = replace(office().cohort, lines=tuple(lines))

    assert cohort.groups == ("班2", "班10")
    assert cohort.groups_on(FIRST.date()) == {"班2": (BOB,), "班10": (ANN,)}


def test_instructors_are_in_the_channel_of_their_own_sessions() -> None:
    dan = person("dan", "dan@example.jp")
    held = replace(session(), channel="R7 演習", instructors=(CAT, dan))
    made = office(sessions=(held, replace(held, key="other", channel="R7 全体")))
    spec = ChannelSpec("R7 演習", instructors=True)

    assert made.cohort.people_of(spec, FIRST.date()) == (ANN, BOB, CAT), "dan is nobody's instructor that day"
    assert made.cohort.people_of(replace(spec, instructors=False), FIRST.date()) == (ANN, BOB)
    assert made.cohort.people_of(replace(spec, group="班2"), FIRST.date()) == (BOB, CAT)


def test_the_log_of_self_study_is_collected_once_beside_the_forms() -> None:
    made = office()
    log = replace(made.questionnaire, key="log")

    for log_, forms, keys in (
        (None, (made.questionnaire,), ["after/powerbi-1"]),
        (log, (made.questionnaire,), ["after/powerbi-1", "log"]),
        (log, (made.questionnaire, log), ["after/powerbi-1", "log"]),
    ):
        cohort = replace(made.cohort, questionnaires=forms, study_log=log_)
        assert [each.key for each in cohort.collected] == keys


def test_trainees_are_those_of_that_role_on_any_day_or_on_one() -> None:
    made = office()
    past = trainee(person("dan", "dan@example.jp"), end=FIRST.date())
    cohort = replace(made.cohort, lines=(*made.cohort.lines, past))

    assert [one.id for one in cohort.trainees()] == ["ann", "bob", "dan"]
    assert [cohort.is_trainee_on(past.person, day.date()) for day in (FIRST, SECOND)] == [True, False]
    assert not cohort.is_trainee_on(CAT, FIRST.date())


JUNE = Period(date(2025, 6, 1), date(2025, 6, 30))


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (Period(date(2025, 6, 30), None), True),
        (Period(date(2025, 7, 1), None), False),
        (Period(None, date(2025, 6, 1)), True),
        (Period(None, date(2025, 5, 31)), False),
        (Period(date(2025, 6, 9), date(2025, 6, 9)), True),
        (Period(), True),
    ],
)
def test_periods_meet_where_they_have_a_day_in_common(other: Period, meets: bool) -> None:
    assert JUNE.meets(other) == other.meets(JUNE) == meets


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2025, 5, 31), False),
        (date(2025, 6, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
    ],
)
def test_a_period_holds_its_first_day_and_its_last(day: date, holds: bool) -> None:
    line = trainee(ANN, start=JUNE.start, end=JUNE.end)

    assert JUNE.holds(day) == line.valid_on(day) == line.period.holds(day) == holds


def test_who_has_completed_is_in_the_cohorts_team_where_a_channel_is_for_them() -> None:
    made = office()
    leader = replace(trainee(person("dan", "dan@example.jp")), role=Role.LEADER)
    cohort = replace(made.cohort, lines=(*made.cohort.lines, leader), channels=(ChannelSpec("a"),))
    with_leaders = replace(cohort, channels=(ChannelSpec("a", roles=(Role.LEADER,)),))

    assert [one.id for one in cohort.people_on(FIRST.date())] == ["ann", "bob", "cat"]
    assert [one.id for one in with_leaders.people_on(FIRST.date())] == ["ann", "bob", "cat", "dan"]


def test_everybody_of_a_day_is_told_with_all_roles() -> None:
    made = office()
    twice = replace(trainee(ANN), role=Role.MENTOR)
    cohort = replace(made.cohort, lines=(*made.cohort.lines, twice))

    assert cohort.with_roles(FIRST.date()) == {
        ANN: {Role.TRAINEE, Role.MENTOR},
        BOB: {Role.TRAINEE},
        CAT: {Role.INSTRUCTOR},
    }


def test_once_a_rounds_attendance_is_read_who_is_not_in_it_was_not_there() -> None:
    made = office(attendance=(Attendance(ANN, "powerbi-1", Mark.PRESENT),))
    held = replace(session(), rounds=session().rounds[:1])

    assert made.cohort.attendees_of(held, FIRST.date()) == (ANN,)
    assert made.cohort.attendees_of(held, FIRST.date() - timedelta(days=1)) == (ANN, BOB), "it is yet to come"
    assert office().cohort.attendees_of(held, SECOND.date()) == (ANN, BOB), "nothing is written yet"


@pytest.mark.parametrize(
    ("name", "is_primary"), [("一般", True), (" General ", True), ("R7 全体", False), ("一般2", False)]
)
def test_the_primary_channel_goes_by_two_names(name: str, is_primary: bool) -> None:
    assert Target(TeamSpec("研修 R7", "dx-r7"), name).is_primary == is_primary
