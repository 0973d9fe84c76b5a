"""A list that is behind: what is known to have been made is not missed before the list must have it."""

from datetime import timedelta

import pytest

from m365bot import clock
from m365bot.journal import Status
from tests.runs.here import ONE, Here
from tests.runs.world import Thing

LISTED_IN = timedelta(seconds=100)


@pytest.fixture(autouse=True)
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Thing, "listed_in", LISTED_IN.total_seconds())


def hides_for(here: Here, seconds: float) -> None:
    hidden, until = here.world.there.pop(ONE.key), clock.now() + timedelta(seconds=seconds)

    def shows(method: str, key: str) -> None:
        if clock.now() >= until:
            here.world.there.setdefault(ONE.key, hidden)

    here.world.before = shows


def test_what_the_list_shows_late_is_waited_for_and_not_made_again(here: Here) -> None:
    here.runs_job()
    hides_for(here, seconds=4)

    assert here.runs_job().status is Status.NOTHING_TO_DO
    assert here.world.written == {ONE.key: 1}


def test_what_somebody_took_away_at_once_is_made_again_when_the_list_must_have_it(here: Here) -> None:
    here.runs_job()
    began = clock.now()
    del here.world.there[ONE.key]

    assert here.runs_job().status is Status.DONE
    assert here.world.written == {ONE.key: 2}
    assert clock.now() - began >= LISTED_IN - timedelta(seconds=1)


def test_what_was_made_long_ago_and_is_not_there_is_believed_at_once(here: Here) -> None:
    here.runs_job()
    here.passes(minutes=5)
    began = clock.now()
    del here.world.there[ONE.key]

    assert here.runs_job().status is Status.DONE
    assert clock.now() - began < LISTED_IN


def test_a_new_database_waits_for_nothing_that_it_does_not_know(here: Here) -> None:
    began = clock.now()

    assert here.runs_job().status is Status.DONE
    assert clock.now() - began < LISTED_IN


def test_a_setting_says_how_long_that_is(here: Here) -> None:
    here.changes["settles_s"] = 5.0
    here.runs_job()
    began = clock.now()
    del here.world.there[ONE.key]

    assert here.runs_job().status is Status.DONE
    assert clock.now() - began < LISTED_IN
