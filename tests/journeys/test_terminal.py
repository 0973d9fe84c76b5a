"""On a terminal: the plan is shown, a question asked, and nothing is done without a yes."""

import os
import pty
import sys

import pytest

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes

RUN = ["run", "provision", "--cohort", "R7", "--at", "2025-05-07"]
pytestmark = pytest.mark.slow


def typed(answer: str, *words: str) -> tuple[int, str]:
    """What m365bot shows on a terminal where somebody types an answer; its exit status first."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "m365bot", *words])
    shown = b""
    while chunk := _read(terminal):
        shown += chunk
        if answer and b"[y/N]" in shown:
            os.write(terminal, answer.encode())
            answer = ""
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode(errors="replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how a closed terminal says its end
        return b""


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child only runs another program
def test_without_a_yes_nothing_is_done(bot: Bot, tenant: Sandbox) -> None:
    code, shown = typed("n\n", *RUN)

    assert code == 1
    assert "チャネル『R7 全体』" in shown
    assert writes(tenant.log()) == []
    assert [run["status"] for run in bot.runs()] == ["cancelled"]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # as above
def test_yes_may_be_said_beforehand(bot: Bot, tenant: Sandbox) -> None:
    code, shown = typed("", *RUN, "--yes")

    assert code == 0
    assert "[y/N]" not in shown
    assert writes(tenant.log())
