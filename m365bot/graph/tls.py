"""httpx clients that trust whom the settings say.

Called by wire and by the sign-in. Never reads proxies or certificates from the environment: settings say
them.
"""

import ssl
from importlib.metadata import version

import httpx

from m365bot.errors import ConfigError
from m365bot.graph.connection import Connection
from m365bot.words import say

# Decorated as SharePoint asks, so that its throttling knows who calls (docs/facts.md spo.codes).
AGENT = f"NONISV|m365bot|m365bot/{version('m365bot')}"


def client(
    connection: Connection, transport: httpx.AsyncBaseTransport | None, *, at_once: int
) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=context(connection),
        proxy=connection.proxy,
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(connection.request_timeout_s, connect=10, pool=None),
        limits=httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once),
        headers={"User-Agent": AGENT, "Accept": "application/json"},
    )


def blocking_client(connection: Connection) -> httpx.Client:
    return httpx.Client(
        verify=context(connection),
        proxy=connection.proxy,
        trust_env=False,
        timeout=httpx.Timeout(connection.request_timeout_s, connect=10),
        headers={"User-Agent": AGENT},
    )


def context(connection: Connection) -> ssl.SSLContext:
    """Certificates are read only where TLS is spoken: that costs tens of milliseconds."""
    if not connection.needs_tls:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made = httpx.create_ssl_context(trust_env=False)
    if connection.ca_bundle:
        try:
            made.load_verify_locations(connection.ca_bundle)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(
                say("CA 証明書 {path} を読み込めません。", path=connection.ca_bundle)
            ) from error
    return made
