"""Chromium, and a tenant that m365bot has provisioned, supplied with materials and posted to."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from m365bot.sandbox.server import Sandbox
from tests import stage

PATIENCE = 60_000  # milliseconds until a busy machine shows what a click or a form leads to
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A machine that is busy is waited for, by each test here many times."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(900))


def executable() -> str:
    """A missing browser is a failure where CI is set, elsewhere a reason to skip."""
    found = stage.chromium()
    if found is None and os.environ.get("CI"):
        pytest.fail("Chromium is not installed; on Debian: apt-get install chromium fonts-noto-cjk")
    if found is None:
        pytest.skip("needs Chromium, which is not installed")
    return found


@pytest.fixture(scope="module")
def browser(year: Sandbox) -> Iterator[Browser]:
    """Begun after the bot has run and ended with the module: while it lives, no other event loop can run."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def year() -> Iterator[Sandbox]:
    executable()
    with stage.july() as played:
        played.posts()
        yield played.sandbox


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window that remembers what went wrong in it and whom it asked."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    yield page
    context.close()
