"""The sandbox as an ASGI app: one origin for Graph, Entra, control, contents and viewer.

Served by server.py, or held by an ASGI client in process (`create`).
"""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from m365bot.sandbox import folders, operations, saving, seed
from m365bot.sandbox.clock import VirtualClock
from m365bot.sandbox.control import app as control
from m365bot.sandbox.directory import groups
from m365bot.sandbox.entra import apps, endpoints
from m365bot.sandbox.entra.gate import EntraGate
from m365bot.sandbox.gateway import Gateway
from m365bot.sandbox.moments import Moments
from m365bot.sandbox.past import CONTENT, ROOT, content
from m365bot.sandbox.settings import Settings
from m365bot.sandbox.sharepoint.drives import uploads
from m365bot.sandbox.sharepoint.drives.upload_gate import UploadGate
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.viewer import app as viewer
from m365bot.sandbox.wire import asgi, visitors
from m365bot.sandbox.wire.exchange import Answer, as_json

__all__ = ["App", "create", "operations"]

_SAVE_AFTER_S = 0.3
LANDS_WITHIN_S = 4  # the sandbox lands nothing later


class App:
    """The ASGI app; `tenant`, `gateway.log` and `gateway.faults` are open to tests."""

    def __init__(
        self,
        settings: Settings,
        *,
        seed_name: str,
        clock: VirtualClock,
        state: Path | None,
        people: Mapping[str, Any] | None = None,
    ) -> None:
        self._seed, self._state, self._saved, self._saving = seed_name, state, 0, False
        self._people = people or {}
        self._mounts: dict[str, ASGIApp] = {}
        self._open(seed.tenant(seed_name, settings, clock))
        if state and state.is_file():
            self.tenant.load(json.loads(state.read_text("utf-8")))
            apps.let_the_bot_sign_in(self.tenant)
            folders.await_folders(self.tenant)
            groups.await_flags(self.tenant)
            self.moments = Moments(self.tenant, wanted=settings.moments)
        self._mounts["/control"] = control.create(self)
        self._mounts[viewer.ROOT] = viewer.create(self)

    def _open(self, tenant: Tenant) -> None:
        seed.add(tenant, self._people)
        self.tenant = tenant
        self.gateway = Gateway(tenant)
        self.entra = EntraGate(tenant, self.gateway.log, self.gateway.faults)
        self.uploads = UploadGate(tenant, self.gateway.log, self.gateway.faults)
        self.moments = Moments(tenant, wanted=tenant.settings.moments)

    def reset(self) -> None:
        """As it was at first: seed, no faults, an empty log. The clock goes on."""
        recording = self.gateway.log.recording
        self.tenant.clock.forget()
        self._open(seed.tenant(self._seed, self.tenant.settings, self.tenant.clock))
        self.gateway.log.recording = recording
        self.tenant.changes += 1

    def gateway_faults(self) -> list[dict[str, Any]]:
        return self.gateway.faults.shown()

    def save(self) -> None:
        """Write the state file, if there is one and anything changed."""
        if self._state is None or self._saved == self.tenant.changes:
            return
        self._saved = self.tenant.changes
        saving.keep(self._state, json.dumps(self.tenant.dump(), ensure_ascii=False))

    def close(self) -> None:
        """The end: what is on its way lands within four seconds, then the state is written."""
        self.tenant.clock.advance(LANDS_WITHIN_S)
        self.tenant.changes += 1
        self.save()

    def _save_soon(self) -> None:
        if self._state and not self._saving and self._saved != self.tenant.changes:
            self._saving = True
            asyncio.get_running_loop().call_later(_SAVE_AFTER_S, self._save_now)

    def _save_now(self) -> None:
        self._saving = False
        self.save()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.moments.pass_by()
        with contextlib.suppress(ClientDisconnect):  # it was killed, or went, before it had said all
            await self._served(scope, receive, send)
            self._save_soon()

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not asgi.names_its_host(scope):
            await asgi.send(Answer(400), send)
            return
        for prefix, app in self._mounts.items():
            if scope["path"] == prefix or scope["path"].startswith(prefix + "/"):
                await self._visited(app, scope, receive, send)
                return
        if asgi.raw_path(scope).startswith(uploads.ROOT):
            answer = await self.uploads.answer(scope, receive)
        else:
            answer = await self._answer(scope, await asgi.body(receive))
        await asgi.send(answer, send)

    async def _visited(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Control or viewer, for whom they are there for."""
        asked = asgi.headers(scope)
        why = visitors.refused(asked, method=scope["method"], scheme=scope["scheme"])
        if not why:
            await app(scope, receive, send)
            return
        error = as_json({"error": {"code": "Forbidden", "message": why}})
        await asgi.send(Answer(403, {"Content-Type": "application/json"}, error), send)

    async def _answer(self, scope: Scope, body: bytes) -> Answer:
        path = asgi.raw_path(scope)
        if path.lstrip("/").startswith("v1.0/"):
            return await self.gateway.answer(asgi.request(scope, ROOT, body))
        if path.startswith(CONTENT):
            return content(self.tenant, path.removeprefix(CONTENT), asgi.headers(scope))
        if endpoints.is_entra(path):
            return await self.entra.answer(asgi.request(scope, "", body))
        return Answer(404, {"Content-Type": "text/plain"}, b"Not found")


def create(
    settings: Settings | None = None,
    *,
    seed_name: str = "reference",
    state: Path | None = None,
    start: datetime | None = None,
    people: Mapping[str, Any] | None = None,
) -> App:
    """A sandbox to be held in process or served; `people`: as POST /control/seed, also after a reset."""
    clock = VirtualClock(start)
    return App(settings or Settings(), seed_name=seed_name, clock=clock, state=state, people=people)
