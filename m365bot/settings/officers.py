"""The officers' config/settings.toml as a source of settings.

Called by the model of the settings. Never says what is wrong in the file: `check` does.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic_settings import PydanticBaseSettingsSource

from m365bot import regular
from m365bot.errors import ConfigError
from m365bot.words import say

# Setting → where it stands in settings.toml. No address is among them: who may edit config/ must not be able to lead
# secrets and answers elsewhere.
PLACES = {
    "tenant_id": ("tenant", "tenant_id"),
    "client_id": ("tenant", "client_id"),
    "certificate": ("tenant", "certificate"),
    "cloud": ("tenant", "cloud"),
    "config_source": ("config", "source"),
    "ca_bundle": ("network", "ca_bundle"),
    "proxy": ("network", "proxy"),
    "proxy_password_file": ("network", "proxy_password_file"),
}


PATHS = ("certificate", "ca_bundle", "proxy_password_file")


MOST = 256 * 1024  # bytes of settings.toml


class Toml(PydanticBaseSettingsSource):
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
