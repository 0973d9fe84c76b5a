"""A tenant with one team, asked without a server; each answer is held against the contract kit."""

import importlib.util
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

import m365bot.sandbox.sharepoint.routes as _routes
from m365bot.sandbox.clock import VirtualClock
from m365bot.sandbox.stored.directory import App, Group, Joined, User
from m365bot.sandbox.stored.drive import Drive
from m365bot.sandbox.stored.sharepoint import Site
from m365bot.sandbox.stored.teams import Channel, Team
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire import routing
from m365bot.sandbox.wire.call import Call, Token
from m365bot.sandbox.wire.problems import GraphProblem

assert _routes.__all__

_kit = importlib.util.spec_from_file_location("contract_kit", Path(__file__).with_name("contract_kit.py"))
assert _kit and _kit.loader
contract_kit = importlib.util.module_from_spec(_kit)
_kit.loader.exec_module(contract_kit)

ROOT = "http://127.0.0.1:1/v1.0"
START = datetime.fromisoformat("2026-06-01T09:00:00+09:00")


class Answer:
    """Status, headers and body, whether it went well or not."""

    def __init__(self, status: int, body: Any, headers: Mapping[str, str]) -> None:
        self.status, self.body, self.headers = status, body, headers

    def __getitem__(self, name: str) -> Any:
        return self.body[name]

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])

    @property
    def inner(self) -> str:
        return str(self.body["error"]["innerError"].get("code", ""))


class Desk:
    """One sandbox's tenant, and a way to ask it."""

    def __init__(self) -> None:
        self.tenant = Tenant(clock=VirtualClock(START))
        self.token = Token("app", roles=frozenset({"Files.ReadWrite.All"}))
        self.tenant.apps["app"] = App("1", "app", "p", "m365bot", "2026-01-01T00:00:00Z")
        self.group = self._team("22222222-2222-4222-a222-222222222222", "R7 DX研修", "dx-r7")
        self.office = self._team("33333333-3333-4333-a333-333333333333", "研修運営", "dx-office")

    def _team(self, key: str, name: str, nickname: str) -> Group:
        group = self.tenant.groups[key] = Group(key, name, nickname, "2026-01-01T00:00:00Z")
        self.tenant.teams[key] = Team(key, "2026-01-01T00:00:00Z", "19:general")
        self.tenant.sites.make_group_site(key, nickname, name, self.tenant.clock.now())
        return group

    @property
    def site(self) -> Site:
        found = self.tenant.sites.group_site(self.group.id)
        assert found
        return found

    @property
    def drive(self) -> Drive:
        return self.tenant.sites.drives[self.site.drive_id]

    def person(self, name: str, *, member: bool = True, guest: bool = False) -> Token:
        user = User(name, f"{name}@example.jp", name, guest=guest)
        self.tenant.users[name] = user
        if member:
            self.group.members[name] = Joined()
        return Token("app", user_id=name, scopes=frozenset({"Files.ReadWrite.All"}))

    def channel(self, name: str, *, people: tuple[str, ...] = (), private: bool = False) -> Channel:
        kind = "private" if private else "standard"
        members = {person: [] for person in people}
        channel = Channel(f"19:{name}", name, "2026-01-01T00:00:00Z", kind=kind, members=members)
        self.tenant.teams[self.group.id].channels[channel.id] = channel
        return channel

    def wait(self, seconds: float) -> None:
        self.tenant.clock.set(self.tenant.clock.now() + timedelta(seconds=seconds))

    def get(self, path: str, **more: Any) -> Answer:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any, **more: Any) -> Answer:
        return self.ask("POST", path, body, **more)

    def put(self, path: str, body: bytes, **more: Any) -> Answer:
        return self.ask("PUT", path, body, **more)

    def patch(self, path: str, body: Any, **more: Any) -> Answer:
        return self.ask("PATCH", path, body, **more)

    def delete(self, path: str, **more: Any) -> Answer:
        return self.ask("DELETE", path, **more)

    def follow(self, link: str) -> Answer:
        assert link.startswith(ROOT)
        return self.get(link.removeprefix(ROOT))

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: Token | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        plain, _, query = path.partition("?")
        operation, params, shown = routing.find(method, plain)
        options = dict(parse_qsl(query))
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        try:
            routing.check_query(operation, options)
            routing.check_body(operation, body)
            call = Call(self.tenant, token or self.token, method, shown, params, options, lower, body, ROOT)
            reply = operation.handler(call)
            answer = Answer(reply.status, reply.body, reply.headers)
        except GraphProblem as problem:
            answer = Answer(problem.status, _error(problem), problem.headers)
        wrong = contract_kit.complaints(
            operation.slice, method, operation.template.text, answer.status, answer.body
        )
        assert not wrong, wrong
        return answer


def _error(problem: GraphProblem) -> dict[str, Any]:
    inner = {"date": "2026-02-17T11:42:29", **({"code": problem.inner} if problem.inner else {})}
    return {"error": {"code": problem.code, "message": problem.message, "innerError": inner}}


@pytest.fixture
def desk() -> Desk:
    return Desk()
