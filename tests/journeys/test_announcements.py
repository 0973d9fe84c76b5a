"""One post for a session when its materials are there: in working hours, once, and never for what is long past."""

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.journeys.conftest import COHORT, Desk

KICKOFF, RELEASED, TOLD, NEXT = "2025-05-07T06:30", "2025-06-13T08:35", "2025-06-13T08:45", "2025-06-16T08:45"
SUBJECT = "『Power BI 演習』の資料を公開しました"


def posts(tenant: Sandbox, subject: str = SUBJECT) -> list[str]:
    return [
        message.content
        for team in tenant.tenant.live_teams()
        for channel in team.channels.values()
        for message in channel.messages.values()
        if message.subject == subject
    ]


def test_materials_are_announced_once_and_not_before_they_are_there(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)

    early = bot.run("announce", at=TOLD)
    before = posts(tenant)
    bot.run("distribute", at=RELEASED)
    bot.run("announce", at=TOLD)
    sent = writes(tenant.log())
    bot.run("announce", at=NEXT)

    assert early["counts"]["withheld"] == 1 and before == []
    (post,) = posts(tenant)
    assert "6月18日(水) 13:30～16:30 (班1・班2)" in post and "第二本庁舎 研修室" in post
    assert "powerbi/Power BI 手順書.pdf" in post
    assert writes(tenant.log()) == sent


def test_the_database_lost_it_is_found_and_not_posted_again(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    bot.run("distribute", at=RELEASED)
    bot.run("announce", at=TOLD)
    bot.forgets_everything()

    bot.run("announce", at=NEXT)

    assert len(posts(tenant)) == 1


def test_what_is_released_in_the_evening_is_told_in_the_morning(
    bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    released = "folder: powerbi/, release: "
    desk.change(COHORT, f"{released}3 business days before", f"{released}2025-06-12 19:00")
    bot.run("provision", at=KICKOFF)
    bot.run("distribute", at="2025-06-12T19:05")

    bot.run("announce", at="2025-06-12T19:06")
    in_the_evening = posts(tenant)
    bot.run("announce", at=TOLD)

    assert in_the_evening == []
    assert len(posts(tenant)) == 1


def test_a_first_run_late_in_the_season_announces_nothing_of_sessions_that_are_over(
    bot: Bot, tenant: Sandbox
) -> None:
    bot.run("provision", at=KICKOFF)
    bot.run("distribute", at="2025-09-01T08:35")

    run = bot.run("announce", at="2025-09-01T08:45")

    assert run["status"] == "nothing_to_do"
    assert not [line for line in writes(tenant.log()) if line.endswith("/messages")]
