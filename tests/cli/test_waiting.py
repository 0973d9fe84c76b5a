"""While Microsoft 365 does not answer, somebody who looks on is told what is waited for."""

import os
import subprocess
import sys

import pytest

from m365bot.cli.screen import waiting
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot

PLAN = ("plan", "provision", "--cohort", "R7", "--at", "2025-05-07", "--json")
RUN = ("run", *PLAN[1:])
WORDS = "Microsoft 365 の応答を待っています"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "AFTER", 0.2)
    monkeypatch.setattr(waiting, "LOOK", 0.02)


@pytest.mark.slow
@pytest.mark.parametrize("words", [PLAN, RUN], ids=["plan", "run"])
def test_a_slow_answer_is_explained_once_and_not_in_the_document(
    words: tuple[str, ...], bot: Bot, tenant: Sandbox, impatient: None
) -> None:
    tenant.faults([{"match": "GET *", "nth": [1, 2], "then": {"delay_ms": 400}}])

    said = bot.says(*words)

    assert said.exit == 0
    assert said.err.count(WORDS) == 1
    assert WORDS not in said.out
    assert said.document


def test_who_answers_in_time_is_not_talked_about(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "AFTER", 3600.0)  # in time, however busy this machine is

    assert WORDS not in bot.says(*PLAN).err


@pytest.mark.slow
def test_an_address_where_nobody_is_leaves_nobody_in_the_dark_for_two_minutes(bot: Bot) -> None:
    env = {name: value for name, value in os.environ.items() if name != "M365BOT_CLOCK_URL"}
    env["M365BOT_GRAPH_URL"] = "http://127.0.0.1:1/v1.0"
    command = [sys.executable, "-m", "m365bot", *RUN]

    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr
        assert run.stdout
        told = run.stderr.readline()
        still_waits = run.poll() is None
        run.kill()
        shown = run.stdout.read()

    assert told.startswith(WORDS)
    assert still_waits
    assert shown == ""
