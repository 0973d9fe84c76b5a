"""Cases from the field, teams and people: what others lost, doubled or took from strangers."""

from dataclasses import replace

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from tests import picture
from tests.bot import Bot, writes
from tests.hand import Hand
from tests.journeys.conftest import COHORT, PEOPLE, Desk
from tests.sight import Sight

KICKOFF, PUBLISH = "2025-05-07T06:30", "2025-07-01T09:00"
YAMASHITA = "こども未来局,保育幼稚園課,事務,田中 紗希,s.tanaka@example.jp,受講者,班1,"


@pytest.fixture
def provisioned(bot: Bot) -> Bot:
    bot.run("provision", at=KICKOFF)
    return bot


@pytest.mark.parametrize("then", [409, 500, 502, 503])
def test_not_found_that_was_done_and_then_a_conflict_is_one_team(
    then: int, bot: Bot, tenant: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C32: nothing depends on the text of a message."""
    old_enough = replace(tenant.tenant.settings.delays, group_teamable=(0.0, 0.0))
    tenant.weather("documented", group_hidden_s=0.0)
    monkeypatch.setattr(tenant.tenant.settings, "delays", old_enough)
    first = {"match": "PUT /groups/*/team", "nth": [1, 2, 3], "after_commit": True, "then": {"status": 404}}
    later = {"match": "PUT /groups/*/team", "nth": "all", "then": {"status": then, "message": f"何か {then}"}}
    tenant.faults([first, later])

    run = bot.run("provision", at=KICKOFF)
    tenant.faults([])
    again = bot.run("provision", at=KICKOFF)

    assert run["status"] == "done"
    assert again["status"] == "nothing_to_do"
    assert len(list(tenant.tenant.live_teams())) == 3


def test_success_without_a_body_and_without_a_team_is_asked_for_again(bot: Bot, tenant: Sandbox) -> None:
    """C45, 202 with an empty body: the service said yes, and no team came."""
    tenant.faults([{"match": "PUT /groups/*/team", "nth": 1, "then": {"status": 202, "body": ""}}])

    bot.run("provision", at=KICKOFF)

    assert len(list(tenant.tenant.live_teams())) == 3
    assert bot.run("provision", at=KICKOFF)["status"] == "nothing_to_do"


def test_a_group_of_ours_that_never_became_a_team_is_finished(
    bot: Bot, tenant: Sandbox, weather: str
) -> None:
    """C32, its kind: half-made things are found and finished."""
    group = {"displayName": "デジタル行政推進リーダー育成研修 R7", "mailNickname": "dx-leader-R7"}
    born = {"owners": ["kenshu@example.jp", "y.okada@example.jp"], "members": ["dx-tsushin@example.jp"]}
    seed.add(tenant.tenant, {"groups": [group | born]})

    run = bot.run("provision", at=KICKOFF)

    assert run["status"] == "done"
    assert weather == "harsh" or run["counts"]["update"] == 1  # there the last of several runs
    assert len(list(tenant.tenant.live_teams())) == 3
    assert "R7 班1" in Sight(tenant).team("dx-leader-R7").channels
    assert bot.run("provision", at=KICKOFF)["status"] == "nothing_to_do"


@pytest.mark.parametrize("commits", [False, True])
def test_a_bulk_that_answers_502_for_ever_goes_over_to_single_adds(
    commits: bool, bot: Bot, tenant: Sandbox, weather: str
) -> None:
    """C34: who is in is looked for; nobody twice. Guests that are refused would be added singly in any case."""
    tenant.weather(weather, guests_by_app="allowed")
    fault = {
        "match": "POST /teams/*/members/add",
        "nth": "all",
        "then": {"status": 502, "code": "BadGateway"},
    }
    tenant.faults([fault | {"after_commit": commits}])

    run = bot.run("provision", at=KICKOFF)
    singly = [
        one
        for one in writes(tenant.log())
        if one.startswith("POST /v1.0/teams/") and one.endswith("/members")
    ]
    tenant.faults([])

    people = Sight(tenant).team("dx-leader-R7").people
    assert run["status"] == "done"
    assert run["seconds"] < 25 * 60
    assert len(people) == len(set(people))
    assert bool([one for one in singly if "/channels/" not in one]) is not commits
    assert bot.run("provision", at=KICKOFF)["status"] == "nothing_to_do"


def test_a_person_on_two_lines_is_asked_for_once(bot: Bot, desk: Desk, tenant: Sandbox) -> None:
    """C35: 受講者 and メンター, written in two ways."""
    desk.add(PEOPLE, "伊藤 葵,A.Ito@example.jp,,003524,土木局,内水整備課,事務,,,メンター,班1,,\n")

    bot.run("provision", at=KICKOFF)
    before = len(tenant.log())
    again = bot.run("provision", at=KICKOFF)

    user = tenant.tenant.user("a.ito@example.jp")
    assert user
    adds = [one.body for one in tenant.exchanges if one.path.endswith("/members/add")]
    assert sum(body.count(user.id.encode()) for body in adds) == 1
    assert again["status"] == "nothing_to_do"
    assert writes(tenant.log()[before:]) == []


def test_strangers_teams_of_similar_names_are_left_alone(bot: Bot, tenant: Sandbox) -> None:
    """C38: the filter is ignored and a prefix matches; names are compared here, exactly."""
    name = "デジタル行政推進リーダー育成研修 R7"
    rows = [
        {"displayName": f"{name}0", "mailNickname": "dx-leader-r70"},
        {"displayName": name, "mailNickname": "other"},
    ]
    seed.add(tenant.tenant, {"groups": [row | {"owners": ["a.yamada@example.jp"]} for row in rows]})
    strangers = [group.id for group in tenant.tenant.groups.values()]
    rule = {
        "match": {"method": "GET", "path": "*/groups"},
        "nth": "all",
        "then": {"ignore_query": ["$filter"]},
    }
    tenant.faults([rule])

    run = bot.run("provision", at=KICKOFF)

    made = {group.mail_nickname for key, group in tenant.tenant.groups.items() if key not in strangers}
    assert run["status"] == "done"
    assert made == {"dx-leader-R7", "dx-leaders", "dx-office"}
    assert not [one for one in writes(tenant.log()) if any(stranger in one for stranger in strangers)]


def test_a_deleted_channel_holds_its_name(provisioned: Bot, tenant: Sandbox) -> None:
    """C39: told with both ways out, the rest done, no copy under another name."""
    team = Sight(tenant).team("dx-leader-R7")
    Hand(tenant).does("DELETE", f"/teams/{team.id}/channels/{team.by_name['R7 班1']['id']}")

    run = provisioned.run("provision", at=KICKOFF, exits=3)

    first = run["errors"][0]
    assert first["title"] == "チャネル『R7 班1』"
    assert first["words"] == (
        "削除済みのチャネルがこの名前を使っています。Teamsで復元するか、30日待ってください。"
    )
    assert all("班1" in error["title"] for error in run["errors"])
    assert not [name for name in Sight(tenant).team("dx-leader-R7").channels if "班1" in name]


def test_the_primary_channel_is_the_one_whatever_its_name(
    provisioned: Bot, desk: Desk, tenant: Sandbox
) -> None:
    """C41: 一般 is General in Graph, and people may call it お知らせ."""
    seed.add(tenant.tenant, {"general": [{"team": "dx-leaders", "displayName": "お知らせ"}]})

    provisioned.approve(provisioned.run("newsletter", at=PUBLISH, exits=4)["run_id"])
    channels = picture.of(tenant)["dx-leaders"]["channels"]
    desk.change(COHORT, "channels:  ", "channels:\n  - {name: 一般}\n  #")
    checked = provisioned.says("check")

    assert len(channels["お知らせ"]["posts"]) == 1
    assert "General" in Sight(tenant).team("dx-leader-R7").channels
    assert checked.exit == 2
    assert "『一般』はチームに初めからあるチャネルです" in checked.err


def test_who_leaves_and_comes_back_is_in_every_channel_again(bot: Bot, desk: Desk, tenant: Sandbox) -> None:
    """C43: leaving asks for approval; on the day of return one run puts the person into team and channels."""
    line = f"山下 翔平,s.yamashita@example.jp,,007853,{YAMASHITA}"
    desk.change(PEOPLE, f"{line},\n", f"{line},2025-07-31\n{line}2025-09-01,\n")
    bot.run("provision", at=KICKOFF)

    asked = bot.run("provision", at="2025-08-01T06:30", exits=4)
    before = len(tenant.log())
    gone = bot.approve(asked["run_id"])
    left = [one for one in writes(tenant.log()[before:]) if one.startswith("DELETE ")]
    away = Sight(tenant).team("dx-leader-R7")
    people_away = (away.people, away.people_of("R7 班1"))
    before = len(tenant.log())
    bot.run("provision", at="2025-09-01T06:30", exits=4)  # others change their group that day

    team = Sight(tenant).team("dx-leader-R7")
    back = [one for one in writes(tenant.log()[before:]) if one.endswith("/members")]
    assert gone["counts"]["remove"] == 7
    assert len(left) == 1  # the private channels follow by themselves
    assert not [people for people in people_away if "s.yamashita@example.jp" in people]
    assert "s.yamashita@example.jp" in team.people
    assert "s.yamashita@example.jp" in team.people_of("R7 全体")
    assert "s.yamashita@example.jp" in team.people_of("R7 班1")
    assert back[0] == f"POST /v1.0/teams/{team.id}/members"
