"""A forward proxy that knows Microsoft's hosts only: CONNECT to one of them ends at the sandbox's port.

Used by the tests of foreign programs and of the way out. It leads nowhere else, and looks into what passes only
where it is told to inspect.
"""

import asyncio
import base64
import ssl
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from m365bot.sandbox.wire import tls

GRAPH = "graph.microsoft.com"
LOGIN = "login.microsoftonline.com"
FILES = "example.sharepoint.com"
_HOSTS = tuple(f"{host}:443" for host in (GRAPH, LOGIN, FILES))


@dataclass(frozen=True)
class Inspection:
    """What a proxy needs that opens what passes: certificates of an authority of its own, and whom it trusts itself."""

    files: tls.Files
    trusts: Path

    def near(self) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.files.certificate, self.files.key)
        return made

    def far(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.trusts))


class Tunnel:
    """`with Tunnel(port) as tunnel:`; `visits` counts by host, `refused` names the hosts that were not let through.

    `sign_in`: user and password that it asks for; `inspection`: it opens what passes; `hosts`: where it leads.
    """

    def __init__(
        self,
        port: int,
        *,
        sign_in: tuple[str, str] | None = None,
        inspection: Inspection | None = None,
        hosts: tuple[str, ...] = _HOSTS,
    ) -> None:
        self._target = port
        self._sign_in = sign_in
        self._inspection = inspection
        self._hosts = hosts
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self.visits: Counter[str] = Counter()
        self.refused: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._visited, "127.0.0.1", 0))
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop.close()

    def _do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(60)

    async def _close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._served(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            method, target, rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split(" ", 2)
            if not self._knows(rest):
                await self._refuses(writer, "407 Proxy Authentication Required", target)
            elif method == "CONNECT" and target in self._hosts:
                self.visits[target.removesuffix(":443")] += 1
                await self._through(reader, writer, target.removesuffix(":443"))
            else:
                await self._refuses(writer, "403 Forbidden", target)
        except (OSError, asyncio.IncompleteReadError):
            pass  # one of the two hung up
        finally:
            await _closed(writer)

    def _knows(self, head: str) -> bool:
        if self._sign_in is None:
            return True
        wanted = base64.b64encode(":".join(self._sign_in).encode()).decode()
        return f"proxy-authorization: basic {wanted}\r\n".lower() in head.lower()

    async def _refuses(self, writer: asyncio.StreamWriter, status: str, target: str) -> None:
        self.refused.append(target)
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        far_tls = {"ssl": self._inspection.far(), "server_hostname": host} if self._inspection else {}
        near, far = await asyncio.open_connection("127.0.0.1", self._target, **far_tls)
        try:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.drain()
            if self._inspection:
                await writer.start_tls(self._inspection.near())
            await _both_ways((reader, writer), (near, far))
        finally:
            await _closed(far)


async def _both_ways(
    here: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
) -> None:
    """Until one of the two hangs up."""
    ways = {
        asyncio.ensure_future(_pump(here[0], there[1])),
        asyncio.ensure_future(_pump(there[0], here[1])),
    }
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


@contextmanager
def plainly(port: int, inspection: Inspection) -> Iterator[str]:
    """A plain http address of this machine that leads to the TLS port: the clock is lent by such a one."""
    with _Plain(port, inspection=inspection) as plain:
        yield plain.url


class _Plain(Tunnel):
    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert self._inspection
        far_tls = {"ssl": self._inspection.far(), "server_hostname": "localhost"}
        try:
            near, far = await asyncio.open_connection("127.0.0.1", self._target, **far_tls)
            try:
                await _both_ways((reader, writer), (near, far))
            finally:
                await _closed(far)
        finally:
            await _closed(writer)


async def _closed(writer: asyncio.StreamWriter) -> None:
    """At once: who is at the other end of a TLS connection may never say goodbye."""
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
