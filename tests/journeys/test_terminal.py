"""On a terminal: the plan is shown, a question asked, and nothing is done without a yes; the demo stays open."""

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from m365bot.cli.screen import table
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.chaos import length

REPOSITORY = Path(__file__).parents[2]
CTRL_C = "\x03"
RUN = ["run", "provision", "--cohort", "R7", "--at", "2025-05-07"]
pytestmark = pytest.mark.slow


def typed(answer: str, *words: str) -> tuple[int, str]:
    """What m365bot shows on a terminal where somebody types an answer; its exit status first."""
    return on_a_terminal([sys.executable, "-m", "m365bot", *words], asked="[y/N]", answer=answer)


def on_a_terminal(command: list[str], *, asked: str, answer: str) -> tuple[int, str]:
    """What a command shows on a terminal where somebody types an answer once asked; its exit status first."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    shown = b""
    while chunk := _read(terminal):
        shown += chunk
        if answer and asked.encode() in shown:
            os.write(terminal, answer.encode())
            answer = ""
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode(errors="replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how a closed terminal says its end
        return b""


def done(code: int, bot: Bot) -> None:
    """At once; where things may come a day late, at the latest by a later run, which is asked for here."""
    if bot.late and code == 3:
        bot.run("provision", at=RUN[-1])
    else:
        assert code == 0


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child only runs another program
@pytest.mark.parametrize("answer", ["n", "", "なに?"])
def test_without_a_yes_nothing_is_done(answer: str, bot: Bot, tenant: Sandbox) -> None:
    code, shown = typed(f"{answer}\n", *RUN)

    assert code == 1
    assert "チャネル『R7 全体』" in shown
    assert writes(tenant.log()) == []
    assert [run["status"] for run in bot.runs()] == ["cancelled"]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # as above
@pytest.mark.parametrize("answer", ["y", "はい"])
def test_a_yes_is_enough(answer: str, bot: Bot, tenant: Sandbox) -> None:
    code, _ = typed(f"{answer}\n", *RUN)

    done(code, bot)
    assert writes(tenant.log())


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # as above
def test_yes_may_be_said_beforehand(bot: Bot, tenant: Sandbox) -> None:
    code, shown = typed("", *RUN, "--yes")

    assert code == 0 or (
        bot.late and code == 3
    )  # where things may come a day late, a first run may leave some
    assert "[y/N]" not in shown
    assert writes(tenant.log())


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # as above
def test_a_workbook_is_not_poured_onto_the_screen(bot: Bot) -> None:
    code, shown = typed("", "records", "export", "--format", "xlsx")

    assert code == 2
    assert "Excelのファイルは画面に出せません" in shown
    assert "> 回答.xlsx" in shown
    assert bot.says("records", "export", "--format", "xlsx").raw.startswith(b"PK")


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # as above
def test_no_table_is_wider_than_a_narrow_terminal(bot: Bot) -> None:
    bot.run("provision", at="2025-05-07T06:30", exits=0)
    bot.says(
        "run", "newsletter", "--at", "2025-06-30T08:30", "--reason", "第13号を出す前に、課長に見てもらうため"
    )

    for words in (
        ["jobs"],
        ["runs", "list"],
        ["run", "provision", "--cohort", "R7", "--at", "2025-05-07", "--yes"],
    ):
        shown = typed("", *words)[1].splitlines()
        (head,) = (number for number, line in enumerate(shown) if re.match(r"(手順|実行)  ", line))
        assert all(table.width(line) <= 80 for line in shown[head : head + 3]), shown
    told = typed("", "jobs")[1]
    assert "平日 06:30" in told and "動いていない" in told
    assert {job["job"]: job["when"] for job in bot.says("jobs", "--json").document}[
        "results"
    ] == "fridays 16:00"


def viewer_in(shown: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/viewer", shown)
    assert found, shown[-2000:]
    return found[0]


def desk_in(shown: str) -> str:
    return re.findall(r"http://localhost:\d+/", shown)[0]


def is_served(url: str) -> bool:
    try:
        with urlopen(url, timeout=60):
            return True
    except OSError:
        return False


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # as above
@pytest.mark.parametrize("asked", ["/viewer", "Ctrl-C で終わります"])
def test_make_demo_ends_cleanly_on_ctrl_c_and_leaves_no_practice_tenant(asked: str) -> None:
    make = ["make", "-C", str(REPOSITORY), "-o", "setup", "demo", f"RUN={Path(sys.executable).parent}/"]

    code, shown = on_a_terminal(make, asked=asked, answer=CTRL_C)

    assert code == 0
    assert "make: ***" not in shown
    assert "ビューアーは閉じました" not in shown
    assert not is_served(viewer_in(shown))


@pytest.mark.parametrize(
    "number", length.of([signal.SIGTERM], [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
)
def test_a_demo_that_is_told_to_end_takes_its_practice_tenant_along(number: int) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "m365bot", "demo"]
    shown, served = b"", False
    with subprocess.Popen(
        command, stdout=theirs, stderr=theirs, stdin=theirs, start_new_session=True
    ) as demo:
        os.close(theirs)
        while chunk := _read(ours):
            shown += chunk
            if not served and "Ctrl-C で終わります".encode() in shown:
                so_far = shown.decode(errors="replace")  # the next word may be half there
                served = is_served(viewer_in(so_far)) and is_served(desk_in(so_far))
                demo.send_signal(number)
    os.close(ours)

    assert served
    assert demo.returncode == 0
    assert not is_served(viewer_in(shown.decode()))
    assert not is_served(desk_in(shown.decode()))


def test_without_a_terminal_the_demo_says_that_its_viewer_is_closed() -> None:
    command = [sys.executable, "-m", "m365bot", "demo"]

    demo = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)

    assert demo.stdout.count("へのメール『【デジタル行政推進リーダー育成研修】未提出のお知らせ(1件)』") == 2
    assert "/viewer/?as=a.yamada@example.jp" in demo.stdout
    assert "/viewer/?as=kenshu@example.jp" in demo.stdout
    assert "ビューアーは閉じました。端末で" in demo.stdout
