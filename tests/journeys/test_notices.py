"""The office hears of what waits and what failed, in its own team, once."""

from m365bot.sandbox.server import Sandbox
from tests import patience
from tests.bot import Bot, writes
from tests.journeys.conftest import PROGRAMME, Desk
from tests.journeys.test_posts import EVE, KICKOFF
from tests.sight import Sight

NOTICED = "2025-06-30T10:00"


def heard(tenant: Sandbox) -> list[str]:
    patience.landed(tenant)
    posts = Sight(tenant, "dx-tsushin@example.jp").team("dx-office").posts("General")
    return [str(post.get("subject")) for post in posts]


def test_what_waits_is_posted_once_and_then_said_to_be_over(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    asked = bot.run("newsletter", at=EVE, exits=4)
    told = bot.says("run", "notices", "--at", NOTICED, "--json")
    before = len(tenant.log())
    again = bot.says("run", "notices", "--at", NOTICED, "--json")
    written = writes(tenant.log()[before:])
    bot.says("runs", "reject", asked["run_id"], "--reason", "見直し")
    over = bot.says("run", "notices", "--at", "2025-07-01T08:45", "--json")

    assert (told.exit, again.exit, over.exit) == (0, 0, 0), told.out
    assert written == []
    assert [one for one in heard(tenant) if one.startswith("承認待ち")] == ["承認待ち: DX通信の公開"]
    assert "2025-07-01 のお知らせ" in heard(tenant)


def test_a_lost_answer_makes_no_second_notice(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    bot.run("newsletter", at=EVE, exits=4)
    tenant.faults([{"match": "POST */messages", "nth": 1, "then": 504, "after_commit": True}])

    told = bot.says("run", "notices", "--at", NOTICED, "--json")

    assert told.exit == 0, told.out
    assert len([one for one in heard(tenant) if one.startswith("承認待ち")]) == 1


def test_at_night_it_waits_for_the_morning(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    bot.run("newsletter", at=EVE, exits=4)

    bot.says("run", "notices", "--at", "2025-06-30T20:00", "--json")
    at_night = heard(tenant)
    bot.says("run", "notices", "--at", "2025-07-01T08:45", "--json")

    assert not any(one.startswith("承認待ち") for one in at_night)
    assert any(one.startswith("承認待ち") for one in heard(tenant))


def test_off_is_off(bot: Bot, tenant: Sandbox, desk: Desk) -> None:
    desk.write(PROGRAMME, desk.read(PROGRAMME) + "notices: off\n")
    bot.run("provision", at=KICKOFF)
    bot.run("newsletter", at=EVE, exits=4)

    told = bot.says("run", "notices", "--at", NOTICED, "--json")

    assert told.document["status"] == "nothing_to_do"
    assert bot.says("check").exit == 0
