"""The control API: what a test or an operator does to the sandbox from outside.

Mounted by the server under /control. Nothing here is Graph.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from m365bot.sandbox import coverage, seed
from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.control import files, forms, pages
from m365bot.sandbox.running import Running
from m365bot.sandbox.wire import asgi, works
from m365bot.sandbox.wire.exchange import Answer, as_json
from m365bot.sandbox.wire.problems import GraphProblem

_Act = Callable[[Any], Any]
_SETTABLE = {
    *("latency_ms", "throttling", "limits", "access_token_s", "deleted_messages_are_empty"),
    *("desk_url", "code_s", "device_code_s", "device_interval_s", "user_consent"),
}


def create(app: Running) -> ASGIApp:
    """The control API, acting on `app`."""
    acts = _acts(app)

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        await asgi.send(_answered(acts, method, scope["path"], await asgi.body(receive)), send)

    return served


def _acts(app: Running) -> dict[tuple[str, str], _Act]:
    """By method and path; each takes the body, gives what is answered."""
    return {
        ("GET", "/control/log"): lambda _: [row.shown() for row in app.gateway.log.rows],
        ("DELETE", "/control/log"): lambda _: app.gateway.log.clear(),
        ("GET", "/control/state"): lambda _: _state(app),
        ("GET", "/control/coverage"): lambda _: coverage.rows(),
        ("GET", "/control/clock"): lambda _: _now(app),
        ("POST", "/control/clock"): lambda body: _move(app, body),
        ("GET", "/control/faults"): lambda _: app.gateway.faults.shown(),
        ("PUT", "/control/faults"): lambda body: _faults(app, body),
        ("POST", "/control/faults"): lambda body: _faults(app, body),
        ("DELETE", "/control/faults"): lambda _: _faults(app, []),
        ("PUT", "/control/settings"): lambda body: _settings(app, body),
        ("GET", "/control/weather"): lambda _: app.tenant.weather.shown(),
        ("PUT", "/control/weather"): lambda body: _weather(app, body),
        ("GET", "/control/moments"): lambda _: _moments(app),
        ("POST", "/control/works"): lambda body: app.gateway.log.works.append(works.told(body)),
        ("POST", "/control/reset"): lambda _: app.reset(),
        ("POST", "/control/seed"): lambda body: seed.add(app.tenant, body),
        ("POST", "/control/forms"): lambda body: forms.submit(app.tenant, body),
        ("POST", "/control/pages"): lambda body: pages.act(app.tenant, body),
        ("POST", "/control/files"): lambda body: files.act(app.tenant, body),
    }


def _answered(acts: Mapping[tuple[str, str], _Act], method: str, path: str, body: bytes) -> Answer:
    act = acts.get((method, path))
    if act is None:
        instead = sorted(each for each, known in acts if known == path)
        return Answer(405, {"Allow": ", ".join(instead)}) if instead else Answer(404)
    try:
        result = act(json.loads(body) if body and method != "GET" else {})
    except GraphProblem as problem:
        return _refused(problem.status, problem.code, problem.message)
    except (ValueError, KeyError, TypeError) as problem:
        return _refused(400, "BadRequest", str(problem))
    return _shown(200, {} if result is None else result)


def _refused(status: int, code: str, message: str) -> Answer:
    return _shown(status, {"error": {"code": code, "message": message}})


def _shown(status: int, what: Any) -> Answer:
    return Answer(status, {"Content-Type": "application/json"}, as_json(what))


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
