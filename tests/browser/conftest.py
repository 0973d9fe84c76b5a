"""Chromium, and a tenant that m365bot has provisioned, supplied with materials and posted to."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot

REPOSITORY = Path(__file__).parents[2]
BEGINS = datetime.fromisoformat("2025-05-07T06:30+09:00")
NAMES = ("chromium", "chromium-browser", "google-chrome")


def _executable() -> str:
    """A missing browser is a failure where CI is set, elsewhere a reason to skip."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("Chromium is not installed; on Debian: apt-get install chromium fonts-noto-cjk")
    if found is None:
        pytest.skip("needs Chromium, which is not installed")
    return found


@pytest.fixture(scope="module")
def browser(year: Sandbox) -> Iterator[Browser]:
    """Begun after the bot has run and ended with the module: while it lives, no other event loop can run."""
    path = _executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def year() -> Iterator[Sandbox]:
    """R7 provisioned, its first materials out, one issue of DX通信 posted."""
    _executable()
    folder = Path(tempfile.mkdtemp(prefix="m365bot-browser-"))
    with Sandbox(clock=BEGINS, lend_clock=True) as sandbox, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("M365BOT_")]:
            patch.delenv(name)
        for name, value in sandbox.env.items():
            patch.setenv(name, value)
        patch.setenv("M365BOT_INSTANCE", str(REPOSITORY))
        patch.setenv("M365BOT_STATE_DIR", str(folder / "state"))
        bot = Bot(folder / "state")
        bot.run("provision", at="2025-05-07T06:30")
        bot.run("distribute", at="2025-06-13T08:35")
        sandbox.tenant.clock.set(
            datetime.fromisoformat("2025-07-01T09:00+09:00")
        )  # what the post is stamped with
        waiting = bot.run("newsletter", at="2025-07-01T09:00", exits=4)
        bot.approve(waiting["run_id"])
        sandbox.advance(60)
        yield sandbox
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window that remembers what went wrong in it and whom it asked."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    yield page
    context.close()
