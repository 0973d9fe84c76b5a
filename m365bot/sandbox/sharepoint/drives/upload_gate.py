"""The way of a request to an upload's address: log, fault, as many of its bytes as come, answer.

Called by the server. A fault may end the connection in the middle of a fragment (`receive`).
"""

import asyncio
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.types import Receive, Scope

from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.sharepoint.drives import uploads
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire import asgi, headers, spoiling
from m365bot.sandbox.wire.exchange import Answer, Request, as_json, failed
from m365bot.sandbox.wire.faults import Faults, Rule, Seen
from m365bot.sandbox.wire.log import Log, Row
from m365bot.sandbox.wire.problems import GraphProblem


@dataclass
class UploadGate:
    """One tenant's; log and faults are those of its gateway."""

    tenant: Tenant
    log: Log
    faults: Faults

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        self.tenant.clock.settle()
        path = unquote(asgi.raw_path(scope))
        row = Row(iso_ms(self.tenant.clock.now()), scope["method"], path)
        self.log.rows.append(row)
        rule = self.faults.strike(Seen(scope["method"], path, "", app="", user="", batch=False))
        request = asgi.request(scope, "", await asgi.body(receive, most=_most(rule)))
        row.received = len(request.body)
        await asyncio.sleep(
            (self.tenant.settings.latency_ms + (rule.then.get("delay_ms", 0) if rule else 0)) / 1000
        )
        answer = self._answered(request, rule)
        answer.headers = {**headers.always(request, self.tenant.clock.now()), **answer.headers}
        row.status, row.bytes = (0 if answer.drop else answer.status), len(answer.body)
        return answer

    def _answered(self, request: Request, rule: Rule | None) -> Answer:
        if rule is None:
            return self._page(request)
        answer = Answer(200) if spoiling.instead(rule) else self._page(request)
        return spoiling.spoilt(rule, answer, request, self.tenant.clock.now())

    def _page(self, request: Request) -> Answer:
        token = request.path.removeprefix(uploads.ROOT)
        try:
            reply = uploads.answer(
                self.tenant, token, request.method, request.headers, request.body, request.root
            )
        except GraphProblem as problem:
            return failed(problem, request, self.tenant.clock.now())
        body = b"" if reply.body is None else as_json(reply.body)
        return Answer(reply.status, {"Content-Type": "application/json", **reply.headers}, body)


def _most(rule: Rule | None) -> int | None:
    return rule.then.get("receive") if rule else None
