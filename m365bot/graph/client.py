"""Microsoft Graph, as resources ask it: the port m365bot.resources.ports.graph, put together.

Made by app.py, once a run. Says what is asked; how it travels is in send, batch, governor and wire.
"""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, BinaryIO

import httpx

from m365bot.graph import builders, delta, download, limits, paging, putting
from m365bot.graph.auth import Tokens
from m365bot.graph.connection import Connection
from m365bot.graph.governor import Governor
from m365bot.graph.requests import Content, Request
from m365bot.graph.send import Sender
from m365bot.graph.wire import Wire
from m365bot.resources.ports.graph import Answer, Body, Delta, Identity, Json, Query, Traffic, Upload


class Graph:
    """Raises the GraphError tree, SignInNeeded and, for writes, OutcomeUnknown."""

    def __init__(
        self,
        connection: Connection,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        figures: limits.Limits | None = None,
        governor: Governor | None = None,
    ) -> None:
        """governor: that of others who speak for the same app; without, nobody else does."""
        self._connection = connection
        self._figures = figures or limits.Limits()
        self._tokens = Tokens(connection)
        self._wire = Wire(connection, self._tokens, transport)
        self._sender = Sender(self._wire, self._tokens, governor or Governor(), connection.graph_url)
        self._putting = putting.Putting(self, self._wire, self._figures, connection.patience_s)

    @cached_property
    def root(self) -> Any:
        """The SDK's builders; loaded when first asked for."""
        return builders.root(self._connection, self._wire.client)

    @property
    def base_url(self) -> str:
        """The version root; bind links begin with it (docs/facts.md 11)."""
        return self._connection.graph_url

    @property
    def app_id(self) -> str:
        return self._connection.client_id

    @property
    def traffic(self) -> Traffic:
        return self._wire.traffic

    async def read(
        self,
        where: Any,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
        needs: str = "",
    ) -> Json:
        """One object or one page. Asked again, until patience ends, where that may help."""
        request = self._request("GET", where, query, headers, identity, needs)
        return dict((await self._sender.read(request, patience=self._connection.patience_s)).body)

    async def pages(
        self,
        where: Any,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
        needs: str = "",
    ) -> tuple[Json, ...]:
        """Every row of a collection, each once."""

        async def page(link: str) -> Json:
            # Extra headers are not carried over by a nextLink: sent again (docs/facts.md 8).
            return await self.read(link, headers=headers, identity=identity, needs=needs)

        return await paging.every_row(self._address(where, query), page)

    async def delta(
        self,
        where: Any,
        *,
        link: str | None,
        query: Query | None = None,
        keep: Callable[[Json], Json] = lambda item: item,
        identity: Identity = Identity.APP,
        needs: str = "",
    ) -> Delta:
        """What changed since `link`, or everything (`whole`) without one or where it is no longer good.

        `keep` says of each item what of it is wanted, so that a long list takes little memory.
        """

        async def page(place: str, patience: float) -> Json:
            request = self._request("GET", place, None, None, identity, needs)
            return dict((await self._sender.read(request, patience=patience)).body)

        return await delta.since(
            link,
            self._address(where, query),
            page,
            self._connection.patience_s,
            is_ours=lambda kept: kept.startswith(f"{self._connection.graph_url}/"),
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
        """One write; `leaving` is called immediately before its bytes leave, each time they do."""
        request = self._request(
            method=method,
            where=where,
            query=query,
            headers=headers,
            identity=identity,
            needs=needs,
            body=body,
        )
        return await self._sender.write(request, leaving)

    async def put(self, upload: Upload, *, leaving: Callable[[], None]) -> Json:
        """A small file in one request, a large one in pieces, gone on with where an earlier try was cut off."""
        return await self._putting.put(upload, leaving)

    async def download(self, where: Any, *, identity: Identity = Identity.APP) -> bytes:
        """The content of a file."""
        request = self._for_bytes(where, identity)
        return await download.content(request, self._sender, self._wire, patience=self._connection.patience_s)

    async def pour(self, where: Any, into: BinaryIO, *, identity: Identity = Identity.APP) -> None:
        """The content of a file that may be large, into another."""
        patience = self._connection.patience_s
        request = self._for_bytes(where, identity)
        await download.poured(request, self._sender, self._wire, into, patience=patience)

    async def granted(self, identity: Identity) -> frozenset[str]:
        """Empty where the token cannot be read: Graph alone decides then. Raises SignInNeeded."""
        await self._tokens.of(identity)
        return self._tokens.granted(identity)

    async def told(self, identity: Identity) -> frozenset[str] | None:
        """The permissions in its token, also where these are none; None where it cannot be read. Raises SignInNeeded."""
        granted = await self.granted(identity)
        return granted if self._tokens.tells(identity) else None

    def service_now(self) -> datetime:
        """The service's own now, from its answers; the process's before there was any."""
        return self._wire.time.now()

    async def close(self) -> None:
        await self._wire.close()
        self._tokens.close()

    def _for_bytes(self, where: Any, identity: Identity) -> Request:
        asked = self._request("GET", where, None, {"Accept": "*/*"}, identity, "")
        return dataclasses.replace(asked, content=Content.BYTES)

    def _address(self, where: Any, query: Query | None) -> str:
        return builders.address(self._connection, where, query)

    def _request(
        self,
        method: str,
        where: Any,
        query: Query | None,
        headers: Mapping[str, str] | None,
        identity: Identity,
        needs: str,
        body: Body = None,
    ) -> Request:
        url = self._address(where, query)
        path = url.removeprefix(self._connection.graph_url)
        if path == url:
            raise paging.foreign(url)
        rules = limits.rules(method, path, self._figures)
        return Request(
            method=method,
            url=url,
            path=path,
            identity=identity,
            headers=dict(headers or {}),
            rules=rules,
            body=body,
            needs=needs,
        )
