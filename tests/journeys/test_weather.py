"""The worst that reports tell of a tenant: a cohort comes to stand all the same, and nothing stands twice."""

from collections.abc import Iterator

import pytest

from m365bot.sandbox import seed
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


def test_all_jobs_do_in_the_worst_weather_what_they_do_in_the_usual(bot: Bot, harsh: Sandbox) -> None:
    """What cannot be had on a day is named and had on a later one; nothing is there twice."""
    tenant = harsh
    once_or_later(bot, tenant, "provision", KICKOFF, "2025-05-08T06:30")
    once_or_later(bot, tenant, "distribute", "2025-06-20T08:35", "2025-06-21T08:35")
    Sight(tenant).answer("R7 powerbi-1", list(answers()))
    once_or_later(bot, tenant, "collect", "2025-06-23T08:40", "2025-06-24T08:40")
    once_or_later(bot, tenant, "results", "2025-06-27T16:00", "2025-06-27T17:00")
    asked = bot.says("run", "newsletter", "--at", "2025-07-01T09:00", "--json")
    bot.says("runs", "approve", asked.document["run_id"], "--json")

    team = Sight(tenant, "dx-tsushin@example.jp").team("dx-leader-R7")
    files = team.files("R7 Power BI")
    posts = [post for name in team.channels if name != "General" for post in team.posts(name)]
    subjects = [(post["channelIdentity"]["channelId"], post["subject"]) for post in posts]
    assert {name.rpartition("/")[2] for name in files} == {
        "Power BI 手順書.pdf",
        "Power BI 演習.pptx",
        "事前準備.txt",
        "施設利用者数.xlsx",
    }
    assert subjects
    assert len(subjects) == len(set(subjects))


def once_or_later(bot: Bot, tenant: Sandbox, job: str, at: str, later: str) -> None:
    """A run, and where it left anything, one of a later day that leaves nothing."""
    first = bot.says("run", job, "--cohort", "R7", "--at", at, "--json")
    assert first.exit in (0, 3), first.err
    left = first.document["counts"]["unknown"] + first.document["counts"]["failed"]
    assert len([one for one in first.document["errors"] if one["error"]]) == left  # else it is only told
    if left:
        tenant.advance(25 * 60 * 60)
        bot.run(job, at=later)


def answers() -> Iterator[dict[str, object]]:
    names = ["a.yamada", "y.ishikawa", "r.sato", "r.miura", "k.suzuki", "m.harada"]
    for number, name in enumerate(names):
        yield {
            "完了時刻": f"2025-06-19T17:{10 + number}:00+09:00",
            "メール": f"{name}@example.jp",
            "研修の満足度": 3 + number % 3,
            "研修の満足理由": "よい",
            "業務で使えそうな場面": "集計",
        }


@pytest.mark.weather("documented", member_reflects_s=90.0)
def test_r3_people_whose_adding_was_never_answered_are_waited_for_in_the_channels(
    bot: Bot, tenant: Sandbox
) -> None:
    """They are in the team, but nobody said when they came; a refusal still means "not yet"."""
    hurt = {"match": "POST /teams/*/members/add", "nth": "all", "after_commit": True}
    tenant.faults([{**hurt, "then": {"status": 502, "code": "BadGateway"}}])

    run = bot.run("provision", at=KICKOFF)

    assert (run["counts"]["failed"], run["counts"]["unknown"]) == (0, 0)
    assert len(Sight(tenant).team("dx-leader-R7").people_of("R7 全体")) == 28


@pytest.mark.parametrize(("job", "at"), [("distribute", "2025-06-20T08:35"), ("collect", "2025-06-23T08:40")])
def test_r18_who_only_looks_for_a_team_needs_no_permission_to_write_it(
    bot: Bot, tenant: Sandbox, monkeypatch: pytest.MonkeyPatch, job: str, at: str
) -> None:
    """Also with a lost database, when the team must be found anew."""
    bot.run("provision", at=KICKOFF)
    Sight(tenant).answer("R7 powerbi-1", list(answers()))
    bot.forgets_everything()
    granted = ["Group.Read.All", "User.Read.All", "Channel.ReadBasic.All"]
    granted += ["Files.ReadWrite.All" if job == "distribute" else "Sites.Read.All"]
    row = {"client_id": "3c2b1a09-4f8e-4d7c-8b5a-4f3e2d1c5e4d", "client_secret": "of-little-power"}
    app = {**row, "displayName": "least", "application": granted, "delegated": ["User.Read"]}
    seed.add(tenant.tenant, {"apps": [app]})
    monkeypatch.setenv("M365BOT_CLIENT_ID", row["client_id"])
    monkeypatch.setenv("M365BOT_CLIENT_SECRET", row["client_secret"])

    assert bot.run(job, at=at)["counts"]["failed"] == 0


def test_r18_where_even_looking_is_not_allowed_no_permission_to_write_is_asked_for(
    bot: Bot, tenant: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.run("provision", at=KICKOFF)
    bot.forgets_everything()
    row = {"client_id": "3c2b1a09-4f8e-4d7c-8b5a-4f3e2d1c5e4e", "client_secret": "of-no-power"}
    app = {
        **row,
        "displayName": "blind",
        "application": ["User.Read.All", "Sites.Read.All"],
        "delegated": ["User.Read"],
    }
    seed.add(tenant.tenant, {"apps": [app]})
    monkeypatch.setenv("M365BOT_CLIENT_ID", row["client_id"])
    monkeypatch.setenv("M365BOT_CLIENT_SECRET", row["client_secret"])

    said = bot.says("run", "collect", "--cohort", "R7", "--at", "2025-06-23T08:40", "--json")

    assert said.exit != 0
    assert "Group.Read.All" in said.out
    assert "Group.ReadWrite.All" not in said.out


def test_r6_the_officer_gets_each_guests_way_in_and_nobody_else_does(bot: Bot, tenant: Sandbox) -> None:
    first = bot.run("provision", at=KICKOFF)

    shown = bot.says("runs", "show", first["run_id"])
    doings = bot.says("runs", "show", first["run_id"], "--json").document["doings"]

    ways = [one for one in doings if "redeem" in one.get("hand_over", "")]
    assert {one["kind"] for one in ways} == {"Guest"}
    assert len(ways) == len([one for one in doings if one["kind"] == "Guest"])
    assert "本人だけに渡してください: https://login.microsoftonline.com/redeem" in shown.out.replace("\n", "")
    assert "redeem" not in str(first)


@pytest.mark.weather("documented", member_reflects_s=90.0)
def test_r3_people_whom_a_run_that_died_had_added_are_waited_for_in_the_channels(
    bot: Bot, tenant: Sandbox
) -> None:
    """Nobody remembers them: they are in the team since a moment ago."""
    no_people = {
        "match": "POST /teams/*/channels*",
        "nth": "all",
        "then": {"status": 403, "code": "Forbidden"},
    }
    tenant.faults([no_people])
    bot.says("run", "provision", "--cohort", "R7", "--at", KICKOFF)
    tenant.faults([])
    bot.forgets_everything()
    group = next(one for one in tenant.tenant.groups.values() if one.mail_nickname == "dx-leader-R7")
    for joined in group.members.values():
        joined.in_channels_at = tenant.tenant.clock.now().timestamp() + 60

    run = bot.run("provision", at=KICKOFF)

    assert (run["counts"]["failed"], run["counts"]["unknown"]) == (0, 0)
