"""Every setting: its name, what it may be and what it is where nobody says.

Called by those who read the settings, and by those who are handed them. Secrets stay inside SecretStr.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from m365bot.settings import addresses, credentials, officers


def _level(level: object) -> object:
    return str(level).lower() or "warning"


class Settings(BaseSettings):
    """Every setting `X` is read from the environment as M365BOT_X."""

    model_config = SettingsConfigDict(
        env_prefix="M365BOT_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    left_out: ClassVar[frozenset[str]] = frozenset()  # of the places that are looked at

    instance: Path = Field(default=Path(), description="the folder that holds config/ and jobs/")
    state_dir: Path | None = Field(
        default=None, description="database, leases, tokens; default: <instance>/state"
    )
    database_url: Annotated[str, AfterValidator(addresses.database)] | None = Field(
        default=None, description="sqlite:///… or postgresql://…"
    )
    database_shared: Literal["on", "off"] = Field(
        default="off", description="on or off: may the database hold other instances too?"
    )
    tenant_id: str = Field(default="", description="the tenant's id")
    client_id: str = Field(default="", description="the app's id")
    client_secret: SecretStr | None = Field(default=None, description="a secret, for trials")
    certificate: Path | None = Field(default=None, description="a PEM file with key and certificate")
    cloud: Literal["global", "gcc-high", "dod", "china"] = Field(
        default="global", description="global, gcc-high, dod or china"
    )
    config_source: Annotated[str, AfterValidator(addresses.of_config)] = Field(
        default="", description="site:TEAM/FOLDER, where the officers keep config/; default: this folder"
    )
    graph_url: Annotated[str, AfterValidator(addresses.version_root)] = Field(
        default="", description="version root of Graph; default: the cloud's"
    )
    authority_url: str = Field(default="", description="sign-in root; default: the cloud's")
    ca_bundle: Path | None = Field(
        default=None, description="a PEM file of authorities to trust beside the system's"
    )
    proxy: SecretStr | None = Field(
        default=None, description="http://[user[:password]@]host:port; default: HTTPS_PROXY"
    )
    proxy_password_file: Path | None = Field(
        default=None, description="a file that holds the proxy's password alone"
    )
    service_account_refresh_token: SecretStr | None = Field(
        default=None, description="seeds the service account's sign-in"
    )
    settles_s: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="replaces the 120 s an absence needs to be believed",
    )
    clock_url: Annotated[str, AfterValidator(addresses.of_this_machine)] | None = Field(
        default=None, description="a clock lent by the sandbox"
    )
    metrics_port: int | None = Field(
        default=None, ge=1, le=65535, description="the daemon's figures for Prometheus, on this machine"
    )
    ping_url: Annotated[SecretStr, AfterValidator(addresses.of_a_watcher)] | None = Field(
        default=None, description="a watcher that misses runs: asked at <url>/<job> after each"
    )
    console_host: str = Field(default="127.0.0.1", description="the address that the console listens on")
    console_port: int = Field(default=8640, ge=1, le=65535, description="and its port")
    console_url: Annotated[str, AfterValidator(addresses.of_a_console)] | None = Field(
        default=None, description="how browsers reach it; default: http://localhost:<port>"
    )
    console_certificate: Path | None = Field(default=None, description="a PEM file, for TLS of its own")
    console_key: Path | None = Field(default=None, description="its key, where that is another file")
    console_proxy: str = Field(default="", description="addresses of proxies before it, which end TLS")
    lang: Literal["ja", "en"] = Field(default="ja", description="ja or en")
    log: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_level)] = Field(
        default="warning", description="debug, info, warning or error"
    )

    @property
    def folder(self) -> Path:
        return self.instance.absolute()

    @property
    def state(self) -> Path:
        return (self.state_dir or self.folder / "state").absolute()

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.state / 'm365bot.db'}"

    @property
    def is_on_a_server(self) -> bool:
        """Is the database one that other machines reach too?"""
        return not self.database.startswith("sqlite")

    @property
    def graph(self) -> str:
        return self.graph_url or addresses.GRAPH[self.cloud]

    @property
    def is_practice(self) -> bool:
        """Is Graph on this machine? Then it is the practice tenant, where any day may be played."""
        return addresses.is_loopback(urlsplit(self.graph).hostname or "")

    @property
    def authority(self) -> str:
        return self.authority_url or addresses.AUTHORITY[self.cloud]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The first that says something of a setting wins. What is left out is not even opened."""
        ranked: dict[str, Callable[[], PydanticBaseSettingsSource]] = {
            "given": lambda: init_settings,
            "environment": lambda: env_settings,
            "credentials": lambda: credentials.Credentials(settings_cls),
            ".env": lambda: dotenv_settings,
            "settings.toml": lambda: officers.Toml(settings_cls),
        }
        return tuple(made() for name, made in ranked.items() if name not in cls.left_out)


class Environment(Settings):
    """The same without settings.toml."""

    left_out = frozenset({"settings.toml"})


class OfOne(Settings):
    """One of many instances, seen from outside: what its own files say, whatever the environment does."""

    left_out = frozenset({"environment", "credentials"})
