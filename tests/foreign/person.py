"""A person at a browser, for programs that open one: signs in at the practice tenant's pages, in a thread of its own.

Used by the tests of msal and azure-identity. Goes out by the same way as the program under test.
"""

import threading
from collections.abc import Callable

import httpx

from tests.foreign.served import Served
from tests.sandbox.entra.browser import Browser


class Person:
    """Stands in for `webbrowser.open`; what went wrong is raised by `leaves`."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._threads: list[threading.Thread] = []
        self._problem: BaseException | None = None
        self.seen: list[str] = []

    def opens(self, url: str, *_: object, **__: object) -> bool:
        """As webbrowser.open: true, for there is a browser."""
        self._acts(lambda browser: self._signs_in(browser, url))
        return True

    def cancels(self, url: str, *_: object, **__: object) -> bool:
        def act(browser: Browser) -> None:
            browser.visit(url)
            browser.press("cancel")
            _comes_back(browser)

        self._acts(act)
        return True

    def types(self, url: str, code: str, button: str = "sign_in") -> None:
        def act(browser: Browser) -> None:
            browser.visit(url)
            browser.press(
                button, user_code=code, username=self._served.account, password=self._served.password
            )

        self._acts(act)

    def answer_of(self, url: str) -> dict[str, str]:
        """What the app's own address is told, for programs that listen at none."""
        with httpx.Client() as client:
            browser = Browser(client)
            browser.visit(url)
            browser.sign_in(self._served.account, self._served.password)
            if browser.answer is None:
                browser.press("")
            assert browser.answer
            return dict(browser.answer)

    def leaves(self) -> None:
        for thread in self._threads:
            thread.join(60)
        if self._problem:
            raise self._problem

    def _signs_in(self, browser: Browser, url: str) -> None:
        browser.visit(url)
        self.seen.append(browser.form.fields.get("username", ""))
        browser.sign_in(self._served.account, self._served.password)
        _comes_back(browser)

    def _acts(self, what: Callable[[Browser], None]) -> None:
        def act() -> None:
            try:
                with httpx.Client() as client:
                    what(Browser(client))
            except BaseException as problem:
                self._problem = problem

        self._threads.append(threading.Thread(target=act))
        self._threads[-1].start()


def _comes_back(browser: Browser) -> None:
    """By a form (press it) or by an address (follow it)."""
    if browser.answer is None:
        browser.press("")
        browser.deliver()
    else:
        browser.client.get(browser.url)
