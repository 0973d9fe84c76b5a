"""What binds: a moment of a real tenant, a word in an issue, the records of runs and approvals."""

import json
from pathlib import Path

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from tests import patience
from tests.bot import Bot, writes
from tests.journeys.conftest import ISSUE, Desk

AHEAD = "2099-06-30T09:00"
PROVISION = ("run", "provision", "--cohort", "R7", "--at", "2025-05-07T06:30", "--json")
ALLOWED = {"documented": [("done", 0)], "harsh": [("done", 0), ("partly_failed", 3)]}


@pytest.fixture
def real(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """As with a real tenant; nothing is asked of it before it is refused."""
    monkeypatch.setenv("M365BOT_GRAPH_URL", "https://graph.example/v1.0")
    return bot


def test_s11_with_a_real_tenant_a_run_for_a_moment_to_come_is_refused(real: Bot) -> None:
    said = real.says("run", "newsletter", "--at", AHEAD, "--json")

    assert said.exit == 2
    assert "これから先の日時(2099-06-30 09:00)" in said.err
    assert real.runs() == []


def test_s11_so_is_a_saved_plan_for_a_moment_to_come(real: Bot, tmp_path: Path) -> None:
    saved = {"job": "newsletter", "cohort": None, "at": f"{AHEAD}:00+09:00", "digest": "d", "changes": []}
    (tmp_path / "plan.json").write_text(json.dumps(saved | {"planned": "2025-06-30T09:00:00+09:00"}))

    said = real.says("apply", str(tmp_path / "plan.json"))

    assert said.exit == 2
    assert "これから先の日時" in said.err
    assert real.runs() == []


def test_s11_in_the_practice_tenant_any_day_may_be_played(bot: Bot) -> None:
    assert bot.says("run", "newsletter", "--at", AHEAD).exit == 0


def test_s10_an_issue_that_waits_for_nobody_is_remarked_on(bot: Bot, desk: Desk) -> None:
    desk.change(ISSUE, "approve: true", "approve: false")

    said = bot.says("check")

    assert said.exit == 0
    assert "だれの承認も待たずに" in said.err
    assert f"{ISSUE}:" in said.err


def test_s14_the_records_can_be_verified_and_what_was_changed_by_hand_is_named(bot: Bot) -> None:
    bot.run("provision", at="2025-05-07T06:30")
    run = bot.run("newsletter", at="2025-06-30T08:30", exits=4)
    bot.approve(run["run_id"], "--kessai", "総1")
    whole = bot.says("runs", "verify", "--json")
    bot.asks("UPDATE approvals SET who = '課長'")

    tampered, words = bot.says("runs", "verify", "--json"), bot.says("runs", "verify")

    assert (whole.exit, whole.document["whole"], whole.document["fault"]) == (0, True, None)
    assert (tampered.exit, tampered.document["fault"]["run_id"]) == (1, run["run_id"])
    assert run["run_id"] in words.out


def test_s6_a_group_that_was_not_made_here_is_taken_over_only_once_a_person_says_so(
    bot: Bot, tenant: Sandbox, weather: str
) -> None:
    """Config names its nickname, and its owner is an officer. One run does what was approved; what has to wait for the
    next day is done by the next, and needs no second word.
    """
    group = {"displayName": "よその会", "mailNickname": "dx-leader-R7", "owners": ["kenshu@example.jp"]}
    seed.add(tenant.tenant, {"groups": [group]})
    (theirs,) = (each.id for each in tenant.tenant.groups.values() if each.unified)

    run = bot.run("provision", at="2025-05-07T06:30", exits=4)
    untouched = [one for one in writes(tenant.log()) if theirs in one]
    asked = bot.says("runs", "show", run["run_id"]).out
    applied = done = bot.says("runs", "approve", run["run_id"], "--json")
    if weather == "harsh":
        done = patience.until_done(applied, lambda: bot.says(*PROVISION), tenant)
    again = bot.run("provision", at="2025-05-07T06:30")

    assert untouched == []
    assert "ここで作ったものではないグループ『よその会』を引き継ぎます" in asked
    assert "の承認と一緒に行います" in asked
    assert (applied.document["status"], applied.exit) in ALLOWED[weather]
    assert done.exit == 0
    assert tenant.tenant.groups[theirs].display_name == "デジタル行政推進リーダー育成研修 R7"
    assert again["status"] == "nothing_to_do"


def test_s14_a_team_id_that_was_changed_by_hand_sends_nothing_elsewhere(bot: Bot, tenant: Sandbox) -> None:
    """A run of another job, which has no need to look at the team itself."""
    bot.run("provision", at="2025-05-07T06:30")
    ids = {group.mail_nickname: group.id for group in tenant.tenant.groups.values()}
    before = len(tenant.log())
    memo = json.dumps({"id": ids["dx-office"]})
    bot.asks(f"UPDATE memory SET memo = '{memo}' WHERE key = 'team:dx-leader-R7'")

    run = bot.run("distribute", at="2025-06-13T08:35", exits=1)

    assert run["status"] == "stopped"
    assert "dx-leader-R7 に戻して" in run["errors"][0]["words"]
    assert writes(tenant.log()[before:]) == []
