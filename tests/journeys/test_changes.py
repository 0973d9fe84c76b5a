"""A session moves: whom it concerns is told once, by what was told last, whatever was lost or restored meanwhile."""

import base64
import shutil

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.chaos.test_kill import kill_at_write, start
from tests.journeys.conftest import COHORT, Desk
from tests.journeys.test_remind import addressed, outbox

BEGINNING, FIRST_LOOK = "2025-05-12T09:10", "2025-05-12T09:15"
MOVED, LATER, LAST = "2025-05-13T09:15", "2025-05-14T09:15", "2025-05-15T09:15"
SESSION = "rounds: [{at: 2025-06-18 13:30, for: [班1, 班2]}, {at: 2025-06-19 13:30"
POSTPONED = (
    "rounds: [{at: 2025-06-18 13:30, moved_to: 2025-06-25 13:30, for: [班1, 班2]}, {at: 2025-06-19 13:30"
)


def calendars(mail) -> str:
    return "\n".join(base64.b64decode(each["contentBytes"]).decode() for each in mail.attachments)


@pytest.mark.on_file
def test_who_is_concerned_is_told_once(bot: Bot, tenant: Sandbox, desk: Desk) -> None:
    bot.run("welcome", at=BEGINNING)
    quiet = bot.run("changes", at=FIRST_LOOK)
    welcomed = len(outbox(tenant))
    desk.change(COHORT, SESSION, POSTPONED)
    older = shutil.copytree(bot.state, bot.state.parent / "older")

    told = bot.run("changes", at=MOVED)
    mails = outbox(tenant)[welcomed:]
    before = len(tenant.log())
    again = bot.run("changes", at="2025-05-13T11:00")
    tenant.advance(120)  # sent copies have come by then
    shutil.rmtree(bot.state)
    shutil.copytree(older, bot.state)
    restored = bot.run("changes", at=LATER)
    next_day = bot.run("changes", at=LAST)

    assert (quiet["status"], again["status"]) == ("nothing_to_do", "nothing_to_do")
    assert told["counts"]["create"] == len(mails) == len(set(addressed(mails))) == 8
    assert "6月18日(水) 13:30" in mails[0].content
    assert "6月25日(水) 13:30" in mails[0].content
    assert "UID:R7-powerbi-1-" in calendars(mails[0])
    assert (restored["counts"]["create"], next_day["counts"]["create"]) == (0, 0)
    assert writes(tenant.log()[before:]) == []


@pytest.mark.on_file
def test_a_session_that_left_the_files_is_called_off_once_somebody_approves(
    bot: Bot, tenant: Sandbox, desk: Desk
) -> None:
    noted = bot.run("changes", at=FIRST_LOOK)
    desk.change(COHORT, "  - {key: workshop-2,", "  # - {key: workshop-2,")

    asked = bot.run("changes", at=MOVED, exits=4)
    before = outbox(tenant)
    approved = bot.approve(asked["run_id"])
    after = bot.run("changes", at=LATER)

    assert noted["counts"]["create"] == 20
    assert before == []
    assert approved["counts"]["create"] == len(outbox(tenant)) == 20
    assert "STATUS:CANCELLED" in calendars(outbox(tenant)[0])
    assert after["status"] == "nothing_to_do"


@pytest.mark.soak("each takes the time of a process")
@pytest.mark.on_file
@pytest.mark.parametrize("number", [1, 2, 7, 16])
def test_killed_after_any_write_nobody_is_told_twice_and_the_next_day_nobody_at_all(
    bot: Bot, tenant: Sandbox, desk: Desk, number: int
) -> None:
    bot.run("welcome", at=BEGINNING)
    welcomed = len(outbox(tenant))
    desk.change(COHORT, SESSION, POSTPONED)
    process = start("run", "changes", "--cohort", "R7", "--at", MOVED)
    kill_at_write(process, tenant, len(writes(tenant.log())) + number)

    bot.run("changes", at=MOVED)
    next_day = bot.run("changes", at=LATER)

    to = addressed(outbox(tenant)[welcomed:])
    assert (len(to), len(set(to))) == (8, 8)
    assert next_day["status"] == "nothing_to_do"
