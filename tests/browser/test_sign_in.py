"""The service account signs in by a real browser: pages, the form that leads back, and what the browser ends at."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from m365bot.graph.login import Kept, Login
from m365bot.sandbox.server import Sandbox
from tests import connecting
from tests.browser.conftest import executable

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SERVICE = "dx-tsushin@example.jp"


@pytest.fixture(scope="module")
def tenant() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Without a year that was played first: nobody looks at one here."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def login(tenant: Sandbox, tmp_path: Path) -> Login:
    return Login(connecting.to(tenant, tmp_path / "state", service_account=SERVICE), patience=300)


@pytest.fixture
def begun(login: Login) -> Iterator[tuple[list[str], list[Kept], threading.Thread]]:
    """The command waits in a thread; the address it shows, and who signed in at its end."""
    shown, found, come = [], [], threading.Event()

    def show(url: str) -> None:
        shown.append(url)
        come.set()

    thread = threading.Thread(target=lambda: found.append(login.by_browser(show)))
    thread.start()
    assert come.wait(60)
    yield shown, found, thread
    thread.join()


def test_the_service_account_signs_in_by_a_browser(
    page: Page, tenant: Sandbox, begun: tuple[list[str], list[Kept], threading.Thread]
) -> None:
    shown, found, thread = begun
    page.goto(shown[0])

    expect(page.get_by_label("アカウント")).to_have_value(SERVICE)
    page.get_by_label("パスワード").fill("wrong")
    page.get_by_role("button", name="サインイン").click()
    expect(page.get_by_role("alert")).to_contain_text("パスワードが違います")
    page.get_by_label("パスワード").fill(tenant.tenant.password)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="続ける").click()

    expect(page.locator("body")).to_contain_text("答えを受け取りました")
    assert page.url.startswith("http://localhost:")
    assert "code=" not in page.url
    thread.join(60)
    assert [kept.who.name for kept in found] == [SERVICE]
