"""A dry run that somebody asked for at the desk is planned by the daemon, once, and changes nothing."""

from datetime import datetime, timedelta

import pytest

from m365bot import clock
from m365bot.errors import ConfigError
from m365bot.journal import checkup
from m365bot.journal.trial import PATIENCE, State, Trial
from m365bot.runs import daemon as daemons
from tests.runs.here import Here
from tests.runs.test_daemon import for_, idle, works

__all__ = ["idle"]


def asks(here: Here, job: str = "things", cohort: str | None = None, number: int = 1) -> Trial:
    """As the desk does."""
    asked = Trial(f"trial-{number}", job, cohort, None, clock.now(), "sato@example.jp", "確かめる")
    assert here.books.trials.add(asked)
    return asked


def kept(here: Here, trial: Trial) -> Trial:
    found = here.books.trials.get(trial.id)
    assert found is not None
    return found


def test_it_is_planned_within_seconds_and_nothing_is_written(idle: Here) -> None:
    asked = asks(idle)

    works(idle, lambda daemon: for_(2.5), trials=idle.books.trials)

    found = kept(idle, asked)
    assert found.state is State.PLANNED
    assert len((found.plan or {})["changes"]) == 1
    assert idle.world.there == {}
    assert idle.statuses() == {}


def test_of_a_cohort_it_is_that_cohorts(idle: Here) -> None:
    asked = asks(idle, "yearly", "R7")

    works(idle, lambda daemon: for_(2.5), trials=idle.books.trials)

    assert (kept(idle, asked).plan or {})["cohort"] == "R7"


def test_whatever_was_raised_is_said_in_words(idle: Here) -> None:
    asked, other = asks(idle, "nothing"), asks(idle, number=2)
    idle.breaks = {"things"}

    works(idle, lambda daemon: for_(6), trials=idle.books.trials)

    assert kept(idle, asked).state is State.FAILED
    assert "『nothing』という手順はありません" in kept(idle, asked).words
    assert kept(idle, other).state is State.FAILED
    assert kept(idle, other).words


def test_config_that_cannot_be_read_is_told_too(idle: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    async def meanwhile(daemon: daemons.Daemon) -> None:
        idle.broken = ConfigError("config/ に不備があります。")
        asks(idle)
        await for_(3)
        idle.broken = None

    works(idle, meanwhile, trials=idle.books.trials)

    found = idle.books.trials.get("trial-1")
    assert found is not None
    assert found.words == "config/ に不備があります。"


def test_two_daemons_plan_one_dry_run_once(idle: Here) -> None:
    asks(idle)

    assert idle.books.trials.next(clock.now()) is not None
    assert idle.books.trials.next(clock.now()) is None


def test_what_a_dead_daemon_had_in_hand_is_taken_up_after_a_while(idle: Here) -> None:
    asks(idle)
    now = clock.now()
    idle.books.trials.next(now)

    assert idle.books.trials.next(now + PATIENCE - timedelta(seconds=1)) is None
    assert idle.books.trials.next(now + PATIENCE + timedelta(seconds=1)) is not None


def test_the_first_that_was_asked_for_is_planned_first_and_a_double_click_is_one(idle: Here) -> None:
    first = asks(idle)
    idle.passes(seconds=1)
    asks(idle, number=2)

    again = idle.books.trials.add(first)
    found = idle.books.trials.next(clock.now())

    assert again is False
    assert found is not None
    assert found.id == first.id


def test_a_day_later_it_is_gone(idle: Here) -> None:
    asked = asks(idle)
    idle.passes(hours=25)

    asks(idle, number=2)

    assert idle.books.trials.get(asked.id) is None


def test_all_that_is_known_of_one_is_kept(idle: Here) -> None:
    at = datetime.fromisoformat("2025-07-01T09:00+09:00")
    trial = Trial("t", "things", "R7", at, clock.now(), "佐藤", "理由\0")
    idle.books.trials.add(trial)

    idle.books.trials.end(trial.came_to({"changes": []}, "止まります", ["Files.Read.All"], clock.now()))

    found = idle.books.trials.get("t")
    assert found is not None
    assert (found.at, found.words, found.lacking, found.plan) == (
        at,
        "止まります",
        ("Files.Read.All",),
        {"changes": []},
    )


def test_a_checkup_is_taken_when_it_is_asked_for(idle: Here) -> None:
    taken = []

    async def examine() -> None:
        taken.append(True)

    asked = asks(idle, checkup.NAME)
    works(idle, lambda daemon: for_(2.5), trials=idle.books.trials, examine=examine)

    assert taken == [True]
    assert kept(idle, asked).state is State.PLANNED


def test_a_checkup_that_nobody_could_take_says_why(idle: Here) -> None:
    async def examine() -> None:
        raise ConfigError("接続の設定が足りません。")

    asked = asks(idle, checkup.NAME)
    works(idle, lambda daemon: for_(2.5), trials=idle.books.trials, examine=examine)

    assert (kept(idle, asked).state, kept(idle, asked).words) == (State.FAILED, "接続の設定が足りません。")
