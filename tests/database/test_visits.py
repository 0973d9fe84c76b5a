"""Who is at the console: sign-ins that are good once, visits that end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from m365bot.database.books import Books
from m365bot.database.visits import PATIENCE, REMEMBERED, Arrival, StoredVisits, Visit

NOW = datetime(2025, 6, 2, 0, 0, tzinfo=UTC)
ANSWER = {"code": "c", "state": "s"}
FORM: Mapping[str, Any] = {"path": "/x", "fields": [["reason", "急ぎ"]]}
VISIT = Visit("k1", "tenant", "oid", "kacho@example.jp", "香林 修", frozenset({"approver"}), NOW, NOW)


def arrival(state: str = "s", at: datetime = NOW, browser: str = "b") -> Arrival:
    return Arrival(state, browser, {"nonce": "n"}, "/runs", at)


@pytest.fixture
def visits(books: Books) -> StoredVisits:
    return StoredVisits(books.engine, books.instance)


def test_a_sign_in_is_answered_once_and_taken_once(visits: StoredVisits) -> None:
    visits.expect(arrival())

    before = visits.arrived("b")
    first, again = (visits.answered("s", ANSWER, NOW) for _ in range(2))
    taken, later = visits.arrived("b"), visits.arrived("b")

    assert (before, first, again, later) == (None, True, False, None)
    assert taken == replace(arrival(), answer=ANSWER)


def test_nobody_elses_browser_takes_it(visits: StoredVisits) -> None:
    visits.expect(arrival())
    visits.answered("s", ANSWER, NOW)

    assert visits.arrived("another") is None


def test_an_answer_that_comes_too_late_or_to_nobody_is_not_taken(visits: StoredVisits) -> None:
    visits.expect(arrival())

    assert not visits.answered("another", ANSWER, NOW)
    assert not visits.answered("s", ANSWER, NOW + PATIENCE + timedelta(seconds=1))


def test_sign_ins_that_nobody_ends_do_not_pile_up(books: Books) -> None:
    visits = StoredVisits(books.engine, books.instance, most=3)
    for number in range(5):
        visits.expect(arrival(f"s{number}", NOW + timedelta(milliseconds=number)))

    assert [visits.answered(f"s{number}", ANSWER, NOW) for number in range(5)] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_whoever_came_in_is_known_again_and_nobody_by_another_instance(
    visits: StoredVisits, others: Books
) -> None:
    visits.open(VISIT)
    visits.touch("k1", NOW + timedelta(minutes=5))

    assert visits.of("k1") == replace(VISIT, seen=NOW + timedelta(minutes=5))
    assert StoredVisits(others.engine, others.instance).of("k1") is None


def test_a_visit_that_was_left_is_over(visits: StoredVisits) -> None:
    visits.open(VISIT)

    visits.end("k1", NOW)

    assert visits.of("k1") == replace(VISIT, ended=NOW)


def test_a_new_sign_in_takes_the_place_of_the_browsers_earlier_visit_and_what_it_holds(
    visits: StoredVisits,
) -> None:
    visits.open(VISIT)
    visits.hold("k1", FORM, NOW)

    visits.open(replace(VISIT, key="k2"), before="k1")

    assert visits.of("k1") is None
    found = visits.of("k2")
    assert found and found.held == FORM


def test_what_is_held_goes_to_nobody_elses_account(visits: StoredVisits) -> None:
    visits.open(VISIT)
    visits.hold("k1", FORM, NOW)

    visits.open(replace(VISIT, key="k2", account="another"), before="k1")

    found = visits.of("k2")
    assert found and found.held is None


def test_what_is_held_is_let_go_once(visits: StoredVisits) -> None:
    visits.open(VISIT)
    visits.hold("k1", FORM, NOW)

    assert [visits.release("k1"), visits.release("k1")] == [True, False]


@pytest.mark.parametrize(
    ("roles", "ends"), [({"viewer"}, True), (set(), True), ({"approver", "viewer"}, False)]
)
def test_visits_that_rest_on_a_role_which_is_gone_are_over_at_the_next_sign_in(
    roles: set[str], ends: bool, visits: StoredVisits
) -> None:
    visits.open(VISIT)

    visits.settle("tenant", "oid", roles, NOW)

    found = visits.of("k1")
    assert found and (found.ended is not None) is ends


def test_visits_of_long_ago_are_taken_away(visits: StoredVisits) -> None:
    visits.open(VISIT)

    visits.settle("tenant", "another", (), NOW + REMEMBERED + timedelta(seconds=1))

    assert visits.of("k1") is None


def test_what_is_held_is_there_for_whoever_comes_back_after_long(visits: StoredVisits) -> None:
    much_later = NOW + 3 * REMEMBERED
    visits.open(VISIT)
    visits.hold("k1", FORM, much_later)

    visits.open(replace(VISIT, key="k2", began=much_later, seen=much_later), before="k1")

    found = visits.of("k2")
    assert found and found.held == FORM
