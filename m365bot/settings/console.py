"""Where the console is, as browsers and as this machine see it: worked out from the settings, refused where it is not safe.

Called by the console and by whoever must tell its address. Pure: opens nothing.
"""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from m365bot.errors import ConfigError
from m365bot.settings.addresses import is_loopback
from m365bot.settings.model import Settings
from m365bot.words import say

BACK = "/sign-in/back"
"""Where Entra sends browsers back to: of the registration's redirect addresses."""


@dataclass(frozen=True)
class Place:
    """url: how browsers reach it, without a slash at the end. proxies: peers whose word about a request counts.

    host, port: what is listened on. certificate, key: for TLS of our own.
    """

    url: str
    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    proxies: frozenset[str] = frozenset()

    @property
    def is_tls(self) -> bool:
        """Do browsers speak TLS to it, whoever ends it?"""
        return self.url.startswith("https://")

    @property
    def netloc(self) -> str:
        """What a browser's Host header has."""
        return urlsplit(self.url).netloc.lower()

    @property
    def back(self) -> str:
        return self.url + BACK


def redirect(settings: Settings) -> str:
    """What the registration must hold: of localhost any port will do (docs/facts.md entra.redirects)."""
    url = (settings.console_url or "").rstrip("/")
    return (url or "http://localhost") + BACK


def place(settings: Settings, *, port: int | None = None) -> Place:
    """port: one that the command line gives. Raises ConfigError where others could read along, or nobody would get in."""
    port = settings.console_port if port is None else port
    proxies = _proxies(settings.console_proxy)
    url = settings.console_url or _own_url(settings, port)
    found = Place(
        url.rstrip("/"),
        settings.console_host,
        port,
        settings.console_certificate,
        settings.console_key,
        proxies,
    )
    _look(found)
    return found


def _own_url(settings: Settings, port: int) -> str:
    if not is_loopback(settings.console_host):
        raise ConfigError(
            say(
                "この端末の外から使うには、ブラウザーが開くアドレスを M365BOT_CONSOLE_URL に書いてください"
                "(https://kenshu.example.jp の形)。"
            )
        )
    scheme = "https" if settings.console_certificate else "http"
    return f"{scheme}://localhost:{port}"


def _proxies(text: str) -> frozenset[str]:
    found = [one.strip() for one in text.split(",") if one.strip()]
    try:
        return frozenset(str(ipaddress.ip_address(one)) for one in found)
    except ValueError as error:
        told = say(
            "設定 M365BOT_CONSOLE_PROXY には、前に立つプロキシの IP アドレスを、カンマで区切って書きます。"
        )
        raise ConfigError(told) from error


def _look(place: Place) -> None:
    is_here = is_loopback(urlsplit(place.url).hostname or "")
    if place.is_tls and not (place.certificate or place.proxies):
        raise ConfigError(
            say(
                "{url} を https で出すには、証明書(M365BOT_CONSOLE_CERTIFICATE)か、https を受け持つプロキシ"
                "(M365BOT_CONSOLE_PROXY)が要ります。",
                url=place.url,
            )
        )
    if not place.is_tls and place.certificate:
        raise ConfigError(
            say(
                "証明書があるのに、M365BOT_CONSOLE_URL が http で始まっています。https で始まるアドレスにしてください。"
            )
        )
    if not place.is_tls and not (is_here and is_loopback(place.host)):
        raise ConfigError(
            say(
                "https でないアドレス {url} は、この端末の中だけで使えます。証明書かプロキシを設定してください。",
                url=place.url,
            )
        )
