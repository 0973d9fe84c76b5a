"""A plan that is saved, looked at by a colleague, and carried out exactly or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests import patience
from tests.bot import Bot, Said, writes
from tests.journeys.conftest import COHORT, Desk

AT = "2025-05-07T06:30"
PROVISION = ("run", "provision", "--cohort", "R7", "--at", AT, "--json")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan.json"


def save(bot: Bot, file: Path, job: str = "provision", at: str = AT) -> Any:
    cohort = () if job == "newsletter" else ("--cohort", "R7")
    said = bot.says("plan", job, *cohort, "--at", at, "--out", str(file), "--json")
    assert said.exit == 0, said.err
    return said.document


def apply(bot: Bot, file: Path) -> Said:
    return bot.says("apply", str(file), "--json")


def test_a_saved_plan_is_carried_out_exactly(bot: Bot, tenant: Sandbox, file: Path, weather: str) -> None:
    """In harsh weather a channel's site may come a day later: that is named, and a later run of the job completes it."""
    shown = save(bot, file)

    said = done = apply(bot, file)
    if weather == "harsh":
        done = patience.until_done(said, lambda: bot.says(*PROVISION), tenant)

    assert (said.exit, done.exit) in ([(0, 0), (3, 0)] if weather == "harsh" else [(0, 0)])
    assert said.document["plan_digest"] == shown["digest"]
    assert bot.run("provision", at=AT)["status"] == "nothing_to_do"


def test_carried_out_twice_it_does_nothing_the_second_time(bot: Bot, tenant: Sandbox, file: Path) -> None:
    save(bot, file)
    apply(bot, file)
    before = len(tenant.log())

    said = apply(bot, file)

    assert (said.exit, said.document["status"]) == (1, "stopped")
    assert writes(tenant.log()[before:]) == []


def test_a_plan_that_is_not_that_of_today_names_what_is_other(
    bot: Bot, tenant: Sandbox, file: Path, desk: Desk
) -> None:
    bot.run("provision", at=AT)
    desk.change(COHORT, "description: 令和7年度 全員の連絡", "description: 令和7年度の連絡")
    save(bot, file)
    desk.change(COHORT, "description: 令和7年度の連絡", "description: 全員の連絡先")
    before = len(tenant.log())

    said = apply(bot, file)

    assert (said.exit, said.document["status"]) == (1, "stopped")
    assert "内容が変わった変更: チャネル『R7 全体』" in said.err
    assert writes(tenant.log()[before:]) == []


def test_what_asks_for_approval_is_not_approved_by_a_file(bot: Bot, tenant: Sandbox, file: Path) -> None:
    bot.run("provision", at="2025-06-30T06:30")
    save(bot, file, "newsletter", "2025-06-30T08:30")

    said = apply(bot, file)

    assert (said.exit, said.document["status"]) == (4, "awaiting_approval")


def test_a_file_that_is_missing_or_no_plan_is_told(bot: Bot, file: Path) -> None:
    missing = bot.says("apply", str(file))
    file.write_text(json.dumps({"job": "provision"}))
    other = bot.says("apply", str(file))

    assert (missing.exit, other.exit) == (2, 2)
    assert "がありません" in missing.err
    assert "で作った変更案ではありません" in other.err


def test_only_a_plan_of_one_cohort_is_saved(bot: Bot, file: Path, desk: Desk) -> None:
    desk.change("cohorts/R6/cohort.yaml", "status: finished", "status: running")

    said = bot.says("plan", "provision", "--at", AT, "--out", str(file))

    assert said.exit == 2
    assert "--cohort を付けてください" in said.err
    assert not file.exists()


def test_the_detailed_exit_status_tells_what_is_known(bot: Bot, tenant: Sandbox) -> None:
    def status(job: str) -> int:
        return bot.says("plan", job, "--cohort", "R7", "--at", AT, "--detailed-exitcode").exit

    changes = status("provision")
    bot.run("provision", at=AT)
    nothing = status("provision")
    tenant.faults([{"match": "GET */members", "nth": "all", "then": 500}])
    unknown = status("provision")

    assert (changes, nothing, unknown) == (2, 0, 1)


def test_without_an_unfinished_cohort_it_says_so(bot: Bot, desk: Desk) -> None:
    desk.change(COHORT, "status: running", "status: finished")

    planned = bot.says("plan", "provision", "--at", AT)
    ran = bot.says("run", "provision", "--at", AT)

    assert "終了していない期がありません" in planned.out
    assert "終了していない期がありません" in ran.out


def test_a_cohort_for_a_job_that_looks_at_all_is_told_to_be_of_no_use(bot: Bot) -> None:
    said = bot.says("plan", "newsletter", "--cohort", "R7", "--at", AT)

    assert said.exit == 0
    assert "--cohort は使いません" in said.err


def test_also_there_an_unknown_cohort_is_a_mistake(bot: Bot) -> None:
    said = bot.says("run", "newsletter", "--cohort", "R99", "--at", AT)

    assert said.exit == 2
    assert "『R99』という期はありません" in said.err
