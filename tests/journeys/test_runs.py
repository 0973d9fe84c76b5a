"""What the list of runs tells an officer, and what can be done with a run that stands in it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from m365bot import app, clock, settings
from m365bot.journal import Report, Run, Status, Trigger
from m365bot.runs import abandoned
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot

EVE = "2025-06-30T08:30"


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at="2025-06-30T06:30")
    return bot


def shown(bot: Bot, run_id: str) -> Any:
    return bot.says("runs", "show", run_id, "--json").document


def status(bot: Bot, run_id: str) -> str:
    return str(shown(bot, run_id)["status"])


def died(run_id: str, *, minutes_ago: int, **others: Any) -> Run:
    """A run whose process died before it had a plan."""
    long_ago = clock.now() - timedelta(minutes=minutes_ago)
    with app.books(settings.read()) as kept:
        blank = replace(kept.runs.newest(1)[0], plan=None, asking=None, report=Report(), ended=None)
        run = replace(blank, id=run_id, **{"status": Status.RUNNING, "planned": long_ago, **others})
        kept.runs.add(run)
    return run


# deciding


def test_what_is_to_be_approved_can_be_read(provisioned: Bot) -> None:
    run = provisioned.run("newsletter", at=EVE, exits=4)

    said = provisioned.says("runs", "show", run["run_id"]).out
    (change,) = [
        one for one in shown(provisioned, run["run_id"])["plan"]["changes"] if "R7 全体" in one["title"]
    ]

    assert "│ DX通信 第13号" in said
    assert change["text"].startswith("DX通信 第13号")
    assert len(change["text"].splitlines()) > 3


def test_who_decided_and_on_what_authority_is_shown(provisioned: Bot) -> None:
    run = provisioned.run("newsletter", at=EVE, exits=4)
    done = provisioned.approve(run["run_id"], "--kessai", "総デ第123号", "--reason", "課長決裁済み")

    said = provisioned.says("runs", "show", done["run_id"]).out
    approval = shown(provisioned, run["run_id"])["approval"]

    assert "決裁番号 総デ第123号、課長決裁済み" in said
    assert (approval["kessai"], approval["verified"]) == ("総デ第123号", False)


def test_nobody_has_decided_yet(provisioned: Bot) -> None:
    run = provisioned.run("newsletter", at=EVE, exits=4)

    assert shown(provisioned, run["run_id"])["approval"] is None


@pytest.mark.parametrize("word", ["approve", "reject"])
def test_one_word_decides_all_runs_that_ask_for_the_same(word: str, provisioned: Bot) -> None:
    first = provisioned.run("newsletter", at=EVE, exits=4)
    second = provisioned.run("newsletter", at=EVE, exits=4)

    provisioned.says("runs", word, second["run_id"])

    others = [run["run_id"] for run in provisioned.runs() if run["status"] == "cancelled"]
    assert second["run_id"] == first["run_id"]  # the one that waits is what the second shows
    assert [first["run_id"] in shown(provisioned, one)["reason"] for one in others] == [True]
    assert status(provisioned, first["run_id"]) == ("done" if word == "approve" else "rejected")


# going on


def test_a_run_that_died_before_its_plan_can_be_resumed(provisioned: Bot, tenant: Sandbox) -> None:
    run = died("provision-R7-old", minutes_ago=20)

    said = provisioned.says("runs", "resume", run.id, "--json")

    assert (said.exit, said.document["status"]) == (0, "nothing_to_do")


def test_its_now_has_gone_on_meanwhile(provisioned: Bot) -> None:
    run = died("provision-R7-old", minutes_ago=20)

    provisioned.says("runs", "resume", run.id)

    with app.books(settings.read()) as kept:
        again = kept.runs.get(run.id)
    assert again is not None
    assert again.at - run.at >= timedelta(minutes=20)


def test_one_that_may_still_wait_for_its_team_is_left_alone(provisioned: Bot) -> None:
    run = died("provision-R7-young", minutes_ago=1)
    alive = app.leases(settings.read()).sign(abandoned.sign_of(run))

    said = provisioned.says("runs", "resume", run.id)

    alive.release()
    assert said.exit == 2
    assert "まだ動いている" in said.err
    assert status(provisioned, run.id) == "running"


def test_one_that_was_left_to_a_daemon_can_be_taken_back(provisioned: Bot) -> None:
    run = died("provision-R7-left", minutes_ago=1, trigger=Trigger.MANUAL, status=Status.REQUESTED)

    assert provisioned.says("runs", "resume", run.id, "--json").document["status"] == "nothing_to_do"


def test_one_that_is_over_says_so_in_japanese(provisioned: Bot) -> None:
    run = provisioned.run("provision", at=EVE)

    said = provisioned.says("runs", "resume", run["run_id"])

    assert said.exit == 2
    assert "変更なし" in said.err
    assert "nothing_to_do" not in said.err
