"""The desk's door with the practice tenant's sign-in page before it, and whoever comes along with a browser of their own.

Called by the tests of the door. Beside the pages there are, it has one of its own that shows and one that changes something.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from starlette.applications import Starlette
from starlette.testclient import TestClient

from m365bot import settings
from m365bot.app.desks import Desk
from m365bot.console import app, roles, routes
from m365bot.console.asked import Asked, Sent, Shown
from m365bot.console.door import tokens
from m365bot.console.door.door import EntraDoor
from m365bot.console.roles import STAFF, Role
from m365bot.console.routes import Way
from m365bot.database.visits import Visit
from m365bot.sandbox.server import Sandbox
from m365bot.settings import Place
from tests.sandbox.entra.browser import Browser

OFFICER, APPROVER, VIEWER = "kenshu@example.jp", "kacho@example.jp", "m.hayashi@example.jp"
INSTRUCTOR, CHIEF, NOBODY = "k.noto@example.jp", "a.endo@example.jp", "a.yamada@example.jp"
OURS = "http://localhost:8640"
FROM_OURS = {"origin": OURS, "sec-fetch-site": "same-origin"}
EVIL = "<b data-evil onmouseover=alert(1)>\"'&amp;{{ 7 * 7 }}</textarea></script>"
BEGIN = datetime(2025, 6, 2, 0, 0, tzinfo=UTC)


@dataclass
class Street:
    """`now` is the machine's clock, as the door sees it; `sent` is what reached the page that changes something."""

    tenant: Sandbox
    desk: Desk
    web: httpx.Client
    loop: BlockingPortal
    now: datetime = BEGIN
    sent: list[Mapping[str, str]] = field(default_factory=list)
    _clients: list[TestClient] = field(default_factory=list)
    _patch: pytest.MonkeyPatch = field(default_factory=pytest.MonkeyPatch)

    def __enter__(self) -> Self:
        ways = [
            Way("shows", "/shows/{thing}", self._shows),
            Way("changes", "/changes", self._changes, "POST"),
        ]
        self._patch.setattr(routes, "WAYS", (*routes.WAYS, *ways))
        self._patch.setattr(roles, "MAY", {**roles.MAY, "shows": STAFF, "changes": STAFF})
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients:
            client.close()
        self._patch.undo()

    def _shows(self, asked: Asked) -> Shown:
        return Shown("alone.html", {"words": f"shows {asked.path['thing']}"})

    def _changes(self, asked: Asked) -> Sent:
        self.sent.append({name: value for name, value in asked.form.items() if name not in ("csrf", "held")})
        return Sent("/shows/changed")

    def passes(self, time: timedelta) -> None:
        self.now += time

    def door(self, **of_place: Any) -> Starlette:
        place = settings.place(self.desk.settings)
        place = Place(**{**vars(place), **of_place})
        return app.create(self.desk, EntraDoor(self.desk, place, now=lambda: self.now))

    def somebody(
        self, door: Starlette | None = None, base_url: str = OURS, address: str = "10.0.0.1"
    ) -> "Person":
        client = TestClient(
            door or self.door(), base_url=base_url, follow_redirects=False, client=(address, 4711)
        )
        client.portal = self.loop
        self._clients.append(client)
        return Person(self, client, Browser(self.web))

    def seated(self, *held: Role, name: str = OFFICER, door: Starlette | None = None) -> "Person":
        """Somebody who signed in a moment ago."""
        person, token = self.somebody(door), tokens.new()
        visit = Visit(
            tokens.digest(token), "tenant", f"oid-{name}", name, EVIL, frozenset(held), self.now, self.now
        )
        self.desk.visits.open(visit)
        person.desk.cookies["m365bot-session-8640"] = token
        return person

    def comes_in(self, name: str = OFFICER) -> "Person":
        person = self.somebody()
        person.signs_in(name)
        return person


@dataclass
class Person:
    """`desk` is their browser at the desk, `entra` the same browser at the sign-in page."""

    street: Street
    desk: TestClient
    entra: Browser

    def begins(self, next_page: str = "/") -> httpx.Response:
        """As far as the sign-in page."""
        self.desk.get("/sign-in", params={"next": next_page, "left": "1"})  # offered also to who is in
        gone = self.desk.get("/sign-in/go", params={"next": next_page})
        if gone.status_code == 303:
            self.entra.visit(gone.headers["location"])
        return gone

    def is_answered(self, name: str) -> Mapping[str, str]:
        """What Entra sends along with them."""
        self.entra.sign_in(name, self.street.tenant.tenant.password)
        self.entra.press("")
        assert self.entra.answer is not None, self.entra.page.text
        return self.entra.answer

    def comes_back(self, answer: Mapping[str, str]) -> httpx.Response:
        """As browsers do: a form from elsewhere brings no cookie, what follows does."""
        kept = httpx.Cookies(self.desk.cookies)
        self.desk.cookies.clear()
        headers = {"origin": self.street.tenant.authority_url, "sec-fetch-site": "cross-site"}
        back = self.desk.post("/sign-in/back", data=dict(answer), headers=headers)
        assert "set-cookie" not in back.headers
        self.desk.cookies.update(kept)
        return self.desk.get(back.headers["location"]) if back.status_code == 303 else back

    def signs_in(self, name: str, next_page: str = "/") -> httpx.Response:
        self.begins(next_page)
        return self.comes_back(self.is_answered(name))

    @property
    def csrf(self) -> str:
        return tokens.of_forms(self.desk.cookies.get("m365bot-session-8640", ""))

    def sends(
        self, path: str = "/changes", headers: Mapping[str, str] = FROM_OURS, **form: str
    ) -> httpx.Response:
        """With the form's own secret."""
        return self.desk.post(path, data={"csrf": self.csrf, **form}, headers=dict(headers))

    def is_in(self) -> bool:
        return self.desk.get("/shows/any").status_code == 200

    def presses(self, page: httpx.Response, index: int = -1) -> httpx.Response:
        """The form of a page as it stands: where it leads, with what is filled in."""
        action, fields = forms(page.text)[index]
        return self.desk.post(action, data=_multi(fields), headers=dict(FROM_OURS))


def forms(page: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each form's address and fields."""
    from html import unescape

    found = []
    for action, inside in re.findall(r'<form method="post" action="([^"]*)">(.*?)</form>', page, re.S):
        fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', inside)
        areas = re.findall(r'<textarea name="([^"]*)"[^>]*>\n(.*?)</textarea>', inside, re.S)
        found.append(
            (unescape(action), [(unescape(name), unescape(value)) for name, value in fields + areas])
        )
    return found


def _multi(fields: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    together: dict[str, list[str]] = {}
    for name, value in fields:
        together.setdefault(name, []).append(value)
    return together
