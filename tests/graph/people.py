"""People who sign in at the practice tenant while m365bot waits for them: at a browser, or with a device's code.

Used by the tests of login and of identity.
"""

import threading
from collections.abc import Callable
from pathlib import Path

import httpx

from m365bot.graph.connection import Connection
from m365bot.sandbox.server import Sandbox
from tests import connecting
from tests.sandbox.entra.browser import Browser

SERVICE = "dx-tsushin@example.jp"
Doing = Callable[[Browser], None]


def connection_of(sandbox: Sandbox, folder: Path) -> Connection:
    return connecting.to(sandbox, folder / "state", service_account=SERVICE)


class Person:
    """Sits at a browser, in a thread of its own, and does what a test says once an address is shown."""

    def __init__(self, web: httpx.Client, doing: Doing) -> None:
        self.browser, self._doing = Browser(web), doing
        self.problem: BaseException | None = None
        self._thread: threading.Thread | None = None

    def shown(self, url: str) -> None:
        self._thread = threading.Thread(target=self._act, args=(url,))
        self._thread.start()

    def _act(self, url: str) -> None:
        try:
            self.browser.visit(url)
            self._doing(self.browser)
        except BaseException as problem:
            self.problem = problem

    def leaves(self) -> None:
        if self._thread:
            self._thread.join()
        if self.problem:
            raise self.problem


def signing_in(sandbox: Sandbox, name: str = SERVICE) -> Doing:
    def doing(browser: Browser) -> None:
        browser.sign_in(name, sandbox.tenant.password)
        browser.press("")
        browser.deliver()

    return doing


class Device:
    """Time passes only in the practice tenant; a person types the code at a chosen look."""

    def __init__(self, sandbox: Sandbox, web: httpx.Client, doing: Callable[[Browser, str], None]) -> None:
        self.sandbox, self.browser, self._doing = sandbox, Browser(web), doing
        self.shown = ("", "")
        self.looks: list[float] = []

    def show(self, url: str, code: str) -> None:
        self.shown = (url, code)

    def wait(self, seconds: float) -> None:
        self.looks.append(seconds)
        self.sandbox.advance(seconds)
        if len(self.looks) == 3:
            self.browser.visit(self.shown[0])
            self._doing(self.browser, self.shown[1])
