"""kill -9 of a process that reminds, at any of its writes or while one is under way: each mail once, and none lost."""

from collections import Counter
from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.chaos import length
from tests.chaos.test_kill import kill, kill_at_write, start, wait_until
from tests.sight import Sight

KICKOFF, COLLECTED, AT, LATER = (
    f"2025-{day}" for day in ("05-07T06:30", "06-24T08:40", "06-24T09:00", "06-24T11:00")
)
ANSWERED = "r.miura@example.jp"
REMINDED = 19
REMIND = ("run", "remind", "--cohort", "R7", "--at", AT)


@pytest.fixture
def ready(bot: Bot, tenant: Sandbox) -> int:
    """The morning of a reminder; how many writes there were until then."""
    bot.run("provision", at=KICKOFF)
    row = {"完了時刻": "2025-06-23T17:05:00+09:00", "メール": ANSWERED, "研修の満足度": 4}
    Sight(tenant).answer("R7 powerbi-1", [row])
    bot.run("collect", at=COLLECTED)
    return len(writes(tenant.log()))


def box(tenant: Sandbox) -> list[Any]:
    user = tenant.tenant.user("kenshu@example.jp")
    return list(tenant.tenant.mailboxes[user.id].mails.values())


def each_has_one(tenant: Sandbox) -> None:
    mails = box(tenant)
    to = Counter(one["emailAddress"]["address"] for mail in mails if not mail.draft for one in mail.to)
    assert [mail.subject for mail in mails if mail.draft] == []
    assert (len(to), set(to.values())) == (REMINDED, {1})
    assert ANSWERED not in to


@pytest.mark.slow
@pytest.mark.parametrize(
    ("weather", "number"),
    length.in_both(range(1, 2 * REMINDED + 1, 3), sample=[17], harsh=[]),
    indirect=["weather"],
)
def test_reminders_killed_after_any_write_are_finished_by_the_next_run(
    number: int, bot: Bot, tenant: Sandbox, ready: int
) -> None:
    process = start(*REMIND)
    killed = kill_at_write(process, tenant, ready + number)

    bot.run("remind", at=AT)
    before = len(tenant.log())
    again = bot.run("remind", at=LATER)

    assert killed or number > REMINDED
    each_has_one(tenant)
    assert again["status"] == "nothing_to_do"
    assert writes(tenant.log()[before:]) == []


LATE = (
    ("POST */messages", {"delay_commit_s": 3, "delay_ms": 20_000}),
    ("POST */send", {"delay_commit_s": 3, "delay_ms": 20_000}),
    ("POST */send", {"delay_ms": 20_000}),
)


@pytest.mark.slow
@pytest.mark.soak("each takes the time of a process and of a mailbox")
@pytest.mark.parametrize(
    ("weather", "write", "then"), length.in_both(LATE, sample=[], harsh=[]), indirect=["weather"]
)
def test_a_mail_that_leaves_after_its_senders_death_is_not_sent_again(
    write: str, then: dict[str, Any], bot: Bot, tenant: Sandbox, ready: int
) -> None:
    tenant.faults([{"match": write, "nth": 5, "then": then, "after_commit": "delay_commit_s" not in then}])
    process = start(*REMIND)
    wait_until(process, lambda: tenant.app.gateway_faults()[0].get("hits", 0) > 0)
    kill(process)
    tenant.faults([])

    bot.run("remind", at=AT)

    each_has_one(tenant)
