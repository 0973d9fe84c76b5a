"""What one person is told of the own sessions: which, by what they are known, and by what a change is seen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from m365bot.records import Records, appointments, editions
from m365bot.records.appointments import Appointment
from m365bot.records.told import Told
from tests.records.programmes import FIRST, SECOND, Office, session


@pytest.fixture
def office() -> Office:
    """The second session is before the first one of the file; the third makes up for it."""
    made = Office(trainees=1)
    held = replace(session("班1"), place="第1会議室")
    early = tuple(replace(each, starts=each.starts - timedelta(days=7)) for each in held.rounds[:1])
    others = (
        replace(held, key="early", rounds=early, online=True),
        replace(held, key="again", makes_up=held.key),
    )
    made.cohort = replace(made.cohort, sessions=(held, *others))
    return made


def test_each_holding_that_is_for_somebody_is_told_in_order_of_time(office: Office) -> None:
    found = list(appointments.of(office.people[0], office.cohort, "example.jp"))

    assert [one.uid for one in found] == [
        "R7-early-1@example.jp",
        "R7-powerbi-1-1@example.jp",
        "R7-powerbi-1-2@example.jp",
    ]
    assert [(one.starts, one.place) for one in found] == [
        (FIRST - timedelta(days=7), "オンライン"),
        (FIRST, "第1会議室"),
        (SECOND, "第1会議室"),
    ]


def test_its_word_is_ten_letters_of_which_four_stay_whatever_changes(office: Office) -> None:
    one = list(appointments.of(office.people[0], office.cohort, "example.jp"))[1]
    hour = timedelta(hours=1)
    changed = [
        one,
        replace(one, starts=one.starts + hour),
        replace(one, ends=one.ends + hour),
        replace(one, place="第2会議室"),
        replace(one, is_off=True),
    ]

    words = [each.word for each in changed]

    assert {len(word) for word in words} == {10}
    assert len(set(words)) == 5
    assert {word[:4] for word in words} == {one.word[:4]}
    assert replace(one, title="別の題").word == one.word


def test_what_somebody_was_told_is_remembered_by_cohort_and_person(office: Office) -> None:
    (person,) = office.people
    told = Told("R7", person.id, FIRST, tuple(appointments.of(person, office.cohort, "example.jp")))
    records = replace(Records(), told={told.key: told})

    assert Told.from_memo(told.to_memo()) == told
    assert [Appointment.from_memo(one.to_memo()) for one in told.appointments] == list(told.appointments)
    assert records.told_to(person, office.cohort) == told
    assert records.told_to(replace(person, id="p2"), office.cohort) is None
    assert records.told_to(person, replace(office.cohort, key="R6")) is None
    assert person.id in told.key


def test_of_what_was_told_again_the_rest_is_as_it_was(office: Office) -> None:
    before = Told("R7", "p1", FIRST, tuple(appointments.of(office.people[0], office.cohort, "example.jp")))
    now = replace(before, appointments=tuple(replace(one, place="新館") for one in before.appointments))
    words = [now.appointments[1].word]

    told = now.only(words, before.to_memo())

    assert [one.place for one in told.appointments] == ["オンライン", "新館", "第1会議室"]
    assert [one.uid for one in now.only(words, {}).appointments] == [now.appointments[1].uid]


def test_the_post_of_a_week_is_known_by_its_cohort_and_week() -> None:
    assert editions.key_of("R7", FIRST) == "results-R7-2025-w25"
    assert editions.keys_begin("R7") == "results-R7-"
    assert editions.subject_of("R7", FIRST) == "R7 研修の集計(2025年第25週)"
