"""Connection, paths and modes: environment first, then .env, then config/settings.toml, then defaults.

Called by app. Never asks the network; secrets stay inside SecretStr.
"""

import contextlib
import ipaddress
import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from m365bot import regular
from m365bot.errors import ConfigError
from m365bot.words import say

GRAPH = {
    "global": "https://graph.microsoft.com/v1.0",
    "gcc-high": "https://graph.microsoft.us/v1.0",
    "dod": "https://dod-graph.microsoft.us/v1.0",
    "china": "https://microsoftgraph.chinacloudapi.cn/v1.0",
}
AUTHORITY = {
    "global": "https://login.microsoftonline.com",
    "gcc-high": "https://login.microsoftonline.us",
    "dod": "https://login.microsoftonline.us",
    "china": "https://login.chinacloudapi.cn",
}


# What a setting may be, in an officer's words, for those that can be wrong by themselves.
HINTS = {
    "cloud": "global、gcc-high、dod、china のどれかを書きます。",
    "lang": "ja か en を書きます。",
    "settles_s": "0以上の秒数を書きます。",
    "database_url": "sqlite:///… か postgresql://… の形で書きます。",
    "graph_url": "https://graph.microsoft.com/v1.0 のように、/v1.0 で終わるアドレスを書きます。",
    "clock_url": "この端末で動く練習環境の時計だけが使えます(http://127.0.0.1:… の形)。"
    "本物のテナントでは設定しません。",
    "log": "debug、info、warning、error のどれかを書きます。",
}


def _database(url: str) -> str:
    if url.partition("://")[0] not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ValueError("neither SQLite nor PostgreSQL")
    return url


def _version_root(url: str) -> str:
    """Anything else would be answered 404, whatever is asked."""
    if url and not urlsplit(url).path.rstrip("/").endswith("/v1.0"):
        raise ValueError("not a version root")
    return url


def _of_this_machine(url: str) -> str:
    """A clock from elsewhere could move planning's now, and with it what is sent."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
        raise ValueError("no address on this machine")
    return url


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _level(level: object) -> object:
    return str(level).lower() or "warning"


class WrongSettings(ConfigError):
    """Settings that cannot be used as they are; `wrong` has each one's name and words."""

    def __init__(self, names: Iterable[str]) -> None:
        self.wrong = {name: _wrong(name) for name in names}
        super().__init__("\n".join(self.wrong.values()))


class Settings(BaseSettings):
    """Every setting `X` is read from the environment as M365BOT_X."""

    model_config = SettingsConfigDict(
        env_prefix="M365BOT_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    instance: Path = Field(default=Path(), description="the folder that holds config/ and jobs/")
    state_dir: Path | None = Field(
        default=None, description="database, leases, tokens; default: <instance>/state"
    )
    database_url: Annotated[str, AfterValidator(_database)] | None = Field(
        default=None, description="sqlite:///… or postgresql://…"
    )
    tenant_id: str = Field(default="", description="the tenant's id")
    client_id: str = Field(default="", description="the app's id")
    client_secret: SecretStr | None = Field(default=None, description="a secret, for trials")
    certificate: Path | None = Field(default=None, description="a PEM file with key and certificate")
    cloud: Literal["global", "gcc-high", "dod", "china"] = Field(
        default="global", description="global, gcc-high, dod or china"
    )
    graph_url: Annotated[str, AfterValidator(_version_root)] = Field(
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
    clock_url: Annotated[str, AfterValidator(_of_this_machine)] | None = Field(
        default=None, description="a clock lent by the sandbox"
    )
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
        return self.graph_url or GRAPH[self.cloud]

    @property
    def is_practice(self) -> bool:
        """Is Graph on this machine? Then it is the practice tenant, where any day may be played."""
        return is_loopback(urlsplit(self.graph).hostname or "")

    @property
    def authority(self) -> str:
        return self.authority_url or AUTHORITY[self.cloud]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, _Toml(settings_cls)


class _Toml(PydanticBaseSettingsSource):
    """The officers' config/settings.toml."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        folder = Path(self.current_state.get("instance", "."))
        file = folder / "config" / "settings.toml"
        if not os.path.lexists(file):
            return {}
        try:
            content = tomllib.loads(regular.read(file, MOST).decode("utf-8-sig"))
        except (OSError, ValueError) as error:
            raise ConfigError(_unreadable()) from error
        return _flat(content, folder)


# Setting → where it stands in settings.toml. No address is among them: who may edit config/ must not be able to lead
# secrets and answers elsewhere.
PLACES = {
    "tenant_id": ("tenant", "tenant_id"),
    "client_id": ("tenant", "client_id"),
    "certificate": ("tenant", "certificate"),
    "cloud": ("tenant", "cloud"),
    "ca_bundle": ("network", "ca_bundle"),
    "proxy": ("network", "proxy"),
    "proxy_password_file": ("network", "proxy_password_file"),
}
PATHS = ("certificate", "ca_bundle", "proxy_password_file")
MOST = 256 * 1024  # bytes of settings.toml


def _flat(content: dict[str, Any], folder: Path) -> dict[str, Any]:
    found = {name: value for name, place in PLACES.items() if (value := _at(content, place))}
    paths = {name: folder / found[name] for name in PATHS if name in found}
    if "ca_bundle" in paths and is_in_config(paths["ca_bundle"], folder):
        raise ConfigError(_unreadable())
    return found | paths


def is_in_config(path: Path, folder: Path) -> bool:
    """Is it among the officers' files? Who edits those must not be able to bring along whom the bot trusts."""
    return path.resolve().is_relative_to((folder / "config").resolve())


def _at(content: Any, place: tuple[str, ...]) -> str:
    """The text at a place; empty where nothing stands there. Raises ConfigError for anything but text."""
    for name in place:
        if not isinstance(content, dict):
            raise ConfigError(_unreadable())
        content = content.get(name, {})
    if content != {} and not isinstance(content, str):
        raise ConfigError(_unreadable())
    return content or ""


def _unreadable() -> str:
    return say(
        "config/settings.toml を読めません。`m365bot check` で、どの行をどう直すかが分かります。",
    )


class _Environment(Settings):
    """The same without settings.toml."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings


def read() -> Settings:
    """The settings in force. Raises ConfigError that names the setting, never its value."""
    return _read(Settings)


def read_to_check() -> Settings:
    """The same, where settings.toml itself is what is being checked: what is wrong there is not raised here."""
    try:
        return _read(Settings)
    except ConfigError:
        return _read(_Environment)


def _read(kind: type[Settings]) -> Settings:
    try:
        encoding: Any = {"_env_file_encoding": _encoding(Path(".env"))}
        return kind(**encoding)  # pydantic-settings takes it, the checker sees only our fields
    except ValidationError as error:
        raise WrongSettings(str(one["loc"][0]) for one in error.errors()) from error


def _encoding(file: Path) -> str:
    """How .env is written: Windows' own programs write cp932, PowerShell's `>` UTF-16. Raises ConfigError."""
    try:
        status, content = file.stat(), regular.read_own(file, MOST)
    except FileNotFoundError:
        return "utf-8"
    except OSError as error:
        raise ConfigError(
            say(".env を読めません({why})。", why=error.strerror or type(error).__name__)
        ) from error
    if status.st_mode & 0o002:
        raise ConfigError(
            say(".env をだれでも書き換えられます。`chmod 600 .env` で、持ち主だけのものにしてください。")
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp932"):
        with contextlib.suppress(UnicodeDecodeError):
            content.decode(encoding)
            return encoding
    raise ConfigError(say(".env の文字を読めません。UTF-8 で保存し直してください。"))


def _wrong(name: str) -> str:
    shown = f"M365BOT_{name.upper()}"
    if shown not in os.environ and name in PLACES:
        shown += f"(config/settings.toml の {'.'.join(PLACES[name])})"
    return say("設定 {name} の値を読めません。", name=shown) + say(HINTS.get(name, ""))
