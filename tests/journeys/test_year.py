"""An officer's year, narrow: provision, distribute, collect, results, newsletter, each twice."""

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.sight import Sight

KICKOFF, RELEASED, COLLECTED, FRIDAY = (
    "2025-05-07T06:30",
    "2025-06-13T08:35",
    "2025-06-23T08:40",
    "2025-06-27T16:00",
)
AFTER = "R7 powerbi-1"


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at=KICKOFF)
    return bot


def test_the_cohort_finds_its_team_channels_people_and_tabs(
    provisioned: Bot, tenant: Sandbox, weather: str
) -> None:
    sight = Sight(tenant)

    team = sight.team("dx-leader-R7")

    assert [channel for channel in team.channels if channel != "General"] == [
        "R7 Microsoft 365",
        "R7 Power Apps",
        "R7 Power Automate",
        "R7 Power BI",
        "R7 全体",
        "R7 班1",
        "R7 班2",
        "R7 班3",
        "R7 班4",
        "R7 班5",
    ]
    theirs = {"Wiki"} if weather == "harsh" else set()  # a tab without an app, in each channel
    assert team.tabs("R7 全体") == {"研修計画", "電子図書"} | theirs
    assert "a.yamada@example.jp" in team.people


def test_a_second_provision_writes_nothing(provisioned: Bot, tenant: Sandbox) -> None:
    before = len(tenant.log())

    run = provisioned.run("provision", at=KICKOFF)

    assert run["status"] == "nothing_to_do"
    assert writes(tenant.log()[before:]) == []


def test_without_its_state_folder_the_bot_adopts_everything(provisioned: Bot, tenant: Sandbox) -> None:
    provisioned.forgets_everything()
    before = len(tenant.log())

    provisioned.run("provision", at=KICKOFF)

    assert writes(tenant.log()[before:]) == []


def test_materials_arrive_on_their_day_and_not_before(provisioned: Bot, tenant: Sandbox) -> None:
    early = provisioned.run("distribute", at="2025-06-12T08:35")
    names_before = Sight(tenant).team("dx-leader-R7").files("R7 Power BI")
    on_time = provisioned.run("distribute", at=RELEASED)
    names_after = Sight(tenant).team("dx-leader-R7").files("R7 Power BI")

    assert early["counts"]["create"] > 0
    assert names_before == set()
    assert on_time["counts"]["create"] > 0
    assert names_after


def test_a_second_distribute_writes_nothing(provisioned: Bot, tenant: Sandbox) -> None:
    provisioned.run("distribute", at=RELEASED)
    tenant.advance(3600)
    before = len(tenant.log())

    run = provisioned.run("distribute", at=RELEASED)

    assert run["status"] == "nothing_to_do"
    assert writes(tenant.log()[before:]) == []


def test_answers_are_stored_once_and_strange_ones_are_kept_for_a_look(
    provisioned: Bot, tenant: Sandbox
) -> None:
    Sight(tenant).answer(AFTER, [_answer("a.yamada@example.jp"), _answer("nobody@example.jp")])

    first = provisioned.run("collect", at=COLLECTED)
    second = provisioned.run("collect", at=COLLECTED)

    assert (first["counts"]["store"], first["counts"]["quarantined"]) == (2, 1)
    assert second["counts"]["store"] == 0
    assert second["http"]["requests"] == 1


def test_an_export_says_how_fresh_its_sources_are(provisioned: Bot, tenant: Sandbox) -> None:
    Sight(tenant).answer(AFTER, [_answer("a.yamada@example.jp")])
    provisioned.run("collect", at=COLLECTED)

    export = provisioned.says("records", "export", "--cohort", "R7", "--format", "json").document

    (response,), source = export["responses"], export["sources"][0]
    assert (response["person"], response["state"]) == ("a.yamada@example.jp", "kept")
    assert (source["form"], source["session"]) == ("after", "powerbi-1")
    assert source["read"]


def _answer(mail: str, scale: int = 4) -> dict[str, object]:
    return {
        "完了時刻": "2025-06-19T17:05:00+09:00",
        "メール": mail,
        "研修の満足度": scale,
        "研修の満足理由": "=1+1",
        "業務で使えそうな場面": "<script>alert(1)</script>",
    }
