"""The control API: what a test or an operator does to the sandbox from outside.

Mounted by the server under /control. Nothing here is Graph.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from m365bot.sandbox import coverage, seed
from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.control import files, forms, pages
from m365bot.sandbox.running import Running
from m365bot.sandbox.wire import works
from m365bot.sandbox.wire.problems import GraphProblem

_Act = Callable[[Any], Any]
_SETTABLE = {
    *("latency_ms", "throttling", "limits", "access_token_s", "deleted_messages_are_empty"),
    *("desk_url", "code_s", "device_code_s", "device_interval_s", "user_consent"),
}


def create(app: Running) -> Starlette:
    """The routes, acting on `app`."""
    routes = [
        Route("/control/log", _reading(lambda: [row.shown() for row in app.gateway.log.rows])),
        Route("/control/log", _acting(lambda _: app.gateway.log.clear()), methods=["DELETE"]),
        Route("/control/state", _reading(lambda: _state(app))),
        Route("/control/coverage", _reading(coverage.rows)),
        Route("/control/clock", _reading(lambda: _now(app))),
        Route("/control/clock", _acting(lambda body: _move(app, body)), methods=["POST"]),
        Route("/control/faults", _reading(lambda: app.gateway.faults.shown())),
        Route("/control/faults", _acting(lambda body: _faults(app, body)), methods=["PUT", "POST"]),
        Route("/control/faults", _acting(lambda _: _faults(app, [])), methods=["DELETE"]),
        Route("/control/settings", _acting(lambda body: _settings(app, body)), methods=["PUT"]),
        Route("/control/weather", _reading(lambda: app.tenant.weather.shown())),
        Route("/control/weather", _acting(lambda body: _weather(app, body)), methods=["PUT"]),
        Route("/control/moments", _reading(lambda: _moments(app))),
        Route(
            "/control/works",
            _acting(lambda body: app.gateway.log.works.append(works.told(body))),
            methods=["POST"],
        ),
        Route("/control/reset", _acting(lambda _: app.reset()), methods=["POST"]),
        Route("/control/seed", _acting(lambda body: seed.add(app.tenant, body)), methods=["POST"]),
        Route("/control/forms", _acting(lambda body: forms.submit(app.tenant, body)), methods=["POST"]),
        Route("/control/pages", _acting(lambda body: pages.act(app.tenant, body)), methods=["POST"]),
        Route("/control/files", _acting(lambda body: files.act(app.tenant, body)), methods=["POST"]),
    ]
    return Starlette(routes=routes)


def _reading(what: Callable[[], Any]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return JSONResponse(what())

    return endpoint


def _acting(what: _Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        try:
            result = what(json.loads(raw) if raw else {})
        except GraphProblem as problem:
            return JSONResponse({"error": {"code": problem.code, "message": problem.message}}, problem.status)
        except (ValueError, KeyError, TypeError) as problem:
            return JSONResponse({"error": {"code": "BadRequest", "message": str(problem)}}, 400)
        return JSONResponse({} if result is None else result)

    return endpoint


def _now(app: Running) -> dict[str, str]:
    return {"now": iso_ms(app.tenant.clock.now())}


def _move(app: Running, body: dict[str, Any]) -> dict[str, str]:
    """{advance_s} or {now}: what falls due by the new time happens, no more."""
    if set(body) - {"advance_s", "now"} or len(body) != 1:
        raise ValueError("give advance_s or now")
    if "advance_s" in body:
        app.tenant.clock.advance(float(body["advance_s"]))
    else:
        moment = datetime.fromisoformat(body["now"])
        app.tenant.clock.set(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    app.tenant.changes += 1
    return _now(app)


def _faults(app: Running, body: Any) -> list[dict[str, Any]]:
    rules = body.get("faults", [body] if body else []) if isinstance(body, dict) else body
    app.gateway.faults.replace(rules)
    return app.gateway.faults.shown()


def _settings(app: Running, body: dict[str, Any]) -> dict[str, Any]:
    """Change while running: latency_ms, throttling, limits {name: [count, seconds] or null}, …"""
    for name in sorted(set(body) - _SETTABLE):
        raise ValueError(f"'{name}' cannot be set here")
    if "limits" in body:
        body["limits"] = {k: tuple(v) if v is not None else None for k, v in body["limits"].items()}
    for name, value in body.items():
        setattr(app.tenant.settings, name, value)
    return {
        f.name: getattr(app.tenant.settings, f.name)
        for f in fields(app.tenant.settings)
        if f.name in _SETTABLE
    }


def _weather(app: Running, body: dict[str, Any]) -> dict[str, Any]:
    """{profile, set}: of the running tenant, at once."""
    if not isinstance(body, dict):
        raise ValueError("the weather is an object with profile, set, or both")
    app.tenant.weather = app.tenant.weather.changed(body)
    app.tenant.changes += 1
    return app.tenant.weather.shown()


def _moments(app: Running) -> dict[str, Any]:
    """The days that can be looked back at, and what keeping them takes."""
    return {"kept": [day.isoformat() for day in app.moments.days()], **app.moments.cost()}


def _state(app: Running) -> dict[str, Any]:
    """All there is, but for secrets, passwords and the bytes of files."""
    state = app.tenant.dump()
    for name in ("refresh_tokens", "chance", "password"):
        state.pop(name)
    state["sites"].pop("blobs", None)
    state["sites"].pop("secret", None)
    for user in state["users"].values():
        user.pop("password")
    for each in state["apps"].values():
        each["secrets"] = len(each["secrets"])
    return {**state, "now": iso_ms(app.tenant.clock.now())}
