"""The worst that reports tell of a tenant: a cohort comes to stand all the same, and nothing stands twice."""

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot
from tests.sight import Sight

pytestmark = pytest.mark.journey
KICKOFF, NEXT_DAY = "2025-05-07T06:30", "2025-05-08T06:30"


@pytest.fixture
def harsh(tenant: Sandbox, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    tenant.weather("harsh")
    monkeypatch.setenv("M365BOT_SETTLES_S", tenant.env["M365BOT_SETTLES_S"])  # lists are late here
    return tenant


def test_from_nothing_a_cohort_comes_to_stand_in_the_worst_weather(bot: Bot, harsh: Sandbox) -> None:
    tenant = harsh

    first = bot.says("run", "provision", "--cohort", "R7", "--at", KICKOFF, "--json")
    tenant.advance(25 * 60 * 60)
    second = bot.run("provision", at=NEXT_DAY)
    third = bot.run("provision", at=NEXT_DAY)

    assert first.exit in (0, 3)
    assert len(first.document["errors"]) == first.document["counts"]["unknown"]
    assert second["counts"]["create"] == first.document["counts"]["unknown"]
    assert third["status"] == "nothing_to_do"
    groups = [one["mailNickname"] for one in Sight(tenant).all("/groups")]
    assert len(groups) == len(set(groups)) == 3
    team = Sight(tenant).team("dx-leader-R7")
    names = [one["displayName"] for one in Sight(tenant).all(f"/teams/{team.id}/channels")]
    assert len(names) == len(set(names)) == 11
    assert sorted(team.tabs("R7 全体") - {"Wiki"}) == ["研修計画", "電子図書"]
    assert len(team.people_of("R7 全体")) == 28
    assert len(team.people) == len(set(team.people))


def test_r6_the_officer_gets_each_guests_way_in_and_nobody_else_does(bot: Bot, tenant: Sandbox) -> None:
    first = bot.run("provision", at=KICKOFF)

    shown = bot.says("runs", "show", first["run_id"])
    doings = bot.says("runs", "show", first["run_id"], "--json").document["doings"]

    ways = [one for one in doings if "redeem" in one.get("hand_over", "")]
    assert {one["kind"] for one in ways} == {"Guest"}
    assert len(ways) == len([one for one in doings if one["kind"] == "Guest"])
    assert "本人だけに渡してください: https://login.microsoftonline.com/redeem" in shown.out.replace("\n", "")
    assert "redeem" not in str(first)
