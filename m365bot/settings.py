"""Connection, paths and modes: environment first, then .env, then config/settings.toml, then defaults.

Called by app. Never asks the network; secrets stay inside SecretStr.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

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


class Settings(BaseSettings):
    """Every setting `X` is read from the environment as M365BOT_X."""

    model_config = SettingsConfigDict(env_prefix="M365BOT_", env_file=".env", extra="ignore")

    instance: Path = Field(default=Path(), description="the folder that holds config/ and jobs/")
    state_dir: Path | None = Field(
        default=None, description="database, leases, tokens; default: <instance>/state"
    )
    database_url: str | None = Field(default=None, description="sqlite:///… or postgresql://…")
    tenant_id: str = Field(default="", description="the tenant's id")
    client_id: str = Field(default="", description="the app's id")
    client_secret: SecretStr | None = Field(default=None, description="a secret, for trials")
    certificate: Path | None = Field(default=None, description="a PEM file with key and certificate")
    cloud: str = Field(default="global", description="global, gcc-high, dod or china")
    graph_url: str = Field(default="", description="version root of Graph; default: the cloud's")
    authority_url: str = Field(default="", description="sign-in root; default: the cloud's")
    ca_bundle: Path | None = Field(default=None, description="a PEM file of authorities to trust")
    service_account_refresh_token: SecretStr | None = Field(
        default=None, description="seeds the service account's sign-in"
    )
    settles_s: float | None = Field(
        default=None, description="replaces the 120 s an absence needs to be believed"
    )
    clock_url: str | None = Field(default=None, description="a clock lent by the sandbox")
    lang: str = Field(default="ja", description="ja or en")

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
    def graph(self) -> str:
        return self.graph_url or GRAPH[self.cloud]

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
        folder = Path(os.environ.get("M365BOT_INSTANCE", "."))
        file = folder / "config" / "settings.toml"
        if not file.is_file():
            return {}
        try:
            content = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(say("{file} を読めません: {why}", file=file, why=error)) from error
        return _flat(content, folder)


def _flat(content: dict[str, Any], folder: Path) -> dict[str, Any]:
    tenant, network = content.get("tenant", {}), content.get("network", {})
    endpoints = tenant.get("endpoints", {})
    values = {
        "tenant_id": tenant.get("tenant_id"),
        "client_id": tenant.get("client_id"),
        "certificate": folder / tenant["certificate"] if tenant.get("certificate") else None,
        "cloud": tenant.get("cloud"),
        "graph_url": endpoints.get("graph"),
        "authority_url": endpoints.get("authority"),
        "ca_bundle": folder / network["ca_bundle"] if network.get("ca_bundle") else None,
        "database_url": content.get("database", {}).get("url"),
    }
    return {name: value for name, value in values.items() if value}


def read() -> Settings:
    """The settings in force. Raises ConfigError that names the setting, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        names = "、".join("M365BOT_" + str(one["loc"][0]).upper() for one in error.errors())
        raise ConfigError(say("設定 {names} の値を読めません。", names=names)) from error
