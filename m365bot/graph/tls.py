"""httpx clients that trust whom this machine trusts, and leave by the way the settings say.

Called by wire and by the sign-in. Beside the system's store of authorities stands `ca_bundle`, a city's own
(ADR 34).
"""

import ssl
import sys
from importlib.metadata import version
from importlib.util import find_spec

import httpx
import truststore

from m365bot import regular
from m365bot.errors import ConfigError
from m365bot.graph.connection import Connection
from m365bot.graph.proxy import Proxy
from m365bot.words import say

# httpcore asks for it before each request; what is not installed is sought on every path each time, half a millisecond.
if "sniffio" not in sys.modules and find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # this is how Python says that there is none
# Decorated as SharePoint asks, so that its throttling knows who calls (docs/facts.md spo.codes).
AGENT = f"NONISV|m365bot|m365bot/{version('m365bot')}"
_MOST = 16 * 1024 * 1024  # bytes of PEM; the whole store of a system has some hundred thousand


def client(
    connection: Connection, transport: httpx.AsyncBaseTransport | None, *, at_once: int
) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    return httpx.AsyncClient(
        transport=transport or _way_out(connection, limits),
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(connection.request_timeout_s, connect=10, pool=None),
        headers={"User-Agent": AGENT, "Accept": "application/json"},
    )


def blocking_client(connection: Connection) -> httpx.Client:
    return httpx.Client(
        transport=_blocking_way_out(connection),
        trust_env=False,
        timeout=httpx.Timeout(connection.request_timeout_s, connect=10),
        headers={"User-Agent": AGENT},
    )


def _way_out(connection: Connection, limits: httpx.Limits) -> httpx.AsyncBaseTransport:
    trust = context(connection)
    direct = httpx.AsyncHTTPTransport(verify=trust, limits=limits, trust_env=False)
    if connection.proxy is None:
        return direct
    by_proxy = httpx.AsyncHTTPTransport(
        verify=trust, limits=limits, trust_env=False, proxy=_proxy(connection.proxy, trust)
    )
    return _ByHost(direct, by_proxy, connection.proxy)


def _blocking_way_out(connection: Connection) -> httpx.BaseTransport:
    trust = context(connection)
    direct = httpx.HTTPTransport(verify=trust, trust_env=False)
    if connection.proxy is None:
        return direct
    by_proxy = httpx.HTTPTransport(verify=trust, trust_env=False, proxy=_proxy(connection.proxy, trust))
    return _BlockingByHost(direct, by_proxy, connection.proxy)


def _proxy(proxy: Proxy, trust: ssl.SSLContext) -> httpx.Proxy:
    is_spoken_to_by_tls = proxy.url.startswith("https:")
    return httpx.Proxy(proxy.url, auth=proxy.sign_in, ssl_context=trust if is_spoken_to_by_tls else None)


class _ByHost(httpx.AsyncBaseTransport):
    """By the proxy or straight on, as each request's host wants it."""

    def __init__(
        self, direct: httpx.AsyncBaseTransport, by_proxy: httpx.AsyncBaseTransport, proxy: Proxy
    ) -> None:
        self._ways = {False: direct, True: by_proxy}
        self._proxy = proxy

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._ways[self._proxy.is_for(request.url.host)].handle_async_request(request)

    async def aclose(self) -> None:
        for way in self._ways.values():
            await way.aclose()


class _BlockingByHost(httpx.BaseTransport):
    """The same for msal, whose calls block."""

    def __init__(self, direct: httpx.BaseTransport, by_proxy: httpx.BaseTransport, proxy: Proxy) -> None:
        self._ways = {False: direct, True: by_proxy}
        self._proxy = proxy

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._ways[self._proxy.is_for(request.url.host)].handle_request(request)

    def close(self) -> None:
        for way in self._ways.values():
            way.close()


def context(connection: Connection) -> ssl.SSLContext:
    """Certificates are read only where TLS is spoken: that costs tens of milliseconds."""
    if not connection.needs_tls:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if connection.ca_bundle:
        try:
            pem = regular.read_own(connection.ca_bundle, _MOST).decode("ascii", "replace")
            made.load_verify_locations(cadata=pem)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            raise ConfigError(
                say("CA 証明書 {path} を読み込めません。", path=connection.ca_bundle)
            ) from error
    return made
