"""A version of an officers' file, and how a file stands by its versions."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from m365bot.journal.version import Draft, How, Overtaken, Standing, State, Version

ONE = Version(
    "config/programme.yaml",
    3,
    How.EDITED,
    State.IN_FORCE,
    "sato",
    datetime(2025, 7, 1, tzinfo=UTC),
    "年度",
    "d",
    12,
)
NEXT = replace(ONE, number=4)


def test_a_document_tells_all_of_it_and_nobody_as_nothing() -> None:
    told = {
        "file": "config/programme.yaml",
        "version": 3,
        "how": "edited",
        "state": "in_force",
        "who": "sato",
        "at": "2025-07-01T00:00:00+00:00",
        "reason": "年度",
        "of": None,
        "size": 12,
        "removed": False,
        "erased": False,
    }

    assert ONE.to_json() == told
    assert replace(ONE, who="", digest="", of=2).to_json() == told | {"who": None, "removed": True, "of": 2}


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        (State.WAITING, False),
        (State.IN_FORCE, False),
        (State.HELD, True),
        (State.ASKING, True),
        (State.COLLIDED, False),
    ],
)
def test_it_waits_while_it_is_wrong_or_asks_for_a_second_person(state: State, waits: bool) -> None:
    newest = replace(NEXT, state=state)

    assert newest.waits == waits
    assert Standing(newest, ONE).is_held == waits
    assert Standing(newest, ONE).asks == (state is State.ASKING)


@pytest.mark.parametrize(
    ("how", "state", "is_saved"),
    [
        (How.EDITED, State.IN_FORCE, True),
        (How.FOUND, State.HELD, True),
        (How.CONFIRMED, State.IN_FORCE, False),
        (How.EDITED, State.COLLIDED, False),
    ],
)
def test_who_confirms_it_or_came_too_late_did_not_write_it(how: How, state: State, is_saved: bool) -> None:
    assert replace(ONE, how=how, state=state).is_saved == is_saved


@pytest.mark.parametrize(
    ("how", "state", "lies_there"),
    [
        (How.FOUND, State.HELD, NEXT.number),
        (How.FOUND, State.IN_FORCE, ONE.number),
        (How.EDITED, State.HELD, ONE.number),
        (How.EDITED, State.WAITING, ONE.number),
    ],
)
def test_a_broken_edit_of_a_page_never_gets_into_the_folder_and_one_of_the_folder_lies_there(
    how: How, state: State, lies_there: int
) -> None:
    found = Standing(replace(NEXT, how=how, state=state), ONE).lies_in_folder

    assert found
    assert found.number == lies_there


def test_each_way_and_each_state_has_its_own_words() -> None:
    for words in ([each.words for each in How], [each.words for each in State]):
        assert len(set(words)) == len(words)
        assert all(words)


def test_what_nobody_says_of_a_version_is_not_so() -> None:
    draft = Draft(ONE.file, b"x", How.EDITED)

    assert not draft.is_operators
    assert (draft.base, draft.state) == (0, State.WAITING)
    assert not ONE.is_erased


def test_who_is_overtaken_is_told_by_which_file() -> None:
    error = Overtaken(ONE.file)

    assert (error.file, str(error)) == (ONE.file, ONE.file)
