"""What left config, and what may only have been renamed, on the reference instance."""

from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.journeys.conftest import COHORT, PROGRAMME, Desk

KICKOFF, NEXT = "2025-05-07T06:30", "2025-05-08T06:30"
MATERIALS, LATER = "2025-06-13T08:35", "2025-06-16T08:35"
SLIDES = "cohorts/R7/materials/powerbi/Power BI 演習.pptx"


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at=KICKOFF)
    return bot


def told(run: Any) -> list[str]:
    return [one["title"] for one in run["withheld"] if one["reason"].startswith("設定からなくなりました")]


def asked(bot: Bot, run: Any) -> dict[str, str]:
    plan = bot.says("runs", "show", run["run_id"], "--json").document["plan"]
    return {change["title"]: change["asks"] for change in plan["changes"]}


def test_o6_channels_that_were_renamed_in_config_are_asked_about_before_second_ones_are_made(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    desk.change(COHORT, 'name: "R7 {group}"', 'name: "R7 チーム {group}"')
    before = len(tenant.log())

    run = provisioned.run("provision", at=NEXT, exits=4)

    words = asked(provisioned, run)
    assert writes(tenant.log()[before:]) == []
    assert "チャネル『R7 班1』" in told(run)
    assert "名前を変えたのなら、Teams のチャネルの名前も" in words["チャネル『R7 チーム 班1』"]
    assert {why for title, why in words.items() if title.startswith("チャネル『R7 チーム 班1』の")} == {
        "チャネル『R7 チーム 班1』の承認と一緒に行います。"
    }


def test_o6_approved_they_are_made_with_their_people(provisioned: Bot, desk: Desk, tenant: Sandbox) -> None:
    desk.change(COHORT, 'name: "R7 {group}"', 'name: "R7 チーム {group}"')
    run = provisioned.run("provision", at=NEXT, exits=4)

    applied = provisioned.approve(run["run_id"])
    again = provisioned.run("provision", at=NEXT)

    assert applied["status"] == "done"
    assert again["status"] == "nothing_to_do"
    assert "チャネル『R7 班1』" in told(again)


def test_o6_another_mail_nickname_is_asked_about_before_a_second_team_is_made(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    desk.change(PROGRAMME, "mail_nickname: dx-office", "mail_nickname: dx-kenshu")
    before = len(tenant.log())

    run = provisioned.run("provision", at=NEXT, exits=4)

    assert writes(tenant.log()[before:]) == []
    assert told(run) == ["チーム『研修運営』"]
    assert "mail_nickname を変えたのなら" in asked(provisioned, run)["チーム『研修運営』"]


def test_o6_a_tab_that_left_config_is_told(provisioned: Bot, desk: Desk) -> None:
    desk.change(COHORT, ', {name: 電子図書, url: "https://example.jp/library"}', "")

    run = provisioned.run("provision", at=NEXT)

    assert told(run) == ["タブ『電子図書』(R7 全体)"]


def test_o6_a_file_that_left_config_is_told(provisioned: Bot, desk: Desk) -> None:
    provisioned.run("distribute", at=MATERIALS)
    desk.path(SLIDES).rename(desk.path(SLIDES).with_name("改訂.pptx"))

    run = provisioned.run("distribute", at=LATER)

    assert any("Power BI 演習.pptx" in title for title in told(run))
