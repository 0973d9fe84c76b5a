"""The officers' desk as it stands in an office: a tenant with two months in it, a console and a daemon, on 2025-07-01.

Called by the desk's tests in Chromium, and by those who draw the guides' pictures. What happened before is played on a lent
clock; from then on the tenant, the console and the daemon are each on a clock that goes as the machine's does.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from m365bot.sandbox import seed
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.settings import Settings
from tests.bot import Bot
from tests.chaos.node import until
from tests.delivered import ALL_STAFF
from tests.sight import READER, Sight
from tests.stage import REPOSITORY

OFFICER, APPROVER, TRAINEE = "y.okada@example.jp", "kacho@example.jp", "a.yamada@example.jp"
TOKYO = ZoneInfo("Asia/Tokyo")
_EARLIER = (sys.executable, "-m", "tests.earlier")
NOW = datetime(2025, 7, 1, 9, 1, tzinfo=TOKYO)


@dataclass(frozen=True)
class Office:
    """url: the console's."""

    sandbox: Sandbox
    bot: Bot
    instance: Path
    url: str

    def signs_in(self, page: Page, who: str) -> None:
        """From any page of the console on, through the practice tenant's own pages."""
        page.goto(self.url)
        page.get_by_role("link", name="サインイン").or_(page.get_by_role("button", name="サインイン")).click()
        page.get_by_label("アカウント").fill(who)
        page.get_by_label("パスワード").fill(self.sandbox.tenant.password)
        page.get_by_role("button", name="サインイン").click()
        page.get_by_role("button", name="続ける").click()
        page.get_by_role("heading", name="今日").wait_for()


@contextmanager
def office(schedule: str = "") -> Iterator[Office]:
    """schedule: schedule.yaml; empty: as the reference instance has it."""
    folder = Path(tempfile.mkdtemp(prefix="m365bot-desk-"))
    instance = _instance(folder, schedule)
    given = Settings(moments=True)
    with Sandbox(clock=NOW, lend_clock=True, settings=given) as sandbox, _environment(sandbox, folder):
        seed.add(sandbox.tenant, {"groups": [ALL_STAFF]})
        bot = Bot(folder / "state")
        _past(bot, sandbox)
        sandbox.tenant.clock.set(NOW)
        del os.environ["M365BOT_CLOCK_URL"]
        ahead = (NOW - datetime.now(TOKYO)).total_seconds()
        with _daemon(folder, ahead), _console(folder, ahead) as url:
            yield Office(sandbox, bot, instance, url)
    shutil.rmtree(folder, ignore_errors=True)


def _instance(folder: Path, schedule: str) -> Path:
    instance = folder / "instance"
    for name in ("config", "jobs"):
        shutil.copytree(REPOSITORY / name, instance / name, ignore=shutil.ignore_patterns("__pycache__"))
    if schedule:
        (instance / "config/schedule.yaml").write_text(schedule, "utf-8")
    return instance


@contextmanager
def _environment(sandbox: Sandbox, folder: Path) -> Iterator[None]:
    """Of this process and those that it starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("M365BOT_")]:
            patch.delenv(name)
        for name, value in sandbox.env.items():
            patch.setenv(name, value)
        patch.setenv("M365BOT_INSTANCE", str(folder / "instance"))
        patch.setenv("M365BOT_STATE_DIR", str(folder / "state"))
        yield


def _past(bot: Bot, sandbox: Sandbox) -> None:
    """R7 provisioned, materials out, answers to the questionnaire of Power BI collected: one of nobody's address."""
    seed.add(sandbox.tenant, {"apps": [READER]})
    for job, at in (("provision", "2025-05-07T06:30"), ("distribute", "2025-06-13T08:35")):
        sandbox.tenant.clock.set(datetime.fromisoformat(f"{at}+09:00"))
        bot.run(job, at=at)
    _answer(sandbox)
    sandbox.tenant.clock.set(datetime.fromisoformat("2025-06-23T08:40+09:00"))
    bot.run("collect", at="2025-06-23T08:40")
    bot.run("changes", at="2025-06-23T09:15")  # notes when each session is


def _answer(sandbox: Sandbox) -> None:
    names = ["a.yamada", "m.ishida", "k.suzuki", "r.satoo"]
    rows: list[dict[str, object]] = [
        {
            "完了時刻": f"2025-06-19T17:{10 + number}:00+09:00",
            "メール": f"{name}@example.jp",
            "研修の満足度": 3 + number % 3,
            "研修の満足理由": "自分の仕事で試せた",
            "業務で使えそうな場面": "橋の点検",
        }
        for number, name in enumerate(names)
    ]
    Sight(sandbox).answer("R7 powerbi-1", rows)


@contextmanager
def _daemon(folder: Path, ahead: float) -> Iterator[None]:
    log = folder / "daemon.log"
    with log.open("wb") as out:
        process = subprocess.Popen([*_EARLIER, str(ahead), "daemon"], stdout=out, stderr=out, cwd=REPOSITORY)
    try:
        until(lambda: b"daemon.started" in log.read_bytes() or process.poll() is not None, within=60)
        assert process.poll() is None, log.read_text("utf-8")
        yield
    finally:
        _end(process)


@contextmanager
def _console(folder: Path, ahead: float) -> Iterator[str]:
    """Its address, once it listens."""
    with (folder / "console.log").open("wb") as log:
        command = [*_EARLIER, str(ahead), "console", "--port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=REPOSITORY)
    assert process.stdout
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, (folder / "console.log").read_text("utf-8")
        yield found[0].rstrip("/")
    finally:
        _end(process)
        process.stdout.close()


def _end(process: "subprocess.Popen[bytes] | subprocess.Popen[str]") -> None:
    process.terminate()
    process.wait(60)
