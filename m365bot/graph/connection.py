"""Where and as whom Graph is reached.

Made by app.py from the settings, read by everything in this package. Refuses plain http but on loopback.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from m365bot.errors import ConfigError
from m365bot.graph.proxy import Proxy
from m365bot.settings import is_loopback
from m365bot.words import say


@dataclass(frozen=True, kw_only=True)
class Connection:
    """`graph_url` ends in the version (`/v1.0`); `certificate` is a PEM file with key and certificate."""

    tenant_id: str
    client_id: str
    state_dir: Path
    client_secret: str | None = field(default=None, repr=False)
    certificate: Path | None = None
    graph_url: str = "https://graph.microsoft.com/v1.0"
    authority_url: str = "https://login.microsoftonline.com"
    ca_bundle: Path | None = None
    proxy: Proxy | None = None
    account_refresh_token: str | None = field(default=None, repr=False)
    service_account: str = ""  # the sign-in name that posts go out by; empty: whoever signed in
    keeps_tokens: bool = True  # newer refresh tokens are written to the state folder
    request_timeout_s: float = 30
    patience_s: float = 120
    """How long a read is repeated."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "graph_url", self.graph_url.rstrip("/"))
        object.__setattr__(self, "authority_url", self.authority_url.rstrip("/"))
        for url in (self.graph_url, self.authority_url):
            if not is_safe(url):
                raise ConfigError(
                    say(
                        "{url} には接続できません。https で始まるアドレスを設定してください"
                        "(http はこの端末の中だけで使えます)。",
                        url=url,
                    )
                )

    @property
    def scope(self) -> str:
        """A cloud's own root, without the version (docs/facts.md 11)."""
        return self.graph_url.rsplit("/", 1)[0] + "/.default"

    @property
    def whose(self) -> str:
        """Whom the service's limits are counted for: an app in a tenant."""
        return f"{self.graph_url} {self.tenant_id} {self.client_id}"

    @property
    def needs_tls(self) -> bool:
        return "https://" in self.graph_url + self.authority_url


def origin(url: str) -> str:
    """Scheme, host and port in lower case."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def is_safe(url: str) -> bool:
    """https, or plain http to this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # brackets left open, a port that is no number
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
