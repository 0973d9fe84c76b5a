"""The way out of the building: a proxy for everything but this machine and what NO_PROXY names.

Made by app.py from the settings, asked by `tls` for each request. Never shows a password.
"""

import re
import stat
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from m365bot import regular
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


# What holds another secret: JSON as the service account's token, PEM, lines as of .env.
_NO_PASSWORD = re.compile(r"[{\[]|-----BEGIN|(?:export\s+)?[A-Z][A-Z0-9_]{3,}=|.*[\r\n]", re.DOTALL)
_MOST = 1024  # bytes


def _password(file: Path) -> str:
    """One line and nothing else: config/ may name both the file and the proxy that its content is sent to."""
    password = _content(file).strip("\r\n")
    if _NO_PASSWORD.match(password):
        raise ConfigError(
            say(
                "プロキシのパスワードのファイル {path} に、パスワード以外のものがあります。"
                "パスワードだけを1行で書いたファイルを指定してください。何も送っていません。",
                path=file,
            )
        )
    return password


def _content(file: Path) -> str:
    try:
        content = regular.read_own(file, _MOST).decode("utf-8-sig")
        _look_who_may_read(file)
        return content
    except (OSError, ValueError) as error:
        raise ConfigError(
            say(
                "プロキシのパスワードのファイル {path} を読み込めません。"
                "場所と、読み取りの権限を確かめてください。",
                path=file,
            )
        ) from error


def _look_who_may_read(file: Path) -> None:
    if file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        import structlog

        structlog.get_logger("m365bot.graph").warning(
            "proxy.everybody_may_read_the_password", file=str(file), todo="chmod 600"
        )
