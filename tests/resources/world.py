"""A tenant in process, what is remembered of it, and the hands of others in it.

Held by each test of a kind. Looks and writes as reconcile does: a look remembers what it found, a write what it
made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from m365bot.errors import M365BotError
from m365bot.programme import Person
from m365bot.resources.kind import Resource
from m365bot.resources.seen import Seen, differs
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.sandbox import seed
from m365bot.sandbox.asgi import App
from tests.resources.straight import ORIGIN, Straight

OTHER = {
    "client_id": "7d6c5b4a-3928-4716-8504-f3e2d1c0b9a8",
    "client_secret": "of-another-hand",
    "application": "*",
    "delegated": "*",
}

OFFICER = Person("officer", "研修担当", "kenshu@example.jp", "kenshu@example.jp")
SECOND = Person("second", "林 真由美", "m.hayashi@example.jp", "m.hayashi@example.jp")
ACCOUNT = Person("account", "DX通信", "dx-tsushin@example.jp", "dx-tsushin@example.jp")
YAMADA = Person("yamada", "山田 葵", "a.yamada@example.jp", "a.yamada@example.jp")
ENDO = Person("endo", "遠藤 葵", "a.endo@example.jp", "a.endo@example.jp")
SENSEI = Person("sensei", "外部 講師", "sensei@partner.example.com", "sensei@partner.example.com", True)
NOBODY = Person("nobody", "誰か", "nobody@example.jp", "nobody@example.jp")


@dataclass
class World:
    """memory: what the journal would keep. intents: how often a write said that it leaves. records: for the kinds that
    ask them.
    """

    app: App
    graph: Straight
    memory: dict[str, dict[str, Any]] = field(default_factory=dict)
    written_before: dict[str, datetime] = field(default_factory=dict)
    landing: dict[str, float] = field(default_factory=dict)
    intents: int = 0
    records: Any = None

    def view(self) -> View:
        return View(
            graph=self.graph,
            known=self.memory,
            now=self.graph.service_now(),
            records=self.records,
            written_before=self.written_before.get,
            landing=lambda resource: self.landing.get(resource.key, 0.0),
        )

    async def see(self, resource: Resource) -> Seen | None:
        """What a fresh look finds; remembered."""
        view = self.view()
        seen = await view.seen(resource)
        self.memory.update(view.learned)
        self._remember(resource, seen)
        return seen

    async def make(self, resource: Resource) -> Seen:
        """Made, or brought up to date, where what is found is not what is wanted; remembered."""
        seen = await self.see(resource)
        return seen if seen and not differs(resource.facts, seen.facts) else await self.write(resource, seen)

    async def write(self, resource: Resource, was: Seen | None = None) -> Seen:
        seen: Seen = await self.acting(lambda tenant: resource.write(tenant, was))
        self._remember(resource, seen)
        return seen

    async def acting(self, act: Callable[[Tenant], Any]) -> Any:
        """What a write does with the context it is given; what it learned is remembered."""
        view = self.view()
        try:
            return await act(Tenant(view, self._intend, self._keep))
        finally:
            self.memory.update(view.learned)

    async def refuses(self, resource: Resource, was: Seen | None = None) -> M365BotError:
        """The error that a write ends in."""
        try:
            await self.write(resource, was)
        except M365BotError as error:
            return error
        raise AssertionError(f"{resource.key} was written")

    def forgets(self, *keys: str) -> None:
        """The database is lost, or some of what was in it."""
        for key in keys or list(self.memory):
            del self.memory[key]

    def remembers(self, key: str, **memo: object) -> None:
        """As another version, or somebody's hand, left it."""
        self.memory[key] = {**self.memory[key], **memo}

    def _keep(self, learned: Mapping[str, dict[str, Any]]) -> None:
        for key, facts in learned.items():
            self.memory[key] = {**self.memory.get(key, {}), **facts}

    def _intend(self) -> None:
        self.intents += 1

    def _remember(self, resource: Resource, seen: Seen | None) -> None:
        before = self.memory.get(resource.key, {})
        found = {"id": seen.id, **seen.memo} if seen else {"id": ""}
        if seen or before.get("id"):
            self.memory[resource.key] = {**before, **found}

    # the service and other people

    def fails(self, match: str, then: Any, **others: Any) -> None:
        """The next such request goes wrong."""
        self.app.gateway.faults.add(match, then=then, **others)

    def asked(self, *words: str) -> list[str]:
        """Requests so far in whose method and path all the words stand."""
        lines = [f"{row.method} {row.path}" for row in self.app.gateway.log.rows]
        return [line for line in lines if all(word in line for word in words)]

    @property
    def writes(self) -> list[str]:
        return [line for line in self.asked() if not line.startswith("GET ")]

    @property
    def sent(self) -> list[Any]:
        """The bodies of our writes."""
        return self.graph.sent

    async def hand(self, method: str, path: str, body: Any = None, *, who: str = "") -> Any:
        """Another's request: of an app that may everything, or of a person through it."""
        seed.add(self.app.tenant, {"apps": [OTHER]})
        form = {
            "client_id": OTHER["client_id"],
            "client_secret": OTHER["client_secret"],
            "scope": "https://graph.microsoft.com/.default",
            "grant_type": "password" if who else "client_credentials",
        }
        if who:
            form |= {"username": who, "password": self.app.tenant.password}
        token = await token_for(self.app, self.graph.http, form)
        content = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        answer = await self.graph.http.request(
            method, f"{ORIGIN}/v1.0{path}", headers={"Authorization": f"Bearer {token}"}, **content
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def there(self, path: str) -> list[dict[str, Any]]:
        """The rows of a collection, as another app reads them."""
        rows: list[dict[str, Any]] = (await self.hand("GET", path))["value"]
        return rows


async def token_for(app: App, http: httpx.AsyncClient, form: dict[str, str]) -> str:
    answer = await http.post(f"{ORIGIN}/{app.tenant.id}/oauth2/v2.0/token", data=form)
    return str(answer.json()["access_token"])
