"""The way of a request to Entra: log, fault, answer.

Called by the server.
"""

import asyncio
from dataclasses import dataclass
from urllib.parse import unquote

from m365bot.sandbox import words
from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.entra import endpoints
from m365bot.sandbox.entra.page import Page
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire import spoiling, visitors
from m365bot.sandbox.wire.exchange import Answer, Request
from m365bot.sandbox.wire.faults import Faults, Seen
from m365bot.sandbox.wire.log import Log, Row


@dataclass
class EntraGate:
    """One tenant's sign-in; log and faults are those of its gateway."""

    tenant: Tenant
    log: Log
    faults: Faults

    async def answer(self, request: Request) -> Answer:
        """`request.path` is the whole path, `request.root` scheme and host."""
        tenant = self.tenant
        tenant.clock.settle()
        form = endpoints.form_of(request.body)
        row = Row(
            iso_ms(tenant.clock.now()), request.method, unquote(request.path), app=form.get("client_id")
        )
        self.log.rows.append(row)
        seen = Seen(
            method=request.method,
            path=unquote(request.path),
            query="",
            app=form.get("client_id", ""),
            user="",
            batch=False,
            form=form,
        )
        answer = await self._answered(request, seen)
        row.status, row.bytes = (0 if answer.drop else answer.status), len(answer.body)
        return answer

    async def _answered(self, request: Request, seen: Seen) -> Answer:
        rule = self.faults.strike(seen)
        if rule is None:
            return self._page(request)
        if rule.then.get("delay_ms"):
            await asyncio.sleep(rule.then["delay_ms"] / 1000)
        answer = _empty() if spoiling.instead(rule) else self._page(request)
        return spoiling.spoilt(rule, answer, request, self.tenant.clock.now())

    def _page(self, request: Request) -> Answer:
        why = _unwelcome(request) if endpoints.is_page(request.path) else ""
        page = Page(403, {"error": "forbidden", "error_description": why}) if why else None
        with words.spoken_to(words.asked(request.query, accepts=request.headers.get("accept-language", ""))):
            page = page or endpoints.answer(self.tenant, request)
        return Answer(page.status, page.all_headers, page.bytes)


def _unwelcome(request: Request) -> str:
    """Why a browser is not served a page that takes passwords; programs are told from browsers by their headers."""
    scheme = request.root.partition(":")[0]
    return visitors.refused(request.headers, method=request.method, scheme=scheme)


def _empty() -> Answer:
    return Answer(200, Page(200, {}).all_headers)
