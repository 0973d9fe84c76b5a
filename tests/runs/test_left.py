"""What left config and is there; what comes back at every run."""

from datetime import timedelta

import pytest

from m365bot.journal import Status
from tests.runs.here import ISSUE, NOW, ONE, PLACE, TWO, Here
from tests.runs.world import Thing


def left(here: Here) -> list[tuple[str, str]]:
    return [(one["title"], one["reason"]) for one in here.document(here.runs.newest(1)[0])["withheld"]]


# what left config (O6)


def test_o6_what_config_names_no_more_is_told_for_as_long_as_it_is_there(here: Here) -> None:
    here.wanted = [ONE, TWO]
    here.runs_job()
    here.wanted = [ONE]
    first, again = (here.runs_job() and left(here) for _ in range(2))
    del here.world.there[TWO.key]
    here.runs_job()

    assert [title for title, _ in first] == ["two"]
    assert first[0][1].startswith("設定からなくなりましたが、消さずに残しています。")
    assert again == first
    assert left(here) == []
    assert here.world.written == {ONE.key: 1, TWO.key: 1}


def test_o6_what_is_named_again_is_told_no_more(here: Here) -> None:
    here.wanted = [ONE, TWO]
    here.runs_job()
    here.wanted = [ONE]
    here.runs_job()
    here.wanted = [ONE, TWO]

    here.runs_job()

    assert left(here) == []


def test_o6_what_was_named_last_time_and_never_made_is_not_told(here: Here) -> None:
    here.wanted = [ONE, ISSUE]
    here.runs_job()
    here.wanted = [ONE]

    here.runs_job()

    assert left(here) == []


def test_o6_each_job_tells_of_its_own(here: Here) -> None:
    here.wanted = [ONE, TWO]
    here.runs_job("yearly")
    here.wanted = [ONE]

    here.runs_job("things")

    assert left(here) == []


# updates that come back


def undone(here: Here, text: str = "もと") -> None:
    here.world.there[ONE.key] = {"text": text}


@pytest.fixture
def restless(here: Here) -> Here:
    """Somebody has undone the same update twice."""
    for _ in range(2):
        undone(here)
        here.runs_job()
        here.passes(days=1)
    undone(here)
    return here


def test_an_update_that_comes_back_at_every_run_is_withheld_and_told(restless: Here) -> None:
    run = restless.runs_job()

    assert run.status is Status.NOTHING_TO_DO
    assert restless.world.written[ONE.key] == 2
    (title, why) = left(restless)[0]
    assert title == "one"
    assert "同じ更新を 2025-07-01 09:00 と 2025-07-02 09:00 にも行いました" in why
    assert "2025-07-09 からは、もう一度行います" in why


def test_after_a_week_it_is_tried_once_more(restless: Here) -> None:
    restless.runs_job()
    restless.passes(days=7)

    restless.runs_job()

    assert restless.world.written[ONE.key] == 3


@pytest.mark.parametrize("other", ["found", "wanted"])
def test_another_difference_is_another_update(other: str, restless: Here) -> None:
    if other == "found":
        undone(restless, "べつの")
    else:
        restless.wanted = [Thing(PLACE, "one", "新しい")]

    restless.runs_job()

    assert restless.world.written[ONE.key] == 3


def test_what_was_made_anew_once_does_not_come_back(here: Here) -> None:
    undone(here)
    here.runs_job()
    del here.world.there[ONE.key]
    here.runs_job()
    undone(here)

    here.runs_job(at=NOW + timedelta(days=2))

    assert here.world.written[ONE.key] == 3
