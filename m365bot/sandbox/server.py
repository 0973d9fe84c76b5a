"""The sandbox as a process or a thread of its own, with what a client needs to know of it.

`serve` is what the command line runs; `Sandbox` is what tests hold.
"""

import asyncio
import functools
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import uvicorn

from m365bot import visible
from m365bot.sandbox import starting
from m365bot.sandbox.asgi import App, create
from m365bot.sandbox.entra import apps
from m365bot.sandbox.settings import Settings
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.weather.values import Value
from m365bot.sandbox.weather.weather import Weather
from m365bot.sandbox.wire import tls
from m365bot.sandbox.wire.log import Exchange

__all__ = ["HOST", "Place", "Sandbox", "create", "serve", "service_refresh_token"]

HOST = "127.0.0.1"
SETTLES_S = 5.0  # of the documented weather: nothing lands later or hides longer than 4 s


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sandbox answers."""

    app: App
    origin: str
    ca_file: Path | None = None
    lends_clock: bool = False

    @property
    def graph_url(self) -> str:
        return f"{self.origin}/v1.0"

    @property
    def control_url(self) -> str:
        return f"{self.origin}/control"

    @property
    def viewer_url(self) -> str:
        return f"{self.origin}/viewer"

    @property
    def env(self) -> dict[str, str]:
        """The exact settings that make m365bot use it."""
        tenant = self.app.tenant
        env = {
            "M365BOT_TENANT_ID": tenant.id,
            "M365BOT_CLIENT_ID": apps.bot_id(tenant),
            "M365BOT_CLIENT_SECRET": apps.bot_secret(tenant),
            "M365BOT_GRAPH_URL": self.graph_url,
            "M365BOT_AUTHORITY_URL": self.origin,
            "M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN": service_refresh_token(tenant),
            "M365BOT_SETTLES_S": f"{_settles_s(tenant):g}",
        }
        if self.ca_file:
            env["M365BOT_CA_BUNDLE"] = str(self.ca_file)
        if self.lends_clock:
            env["M365BOT_CLOCK_URL"] = f"{self.control_url}/clock"
        return env

    def announcement(self) -> dict[str, Any]:
        """The first line of `sandbox serve`."""
        tenant = self.app.tenant
        return {
            "graph_url": self.graph_url,
            "authority_url": self.origin,
            "control_url": self.control_url,
            "viewer_url": self.viewer_url,
            "tenant_id": tenant.id,
            "client_id": apps.bot_id(tenant),
            "client_secret": apps.bot_secret(tenant),
            "service_account": {"username": tenant.service_account, "password": tenant.password},
            "ca_file": str(self.ca_file) if self.ca_file else None,
            "env": self.env,
        }


def _settles_s(tenant: Tenant) -> float:
    """From when on an absence can be believed, in the weather that there is."""
    return max(SETTLES_S, tenant.weather.seconds("replication_s") + 3)


def service_refresh_token(tenant: Tenant) -> str:
    """The service account's for m365bot's app; the seed makes it."""
    user, app_id = tenant.user(tenant.service_account), apps.bot_id(tenant)
    known = tenant.refresh_tokens.items()
    held = (t for t, r in known if user and (r.user_id, r.app_id) == (user.id, app_id) and not r.revoked)
    return next(held, "")


class _Server(uvicorn.Server):
    """Knows its port once it has started."""

    @property
    def port(self) -> int:
        return int(self.servers[0].sockets[0].getsockname()[1])


def _server(app: App, port: int, certificate: tls.Files | None) -> _Server:
    config = uvicorn.Config(
        app,
        host=HOST,
        port=port,
        lifespan="off",
        access_log=False,
        log_level="error",
        server_header=False,
        date_header=False,
        timeout_keep_alive=120,
        timeout_graceful_shutdown=1,
        ssl_certfile=str(certificate.certificate) if certificate else None,
        ssl_keyfile=str(certificate.key) if certificate else None,
    )
    return _Server(config)


def serve(
    *,
    port: int = 0,
    seed: str = "reference",
    state: Path | None = None,
    faults: Path | None = None,
    latency_ms: float = 0.0,
    clock: datetime | None = None,
    with_tls: bool = False,
    lend_clock: bool = False,
    weather: str | None = None,
    people: Path | Mapping[str, Any] | None = None,
    moments: bool = False,
) -> None:
    """Serve until SIGTERM or SIGINT; the first line on standard output is the announcement. Raises CannotStart."""
    given = Settings(latency_ms=latency_ms, weather=weather or "documented", moments=moments)
    app = starting.app(given, seed_name=seed, state=state, faults=faults, start=clock, people=people)
    if weather:  # said now, so it stands before what the state file keeps
        app.tenant.weather = Weather(weather)
    listening = starting.listening(HOST, port)
    certificate = tls.files(state.parent if state else _folder()) if with_tls else None
    server = _server(app, port, certificate)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)  # uvicorn raises them again once it has stopped
    place = functools.partial(_place, server, app, certificate, lends_clock=lend_clock)
    asyncio.run(_announced(server, listening, place))
    app.close()


def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="m365bot-sandbox-"))


async def _announced(server: _Server, listening: socket.socket, place: Callable[[], Place]) -> None:
    serving = asyncio.ensure_future(server.serve([listening]))
    while not server.started and not serving.done():  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.005)
    if server.started:
        sys.stdout.write(visible.dumps(place().announcement()) + "\n")
        sys.stdout.flush()
    await serving


def _place(server: _Server, app: App, certificate: tls.Files | None, *, lends_clock: bool) -> Place:
    scheme = "https" if certificate else "http"
    ca_file = certificate.authority if certificate else None
    return Place(app, f"{scheme}://{HOST}:{server.port}", ca_file, lends_clock)


@dataclass
class Sandbox:
    """A sandbox in a thread, for tests: `with Sandbox() as sandbox:`."""

    seed: str = "reference"
    settings: Settings = field(default_factory=Settings)
    state: Path | None = None
    clock: datetime | None = None
    with_tls: bool = False
    lend_clock: bool = False
    port: int = 0
    record: bool = True
    people: Mapping[str, Any] | None = None

    def __enter__(self) -> Self:
        self.app = create(
            self.settings, seed_name=self.seed, state=self.state, start=self.clock, people=self.people
        )
        self.app.gateway.log.recording = self.record
        certificate = tls.files(_folder()) if self.with_tls else None
        self._server = _server(self.app, self.port, certificate)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the sandbox did not start")
            time.sleep(0.002)
        self.place = _place(self._server, self.app, certificate, lends_clock=self.lend_clock)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self.app.close()

    @property
    def tenant(self) -> Tenant:
        return self.app.tenant

    @property
    def graph_url(self) -> str:
        return self.place.graph_url

    @property
    def authority_url(self) -> str:
        return self.place.origin

    @property
    def control_url(self) -> str:
        return self.place.control_url

    @property
    def viewer_url(self) -> str:
        return self.place.viewer_url

    @property
    def env(self) -> dict[str, str]:
        return self.place.env

    @property
    def exchanges(self) -> list[Exchange]:
        """Whole requests and answers, inner ones of batches too."""
        return list(self.app.gateway.log.exchanges)

    def log(self) -> list[dict[str, Any]]:
        """As GET /control/log."""
        return [row.shown() for row in list(self.app.gateway.log.rows)]

    def faults(self, rules: list[Mapping[str, Any]]) -> None:
        """As PUT /control/faults."""
        self.app.gateway.faults.replace(rules)

    def advance(self, seconds: float) -> None:
        """As POST /control/clock {advance_s}."""
        self.tenant.clock.advance(seconds)

    def weather(self, profile: str, **values: Value) -> None:
        """As PUT /control/weather."""
        self.app.tenant.weather = Weather(profile, values)

    def reset(self) -> None:
        """As POST /control/reset."""
        self.app.reset()
