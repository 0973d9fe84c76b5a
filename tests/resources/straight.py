"""The port Graph on a sandbox in process: each request goes straight there, unpaced, alone and once.

Made by the fixtures of tests/resources. Addresses, pages, deltas and errors are those of m365bot.graph; what is
left out is what waits: pace, batches, second tries.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import httpx

from m365bot.graph import bodies, builders, delta, outgoing, paging, problems, putting
from m365bot.graph.connection import Connection
from m365bot.graph.departure import Failed
from m365bot.graph.limits import Limits
from m365bot.resources.ports.graph import Answer, Body, Delta, Identity, Json, Query, Traffic, Upload
from m365bot.sandbox.asgi import App
from m365bot.sandbox.entra import apps
from m365bot.sandbox.wire.asgi import ConnectionDropped

ORIGIN = "http://127.0.0.1"
PLACE = Connection(
    tenant_id="t",
    client_id="c",
    state_dir=Path("nowhere"),
    graph_url=f"{ORIGIN}/v1.0",
    authority_url=ORIGIN,
)


@dataclass
class Straight:
    """`tokens` are those of the two identities."""

    app: App
    http: httpx.AsyncClient
    tokens: Mapping[Identity, str]
    root: Any = None
    traffic: Traffic = field(default_factory=Traffic)
    sent: list[Body] = field(default_factory=list)  # the bodies of writes
    connection: Connection = PLACE
    figures: Limits = field(default_factory=Limits)
    patience_s: float = 1.0

    def __post_init__(self) -> None:
        self.root = builders.root(self.connection, self.http)

    @property
    def base_url(self) -> str:
        return self.connection.graph_url

    @property
    def app_id(self) -> str:
        return apps.bot_id(self.app.tenant)

    async def read(
        self,
        where: Any,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
    ) -> Json:
        answer = await self._answer("GET", self._address(where, query), identity, headers)
        if answer.status >= 400:
            raise problems.of(answer, problems.Asked(identity=str(identity)))
        return dict(answer.body)

    async def pages(
        self,
        where: Any,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
    ) -> tuple[Json, ...]:
        return await paging.every_row(
            self._address(where, query), lambda link: self.read(link, headers=headers, identity=identity)
        )

    async def delta(
        self,
        where: Any,
        *,
        link: str | None,
        query: Query | None = None,
        keep: Callable[[Json], Json] = lambda item: item,
        identity: Identity = Identity.APP,
    ) -> Delta:
        return await delta.since(
            link,
            self._address(where, query),
            lambda place, _: self.read(place, identity=identity),
            1.0,
            keep=keep,
        )

    async def write(
        self,
        method: str,
        where: Any,
        body: Body,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
        needs: str = "",
        leaving: Callable[[], None],
    ) -> Answer:
        async with outgoing.content(body) as (content, kind):
            leaving()
            self.sent.append(body)
            sent, url = {**kind, **(headers or {})}, self._address(where, query)
            try:
                answer = await self._answer(method, url, identity, sent, content)
            except ConnectionDropped:
                raise problems.unheard("dropped") from None
        if answer.status in problems.LOST:
            raise problems.lost(answer, after=None)
        if answer.status >= 400:
            raise problems.of(answer, problems.Asked(identity=str(identity)))
        return answer

    async def download(self, where: Any, *, identity: Identity = Identity.APP) -> bytes:
        found = await self._answer("GET", self._address(where, None), identity, None)
        if found.status >= 400:
            raise problems.of(found, problems.Asked(identity=str(identity)))
        return (await self.http.get(found.headers["location"])).content

    async def pour(self, where: Any, into: BinaryIO, *, identity: Identity = Identity.APP) -> None:
        into.write(await self.download(where, identity=identity))

    async def put(self, upload: Upload, *, leaving: Callable[[], None]) -> Json:
        return await putting.Putting(self, self, self.figures, self.patience_s).put(upload, leaving)

    async def push(
        self, method: str, url: str, headers: dict[str, str], content: Any, leaving: Callable[[], None]
    ) -> Answer:
        """To an upload's address. What the app gets is what left before the connection ended, so all of it has."""
        leaving()
        try:
            response = await self.http.request(method, url, headers=headers, content=content)
        except ConnectionDropped:
            raise Failed("WriteError", left=True) from None
        return Answer(response.status_code, dict(response.headers), bodies.parse(response.content))

    def service_now(self) -> datetime:
        return self.app.tenant.clock.now()

    async def _answer(
        self,
        method: str,
        url: str,
        identity: Identity,
        headers: Mapping[str, str] | None,
        content: Any = None,
    ) -> Answer:
        sent = {**self._token(identity), **(headers or {})}
        response = await self.http.request(method, url, headers=sent, content=content)
        return Answer(response.status_code, dict(response.headers), bodies.parse(response.content))

    def _token(self, identity: Identity) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[identity]}"}

    def _address(self, where: Any, query: Query | None) -> str:
        return builders.address(self.connection, where, query)
