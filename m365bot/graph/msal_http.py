"""The HTTP client that msal is given: proxies, private authorities and a loopback authority over plain http.

Made by auth and login. msal insists on https authorities, so a loopback one is shown to it as https and asked over
http. Never repeats a request; what is worth repeating is raised as Busy, past msal's own cache of failures.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from m365bot.graph import obstacles, tls
from m365bot.graph.connection import Connection, origin
from m365bot.graph.obstacles import Obstacle

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Busy(Exception):
    """The token endpoint said 429 or 5xx; `after` is its Retry-After as it came."""

    def __init__(self, status: int, after: str | None) -> None:
        super().__init__(f"token endpoint: {status}")
        self.status = status
        self.after = after


class Page(Exception):
    """Something on the way answered with a page for people."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__("token endpoint: a page")
        self.obstacle = obstacle


class Response:
    """What msal reads of an answer."""

    def __init__(self, status: int, text: str, headers: dict[str, str]) -> None:
        self.status_code = status
        self.text = text
        self.headers = headers

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise ValueError(f"token endpoint: {self.status_code}")


class Http:
    """msal's idea of an HTTP client: get, post, close."""

    def __init__(self, connection: Connection) -> None:
        self._client = tls.blocking_client(connection)
        self._real = origin(connection.authority_url)
        self._shown = self._real.replace("http://", "https://", 1)

    def get(self, url: str, params: Any = None, headers: Any = None, **_: Any) -> Response:
        return self._ask("GET", url, params=params, headers=headers)

    def post(
        self, url: str, params: Any = None, data: Mapping[str, Any] = NOTHING, headers: Any = None, **_: Any
    ) -> Response:
        # An assertion comes as bytes, which httpx would send as Python writes them.
        texts = {key: value.decode() if isinstance(value, bytes) else value for key, value in data.items()}
        return self._ask("POST", url, params=params, data=texts, headers=headers)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, method: str, url: str, *, headers: Any, **parts: Any) -> Response:
        url = url.replace(self._shown, self._real, 1)
        sent = {key: value for key, value in (headers or {}).items() if value is not None}
        answer = self._client.request(method, url, headers=sent, **parts)
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Busy(answer.status_code, answer.headers.get("retry-after"))
        if page := obstacles.of_page(answer, answer.url.host):
            raise Page(page)
        text = answer.text.replace(self._real, self._shown)
        return Response(answer.status_code, text, dict(answer.headers))


def shown(connection: Connection) -> str:
    """The authority as msal is told of it."""
    url = f"{connection.authority_url}/{connection.tenant_id}"
    return url.replace("http://", "https://", 1)


def asked(url: str, connection: Connection) -> str:
    """An address of the authority as a browser can open it."""
    real = origin(connection.authority_url)
    return url.replace(real.replace("http://", "https://", 1), real, 1)


def is_transport_error(error: Exception) -> bool:
    return isinstance(error, httpx.HTTPError | Page)


def obstacle(error: Exception, connection: Connection) -> Obstacle | None:
    """What stood in the way of the sign-in, where that is known."""
    host = urlsplit(connection.authority_url).hostname or ""
    return error.obstacle if isinstance(error, Page) else obstacles.of(error, host, connection.proxy)
