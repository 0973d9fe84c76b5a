"""The way of a Graph request: token, operation, throttle, fault, permission, body, handler, headers.

Called by the server for outer requests and by `$batch` for inner ones.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.entra import apps, mailbox_roles
from m365bot.sandbox.entra.tokens import Reader
from m365bot.sandbox.sharepoint import problems as sharepoint
from m365bot.sandbox.sharepoint import selected
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire import batch, headers, needs, options, spoiling, throttle
from m365bot.sandbox.wire.call import Call, Reply, Token
from m365bot.sandbox.wire.crowd import Crowd
from m365bot.sandbox.wire.exchange import JSON, Answer, Request, as_json, failed
from m365bot.sandbox.wire.faults import Faults, Rule, Seen
from m365bot.sandbox.wire.log import Exchange, Log, Row
from m365bot.sandbox.wire.paths import shown
from m365bot.sandbox.wire.problems import GraphProblem, denied
from m365bot.sandbox.wire.routing import Operation, check_body, check_query, find
from m365bot.sandbox.wire.throttle import Throttle


@dataclass(frozen=True, slots=True)
class _Visit:
    """One request that found its operation."""

    operation: Operation
    call: Call
    request: Request
    row: Row


@dataclass
class Gateway:
    """One tenant's front door."""

    tenant: Tenant
    log: Log = field(default_factory=Log)
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        self.throttle = Throttle(self.tenant.settings)
        self.crowd = Crowd(self.tenant.settings)
        self.tokens = Reader(self.tenant.clock)
        self._viewer = apps.viewer_id(self.tenant)

    async def answer(self, request: Request) -> Answer:
        """The answer, whatever happens; logged."""
        self.tenant.clock.settle()
        row = self._row(request)
        if self.tenant.settings.latency_ms and request.batch is None:
            await asyncio.sleep(self.tenant.settings.latency_ms / 1000)
        try:
            answer = await self._visited(self._found(request, row))
        except GraphProblem as problem:
            row.throttled = problem.status == 429
            answer = failed(problem, request, self.tenant.clock.now())
        finally:
            if request.batch is None:
                self.crowd.leave(request.id)
        answer.headers = {**headers.always(request, self.tenant.clock.now()), **answer.headers}
        row.status, row.bytes = (0 if answer.drop else answer.status), len(answer.body)
        row.received = len(request.body)
        self._record(request, answer)
        return answer

    def _row(self, request: Request) -> Row:
        query = f"?{unquote(request.query)}" if request.query else ""
        path = f"/v1.0{unquote(request.path)}{query}"
        row = Row(iso_ms(self.tenant.clock.now()), request.method, path, batch=request.batch)
        if request.batch is None:
            row.id = request.id
        self.log.rows.append(row)
        return row

    def _found(self, request: Request, row: Row) -> _Visit:
        """Who asks for what; 401, 501, 400 or 429 where that ends it."""
        token = request.token or self.tokens.read(request.headers.get("authorization"))
        row.app, row.user = token.app_id, self._name(token.user_id)
        known, params, path = find(request.method, request.path)
        row.operation = known.name
        query = options.parsed(known, request.query)
        if token.app_id != self._viewer:  # it stands for Teams itself, which Graph's limits do not bind
            charges = throttle.charges(known, params, query, token)
            self.throttle.charge(charges, self.tenant.clock.timestamp())
            self._join(known, params, token, request)
        call = Call(
            tenant=self.tenant,
            token=token,
            method=request.method,
            path=path,
            params=params,
            query=query,
            headers=request.headers,
            body=None,
            root=request.root,
        )
        return _Visit(known, call, request, row)

    def _join(self, known: Operation, params: Mapping[str, str], token: Token, request: Request) -> None:
        if known.slice == "mailcalendar":
            user = self.tenant.user(params.get("user-id") or token.user_id or "")
            whose = user.id if user else params.get("user-id", "")
            self.crowd.enter(token.app_id, whose, request.batch or request.id)

    def _name(self, user_id: str | None) -> str | None:
        user = self.tenant.users.get(user_id or "")
        return user.upn if user else user_id

    async def _visited(self, visit: _Visit) -> Answer:
        """The answer, with what a fault does to it."""
        rule = self.faults.strike(_seen(visit))
        if rule is None:
            return await self._served(visit)
        if "ignore_query" in rule.then:
            kept = {k: v for k, v in visit.call.query.items() if k not in rule.then["ignore_query"]}
            visit = replace(visit, call=replace(visit.call, query=kept))
        await asyncio.sleep(rule.first_s)
        answer = await self._by_rule(rule, visit)
        await asyncio.sleep(rule.then_s)
        return spoiling.spoilt(rule, answer, visit.request, self.tenant.clock.now())

    async def _by_rule(self, rule: Rule, visit: _Visit) -> Answer:
        """Carried out now, later, or not at all."""
        later = rule.then.get("delay_commit_s")
        if later is not None:
            when = self.tenant.clock.timestamp() + later
            self.tenant.clock.at(when, lambda: self._land(visit))
            return failed(GraphProblem(504, "GatewayTimeout", ""), visit.request, self.tenant.clock.now())
        return Answer(200) if spoiling.instead(rule) else await self._served(visit)

    async def _served(self, visit: _Visit) -> Answer:
        if visit.operation.template.text != batch.PATH:
            return self._carried_out(visit)
        return await batch.served(self.answer, visit.operation.name, visit.call, visit.request)

    def _land(self, visit: _Visit) -> None:
        self._carried_out(visit)

    def _carried_out(self, visit: _Visit) -> Answer:
        """By the handler; what it refuses is an answer too."""
        now, name = self.tenant.clock.now(), visit.operation.name
        try:
            reply = self._reply(visit)
        except GraphProblem as problem:
            return failed(problem, visit.request, now, name)
        if visit.request.method != "GET":
            self.tenant.changes += 1
            visit.row.made = str(reply.body.get("id") or "") if isinstance(reply.body, dict) else ""
        return _rendered(reply, visit)

    def _reply(self, visit: _Visit) -> Reply:
        known, call = visit.operation, visit.call
        visit.row.permission = self._permission(visit) or None
        headers.check(call.headers)
        check_query(known, call.query)
        body = _body(known, visit.request)
        check_body(known, body)
        return options.pruned(known, call, known.handler(replace(call, body=body)))

    def _permission(self, visit: _Visit) -> str:
        """The one the request passes with. What is missing is named only where the weather has it so."""
        try:
            return needs.used(visit.operation.needs, mailbox_roles.beside(visit.call))
        except GraphProblem as problem:
            if selected.concerns(visit.call):
                return self._on_one_site(visit)
            plain = problem.status == 403 and not self.tenant.weather.holds("refusals_name_permission")
            raise (denied() if plain else problem) from problem

    def _on_one_site(self, visit: _Visit) -> str:
        """By what was granted there; elsewhere it is SharePoint that refuses (docs/facts.md sites.selected)."""
        if not selected.lets(visit.call, visit.operation.template.text, visit.operation.needs.application):
            raise sharepoint.denied()
        return selected.NAME

    def _record(self, request: Request, answer: Answer) -> None:
        if not self.log.recording:
            return
        self.log.exchanges.append(
            Exchange(
                method=request.method,
                path="/v1.0" + request.path,
                query=request.query,
                headers=request.headers,
                body=request.body,
                status=answer.status,
                answer_headers=dict(answer.headers),
                answer=answer.body,
                faulted=answer.faulted or answer.drop,
                operation=answer.operation,
            )
        )


def _seen(visit: _Visit) -> Seen:
    """A request as the rules of faults look at it."""
    request, token = visit.request, visit.call.token
    return Seen(
        request.method,
        shown(visit.call.path),
        unquote(request.query),
        token.app_id,
        visit.row.user or "",
        request.batch is not None,
    )


def _body(known: Operation, request: Request) -> Any:
    """The body an operation takes: bytes, an object, or None; 400 or 415 where it is none of these."""
    if known.takes_bytes:
        return request.body
    if known.body is None:
        _check_none(known, request)
        return None
    if not request.body and known.may_be_empty:
        return {}
    if not request.body:
        raise GraphProblem(400, "BadRequest", "Empty Payload. JSON content expected.")
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise GraphProblem(415, "UnsupportedMediaType", "A body needs Content-Type: application/json.")
    try:
        return json.loads(request.body)
    except ValueError as problem:
        raise GraphProblem(400, "BadRequest", "Unable to read JSON request payload.") from problem


def _check_none(known: Operation, request: Request) -> None:
    if request.body.strip() not in (b"", b"{}") and request.method in ("POST", "PUT", "PATCH"):
        raise GraphProblem(400, "BadRequest", f"{known.name} takes no body.")


def _rendered(reply: Reply, visit: _Visit) -> Answer:
    known = visit.operation
    answer = Answer(reply.status, dict(reply.headers), operation=known.name)
    if known.slice in throttle.DIRECTORY:
        answer.headers["x-ms-resource-unit"] = str(throttle.units(known, visit.call.query))
    if isinstance(reply.body, bytes):
        answer.body = reply.body
        answer.headers.setdefault("Content-Type", "application/octet-stream")
    elif reply.body is not None:
        answer.body = as_json(reply.body)
        answer.headers["Content-Type"] = JSON
    return answer
