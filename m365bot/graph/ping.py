"""Asks an address that a watcher gave, so that the watcher knows that something lives (Healthchecks and the like).

Called by app for jobs and daemon. Leaves by the way everything leaves: proxy, authorities, no redirects. Never says more
than the address, never raises, never logs the address: who has it may speak for us.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

import httpx
import structlog

from m365bot.errors import ConfigError
from m365bot.graph import tls
from m365bot.graph.connection import Connection

log = structlog.get_logger("m365bot.graph")

SECONDS = 5.0  # for a connection, and for an answer


@dataclass(frozen=True)
class Watcher:
    """url: of the settings, without what stands below it."""

    url: str
    connection: Connection

    def ask(self, parts: Sequence[str]) -> None:
        """Once. What becomes of it is logged, and nothing else."""
        url = "/".join((self.url.rstrip("/"), *(quote(part, safe="") for part in parts)))
        try:
            with tls.blocking_client(self._way()) as client:
                status = client.get(url, timeout=httpx.Timeout(SECONDS)).status_code
        except (httpx.HTTPError, httpx.InvalidURL, ConfigError, OSError, ValueError) as error:
            log.warning("ping.failed", of=parts, error=type(error).__name__)
            return
        if not 200 <= status < 300:
            log.warning("ping.refused", of=parts, status=status)

    def _way(self) -> Connection:
        """To the watcher's host, that is: TLS is prepared where it wants it. Raises ConfigError for one without TLS."""
        return replace(self.connection, graph_url=self.url, authority_url=self.url)
