"""The way out of the building: a proxy for everything but this machine and what NO_PROXY names.

Made by app.py from the settings, asked by `tls` for each request. Never shows a password.
"""

import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from m365bot.errors import ConfigError
from m365bot.settings import is_loopback
from m365bot.words import say


@dataclass(frozen=True)
class Proxy:
    """`url` holds neither user nor password; `sign_in` is both."""

    url: str
    sign_in: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        return urlsplit(self.url).netloc

    def is_for(self, host: str) -> bool:
        return not is_loopback(host) and not urllib.request.proxy_bypass(host)


def of(setting: str | None, password_file: Path | None) -> Proxy | None:
    """As the settings say, else as the system does (HTTPS_PROXY, ALL_PROXY). Raises ConfigError."""
    url = setting or _of_the_system()
    if not url:
        return None
    parts = _parts(url)
    user = unquote(parts.username or "")
    password = _password(password_file) if password_file else unquote(parts.password or "")
    bare = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return Proxy(bare, (user, password) if user else None)


def _of_the_system() -> str:
    found = urllib.request.getproxies()
    return found.get("https") or found.get("all") or ""


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket left open
        usable = False
    if not usable:
        raise ConfigError(
            say(
                "プロキシのアドレスを読めません。http://proxy.example.jp:8080 の形で、"
                "M365BOT_PROXY、config/settings.toml の network.proxy、HTTPS_PROXY のどれかに書いてください。"
            )
        )
    return parts


def _password(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig").strip("\r\n")
    except (OSError, ValueError) as error:
        raise ConfigError(
            say(
                "プロキシのパスワードのファイル {path} を読み込めません。"
                "場所と、読み取りの権限を確かめてください。",
                path=file,
            )
        ) from error
