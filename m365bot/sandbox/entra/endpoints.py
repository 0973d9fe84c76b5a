"""Entra's addresses: metadata, keys, discovery, user realm and the token endpoint.

Called by the server. Signing in through pages is not simulated.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from m365bot.sandbox.entra import errors, grants, tokens
from m365bot.sandbox.entra.errors import NoToken
from m365bot.sandbox.tenant import Tenant

_COMMON = ("common", "organizations", "consumers")
_HOST = "login.microsoftonline.com"


@dataclass(frozen=True, slots=True)
class Page:
    """A JSON answer of Entra's."""

    status: int
    body: Mapping[str, Any]


def form_of(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def is_entra(path: str) -> bool:
    """Whether the path is one of Entra's own."""
    return any(mark in path for mark in ("/oauth2/", "/.well-known/", "/discovery/", "/common/userrealm/"))


def answer(tenant: Tenant, method: str, path: str, body: bytes, origin: str, request_id: str) -> Page:
    """What Entra says at `path`."""
    first, _, rest = unquote(path).strip("/").partition("/")
    try:
        if rest == "discovery/instance":
            return Page(200, _instances(origin, tenant))
        if first == "common" and rest.startswith("userrealm/"):
            return Page(200, _realm(rest.removeprefix("userrealm/")))
        _check_tenant(tenant, first)
        if rest in ("v2.0/.well-known/openid-configuration", ".well-known/openid-configuration"):
            return Page(200, _metadata(origin, tenant, first))
        if rest in ("discovery/v2.0/keys", "discovery/keys"):
            return Page(200, {"keys": [tokens.public_key()]})
        if rest == "oauth2/v2.0/token" and method == "POST":
            return Page(200, grants.token(tenant, form_of(body)))
    except NoToken as problem:
        return Page(problem.status, problem.body(tenant.clock, request_id))
    return Page(501, {"error": "not_simulated", "error_description": f"not simulated: {method} {path}"})


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


def rendered(page: Page) -> bytes:
    return json.dumps(page.body).encode()
