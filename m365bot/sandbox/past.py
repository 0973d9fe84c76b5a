"""Graph and the contents of files over a tenant as it was: who looks reads there as everywhere, with the own rights.

Made by the viewer for a look, and asked from within alone: no address of the practice tenant leads here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send

from m365bot.sandbox.gateway import Gateway
from m365bot.sandbox.sharepoint.drives import downloads
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire import asgi
from m365bot.sandbox.wire.exchange import Answer, as_json
from m365bot.sandbox.wire.problems import GraphProblem

ROOT = "/v1.0"
CONTENT = "/_content/"


@dataclass
class Past:
    """What is asked of it is in no log."""

    tenant: Tenant
    gateway: Gateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = Gateway(self.tenant)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = asgi.raw_path(scope)
        if scope["method"] != "GET":
            answer = Answer(405)
        elif path.startswith(CONTENT):
            answer = content(self.tenant, path.removeprefix(CONTENT), asgi.headers(scope))
        else:
            answer = await self.gateway.answer(asgi.request(scope, ROOT, b""))
        await asgi.send(answer, send)


def content(tenant: Tenant, token: str, headers: Mapping[str, str]) -> Answer:
    """The bytes behind a pre-authenticated address."""
    try:
        reply = downloads.fetch(tenant, token, headers)
    except GraphProblem as problem:
        error = {"error": {"code": problem.code, "message": problem.message}}
        return Answer(problem.status, {"Content-Type": "application/json"}, as_json(error))
    body = reply.body if isinstance(reply.body, bytes) else b""
    return Answer(reply.status, dict(reply.headers), body)
