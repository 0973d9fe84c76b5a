"""An issue's mail as an officer sees it go: planned as one thing, counted reader by reader, never twice."""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from tests import mailed
from tests.bot import Bot, writes
from tests.delivered import ALL_STAFF
from tests.mailed import counted

PUBLISHED, LATER, AFTER = "2025-06-02T09:00", "2025-06-02T09:30", "2025-06-02T13:30"
SUBJECT = "DX通信 第12号"
STAFF = 135  # in the list of the reference tenant
FAULTS = [
    {"match": "POST */messages", "then": 504, "after_commit": True, "nth": "all", "probability": 0.1},
    {"match": "POST */send", "then": {"drop": True}, "after_commit": True, "nth": "all", "probability": 0.1},
]


@pytest.fixture(autouse=True)
def _all_staff(tenant: Sandbox) -> None:
    seed.add(tenant.tenant, {"groups": [ALL_STAFF]})


def mailing(instance: Path, mode: str, group: str = "全職員", hours: int = 4) -> None:
    mailed.job(instance, mode, key="dx-012", subject=SUBJECT, group=group, hours=hours)


def run(bot: Bot, at: str = PUBLISHED, exits: int = 0) -> Any:
    said = bot.says("run", "bulk", "--at", at, "--json")
    assert said.exit == exits, said.err + said.out
    return said.document


def got(tenant: Sandbox) -> Counter[str]:
    return mailed.got(tenant, SUBJECT)


@pytest.mark.parametrize("mode", ["list", "bcc", "each"])
def test_every_reader_gets_it_once_and_a_second_run_writes_nothing(
    instance: Path, bot: Bot, tenant: Sandbox, mode: str
) -> None:
    mailing(instance, mode)

    first = run(bot)
    before = len(tenant.log())
    second = run(bot, at=LATER)

    assert first["counts"]["create"] == 1
    if mode == "list":
        assert first["errors"] == []  # one mail: that it was made says all
    else:
        assert counted(first) == [STAFF, STAFF, 0, 0]
    assert second["status"] == "nothing_to_do"
    assert writes(tenant.log()[before:]) == []
    assert set(got(tenant).values()) == {1}
    assert len(got(tenant)) == STAFF


@pytest.mark.fair_weather(
    "what left is listed up to a minute late, and the tests' bots believe an absence sooner"
)
@pytest.mark.parametrize("mode", ["list", "bcc", "each"])
def test_with_the_database_lost_nobody_is_written_to_again(
    instance: Path, bot: Bot, tenant: Sandbox, mode: str
) -> None:
    mailing(instance, mode)
    run(bot)
    bot.forgets_everything()

    again = run(bot, at=LATER)

    assert again["status"] == "nothing_to_do"
    assert set(got(tenant).values()) == {1}


@pytest.mark.parametrize("mode", ["bcc", "each"])
def test_under_faults_everybody_gets_it_once_and_the_counts_add_up(
    instance: Path, bot: Bot, tenant: Sandbox, mode: str
) -> None:
    mailing(instance, mode)
    tenant.faults(FAULTS)

    first = bot.says("run", "bulk", "--at", PUBLISHED, "--json").document
    planned, sent, failed, unknown = counted(first)

    assert planned == sent + failed + unknown == STAFF
    assert set(got(tenant).values()) == {1}
    assert len(got(tenant)) >= sent


def test_what_the_evening_leaves_goes_on_in_the_morning_and_nobody_gets_it_twice(
    instance: Path, bot: Bot, tenant: Sandbox
) -> None:
    mailing(instance, "each", hours=24)

    evening = run(bot, at="2025-06-02T17:14")
    some = counted(evening)
    got_some = len(got(tenant))
    morning = run(bot, at="2025-06-03T08:30")

    assert some[0] == STAFF and 0 < some[1] < STAFF and some[2:] == [0, 0]
    assert got_some == some[1]
    assert "残りは 06-03 08:30 から送ります" in str(evening["errors"])
    assert counted(morning) == [STAFF, STAFF, 0, 0]
    assert set(got(tenant).values()) == {1}
    assert len(got(tenant)) == STAFF


def test_what_is_left_when_its_time_ends_in_the_night_is_counted_as_failed(
    instance: Path, bot: Bot, tenant: Sandbox
) -> None:
    mailing(instance, "each", hours=12)

    evening = run(bot, at="2025-06-02T17:14", exits=3)

    planned, accepted, failed, unknown = counted(evening)
    assert (planned, unknown) == (STAFF, 0)
    assert failed > 0
    assert accepted == len(got(tenant))


def test_outside_its_window_nothing_is_sent(instance: Path, bot: Bot, tenant: Sandbox) -> None:
    mailing(instance, "list")

    late = run(bot, at=AFTER)

    assert late["counts"]["withheld"] == 1
    assert got(tenant) == {}


def test_to_a_group_of_two_minds_nothing_is_sent_and_words_say_why(
    instance: Path, bot: Bot, tenant: Sandbox
) -> None:
    seed.add(tenant.tenant, {"groups": [{**ALL_STAFF, "mail": "z@example.jp"}]})
    mailing(instance, "list")

    said = run(bot, exits=2)

    assert "2つあります" in str(said)
    assert got(tenant) == {}


@pytest.mark.soak
@pytest.mark.fair_weather(
    "what left is listed up to a minute late, and the tests' bots believe an absence sooner"
)
def test_killed_again_and_again_it_reaches_everybody_once(instance: Path, bot: Bot, tenant: Sandbox) -> None:
    mailing(instance, "each")
    command = [sys.executable, "-m", "m365bot", "run", "bulk", "--at", PUBLISHED, "--json"]

    for many in (20, 60, 100):
        process = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL)
        while _sendings(tenant) < many and process.poll() is None:
            time.sleep(0.02)
        process.kill()
        process.wait()
    last = run(bot)

    assert counted(last) == [STAFF, STAFF, 0, 0]
    assert set(got(tenant).values()) == {1}
    assert len(got(tenant)) == STAFF


def _sendings(tenant: Sandbox) -> int:
    return sum(row["path"].endswith("/send") for row in tenant.log())
