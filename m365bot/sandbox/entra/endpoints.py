"""Entra's addresses: metadata, keys, discovery, user realm, the token endpoint, devices' codes and the sign-in pages.

Called by the gate.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from m365bot.sandbox.entra import codes, consent, errors, grants, tokens
from m365bot.sandbox.entra.errors import NoToken
from m365bot.sandbox.entra.page import Page
from m365bot.sandbox.entra.pages import authorize, device
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.exchange import Request

_COMMON = ("common", "organizations", "consumers")
_HOST = "login.microsoftonline.com"
_PAGES = {"oauth2/v2.0/authorize": authorize.answer, "oauth2/deviceauth": device.answer}


def form_of(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def is_entra(path: str) -> bool:
    """Whether the path is one of Entra's own."""
    return any(mark in path for mark in ("/oauth2/", "/.well-known/", "/discovery/", "/common/userrealm/"))


def is_page(path: str) -> bool:
    """Whether people come there, by a browser."""
    return _split(path)[1] in _PAGES


def _split(path: str) -> tuple[str, str]:
    first, _, rest = unquote(path).strip("/").partition("/")
    return first, rest


def answer(tenant: Tenant, request: Request) -> Page:
    """What Entra says at the request's path."""
    first, rest = _split(request.path)
    try:
        if rest == "discovery/instance":
            return Page(200, _instances(request.root, tenant))
        if first == "common" and rest.startswith("userrealm/"):
            return Page(200, _realm(rest.removeprefix("userrealm/")))
        _check_tenant(tenant, first)
        if rest in _PAGES and request.method in ("GET", "POST"):
            asked = request.query.encode() if request.method == "GET" else request.body
            return _PAGES[rest](tenant, form_of(asked))
        return _for_programs(tenant, request, first, rest)
    except NoToken as problem:
        return Page(problem.status, problem.body(tenant.clock, request.id))


def _for_programs(tenant: Tenant, request: Request, first: str, rest: str) -> Page:
    if rest in ("v2.0/.well-known/openid-configuration", ".well-known/openid-configuration"):
        return Page(200, _metadata(request.root, tenant, first))
    if rest in ("discovery/v2.0/keys", "discovery/keys"):
        return Page(200, {"keys": [tokens.public_key()]})
    if rest == "oauth2/v2.0/token" and request.method == "POST":
        return Page(200, grants.token(tenant, form_of(request.body)))
    if rest == "oauth2/v2.0/devicecode" and request.method == "POST":
        return Page(200, _device(tenant, form_of(request.body), f"{request.root}/common/oauth2/deviceauth"))
    missing = f"not simulated: {request.method} {request.path}"
    return Page(501, {"error": "not_simulated", "error_description": missing})


def _device(tenant: Tenant, form: Mapping[str, str], page: str) -> dict[str, Any]:
    for name in ("client_id", "scope"):
        if not form.get(name):
            raise errors.missing(name)
    app = tenant.apps.get(form["client_id"].lower())
    if app is None:
        raise errors.unknown_app(form["client_id"])
    scopes = form["scope"].split()
    consent.wanted(scopes)
    return codes.begin_device(tenant, app, scopes, page)


def _check_tenant(tenant: Tenant, name: str) -> None:
    if name.lower() not in (tenant.id, tenant.domain, tenant.initial_domain, *_COMMON):
        raise errors.unknown_tenant(name)


def _metadata(origin: str, tenant: Tenant, name: str) -> dict[str, Any]:
    base = f"{origin}/{name}"
    return {
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": [
            "client_secret_post",
            "private_key_jwt",
            "client_secret_basic",
        ],
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"https://{_HOST}/{tenant.id}/v2.0",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
        "tenant_region_scope": "AS",
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
    }


def _instances(origin: str, tenant: Tenant) -> dict[str, Any]:
    aliases = [_HOST, "login.windows.net", "login.microsoft.com", "sts.windows.net"]
    return {
        "tenant_discovery_endpoint": f"{origin}/{tenant.id}/v2.0/.well-known/openid-configuration",
        "api-version": "1.1",
        "metadata": [
            {"preferred_network": _HOST, "preferred_cache": "login.windows.net", "aliases": aliases}
        ],
    }


def _realm(name: str) -> dict[str, Any]:
    """A managed account: msal then sends user and password itself."""
    return {
        "ver": "1.0",
        "account_type": "Managed",
        "domain_name": name.partition("?")[0].rpartition("@")[2],
        "cloud_instance_name": "microsoftonline.com",
        "cloud_audience_urn": "urn:federation:MicrosoftOnline",
    }
