"""The SDK's builders, and the address that a builder stands for.

Called by the client. The SDK is loaded when a builder is first asked for, and builds addresses only: what is
sent is sent by this package (the SDK's own retries would post twice, ADR 16).
"""

import functools
import re
import warnings
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from m365bot.graph.connection import Connection

_ASCII = "".join(map(chr, range(33, 127)))

_PLAIN = "$,():/='*@;"
"""What stays as it is in a query's value: what OData is written with."""

_OPTION = re.compile(r"\$[a-z]+\Z")


def root(connection: Connection, client: httpx.AsyncClient) -> Any:
    """A GraphServiceClient on the connection's own root."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the SDK uses what it deprecates itself
        from kiota_abstractions.authentication import AnonymousAuthenticationProvider
        from msgraph import GraphRequestAdapter, GraphServiceClient
    adapter = GraphRequestAdapter(AnonymousAuthenticationProvider(), client=client)
    adapter.base_url = connection.graph_url  # before the client is built, else addresses get `//`
    return GraphServiceClient(request_adapter=adapter)


def address(connection: Connection, where: Any, query: Mapping[str, str] | None) -> str:
    """The absolute address of a builder, of a path below the version root, or of a link of Graph's own."""
    if not isinstance(where, str):
        return _with_query(connection.graph_url + _of_builder(where, query or {}), query)
    if "://" not in where:
        return _with_query(f"{connection.graph_url}/{_encoded(where.lstrip('/'))}", query)
    return _with_query(where, query)


def _of_builder(builder: Any, query: Mapping[str, str]) -> str:
    template, _, options = str(builder.url_template).partition("{?")
    if unknown := [key for key in query if _OPTION.match(key) and f"%24{key[1:]}" not in options]:
        raise ValueError(f"{template} takes no {', '.join(unknown)}")
    return _expand(template, tuple(sorted(dict(builder.path_parameters).items())))


@functools.lru_cache(maxsize=4096)
def _expand(template: str, parameters: tuple[tuple[str, str], ...]) -> str:
    from kiota_abstractions.method import Method
    from kiota_abstractions.request_information import RequestInformation

    expanded = RequestInformation(Method.GET, template, dict(parameters)).url
    # Outside the SDK's middleware its stand-in for the signed-in user stays in the address.
    return str(expanded).replace("/users/me-token-to-replace", "/me")


def _encoded(path: str) -> str:
    """Blanks and other scripts encoded; what is encoded already stays (a batch sends it as it is)."""
    return quote(path, safe=_ASCII)


def _with_query(url: str, query: Mapping[str, str] | None) -> str:
    if not query:
        return url
    pairs = "&".join(f"{quote(key, safe='$@')}={quote(value, safe=_PLAIN)}" for key, value in query.items())
    return f"{url}{'&' if '?' in url else '?'}{pairs}"
