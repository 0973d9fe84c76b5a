"""A browser that a test drives: it fills in the sign-in pages' plain forms and goes where they lead.

Used by tests of the practice tenant, of `m365bot login` and of foreign programs. Never runs a script; stops at an address
that is none of the tenant's and hands it out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx


class _Forms(HTMLParser):
    """The one form of a page: where it leads, and what is filled in already."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self.buttons: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            assert given["method"] == "post"
            self.action = given.get("action", "")
        elif tag == "input" and given.get("type") != "checkbox":
            self.fields[given["name"]] = given.get("value", "")
        elif tag == "button":
            self.buttons.append(given.get("value", ""))
        assert tag != "script", "a page of the practice tenant runs nothing"


@dataclass
class Browser:
    """`page` is what is seen now; `answer` is what reached the app's own address, as its parameters."""

    client: httpx.Client
    page: httpx.Response = field(init=False)
    url: str = ""
    answer: Mapping[str, str] | None = None

    def visit(self, url: str) -> None:
        self.url, self.answer = url, None
        self._look(self.client.get(url))

    @property
    def form(self) -> _Forms:
        forms = _Forms()
        forms.feed(self.page.text)
        return forms

    def press(self, button: str, **typed: str) -> None:
        """Fill in, press a button by its value ("" for the one that only goes on), and follow."""
        form = self.form
        assert form.action is not None, self.page.text
        assert button in form.buttons, form.buttons
        data = form.fields | typed | ({"action": button} if button else {})
        url = urljoin(self.url, form.action) if form.action else self.url
        if _origin(url) != _origin(self.url):
            self._leave(url, data)
            return
        self.url = url
        self._look(self.client.post(url, data=data, headers={"Origin": _origin(url)}))

    def _look(self, page: httpx.Response) -> None:
        self.page = page
        if page.is_redirect:
            target = urlsplit(page.headers["location"])
            self._leave(page.headers["location"], dict(parse_qsl(target.query or target.fragment)))

    def _leave(self, url: str, told: dict[str, Any]) -> None:
        self.url, self.answer = url, told

    def deliver(self) -> None:
        """Bring the form to the app's own address, as a browser does."""
        assert self.answer is not None
        self.page = self.client.post(self.url, data=dict(self.answer))

    def sign_in(self, name: str, password: str) -> None:
        self.press("sign_in", username=name, password=password)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
