"""What changed for one person since he or she was told: entries that move keep their names."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot.records import moves
from m365bot.records.appointments import Appointment
from m365bot.records.told import Told
from tests.examples import drawn
from tests.records.programmes import FIRST, SECOND, TOKYO

NOW = datetime(2025, 6, 2, 9, 15, tzinfo=TOKYO)
WEEK, HOURS = timedelta(days=7), timedelta(hours=3)


def held(starts: datetime, number: int = 1, place: str = "研修室", session: str = "powerbi-1") -> Appointment:
    uid = f"R7-{session}-{number}@example.jp"
    return Appointment(uid, session, "Power BI 演習", starts, starts + HOURS, place)


def told(*moved: moves.Move) -> list[tuple[str, str]]:
    """What becomes of which entry, by its number."""
    words = {True: "off"}
    return [
        (
            each.now.uid.partition("@")[0].rpartition("-")[2],
            words.get(each.now.is_off, "moved" if each.was else "new"),
        )
        for each in moved
    ]


@pytest.mark.parametrize(
    ("was", "there", "expected"),
    [
        ([held(FIRST)], [held(FIRST)], []),
        ([held(FIRST)], [held(FIRST + WEEK)], [("1", "moved")]),
        ([held(FIRST)], [held(FIRST, place="大会議室")], [("1", "moved")]),
        ([held(FIRST)], [held(SECOND, 2)], [("1", "moved")]),  # another group
        ([held(FIRST)], [], [("1", "off")]),
        ([], [held(FIRST)], [("1", "new")]),
        ([held(FIRST), held(SECOND, 2)], [held(SECOND, 1), held(FIRST + WEEK, 2)], [("1", "moved")]),
        ([held(FIRST), held(SECOND, 2)], [held(SECOND, 1)], [("1", "off")]),
        ([held(FIRST)], [held(FIRST), held(SECOND, 1)], [("2", "new")]),
        ([held(FIRST)], [held(FIRST, session="apps-1")], [("1", "off"), ("1", "new")]),
        ([held(NOW - WEEK)], [held(FIRST)], [("1", "moved")]),  # told on the evening of its day
        ([held(NOW - WEEK)], [], []),
        ([held(NOW - WEEK)], [held(NOW - WEEK, place="大会議室")], []),
        ([held(FIRST)], [held(NOW - WEEK)], []),
    ],
)
def test_what_is_told_is_what_differs_from_what_was_told(was, there, expected) -> None:
    found = moves.between(was, there, NOW)

    assert sorted(told(*found)) == sorted(expected)


def test_what_was_off_and_is_held_again_is_new_to_the_calendar() -> None:
    (gone,) = moves.between([held(FIRST)], [], NOW)
    known = moves.all_of([held(FIRST)], [gone])
    (back,) = moves.between(known, [held(FIRST)], NOW)

    assert (back.was, back.now.uid) == (None, "R7-powerbi-1-2@example.jp")


STARTS = st.integers(3, 60).map(lambda days: NOW + timedelta(days=days))
TIMETABLES = st.lists(STARTS, max_size=4, unique=True).map(
    lambda starts: [held(each, number) for number, each in enumerate(sorted(starts), 1)]
)


@drawn()
@given(st.lists(TIMETABLES, max_size=5))
def test_whatever_becomes_of_a_timetable_its_people_know_it_as_it_is_and_no_name_serves_twice(tables) -> None:
    known: tuple[Appointment, ...] = ()
    for table in tables:
        moved = moves.between(known, table, NOW)
        known = moves.all_of(known, moved)

        there = sorted(each.when_and_where for each in known if not each.is_off)
        assert there == sorted(each.when_and_where for each in table)
        assert len({each.uid for each in known}) == len(known)
        assert moves.between(known, table, NOW) == []


def test_what_was_told_is_remembered_as_it_was() -> None:
    one = Told("R7", "p1", NOW, (held(FIRST), held(SECOND, 2)))

    assert Told.from_memo(one.to_memo()) == one


def test_of_what_another_message_told_the_rest_stays_as_it_was() -> None:
    before = Told("R7", "p1", NOW, (held(FIRST), held(SECOND, 2)))
    after = Told("R7", "p1", NOW, (held(FIRST + WEEK), held(SECOND + WEEK, 2)))

    known = after.only({held(SECOND + WEEK, 2).word}, before.to_memo())

    assert known.appointments == (held(FIRST), held(SECOND + WEEK, 2))
