"""Connection, paths and modes: environment first, then credentials, then .env, then config/settings.toml, then defaults.

Called by app. Never asks the network; secrets stay inside SecretStr.
"""

from m365bot.settings.addresses import is_loopback
from m365bot.settings.console import Place, place
from m365bot.settings.force import WrongSettings, read, read_of, read_to_check
from m365bot.settings.model import Settings
from m365bot.settings.officers import PLACES, is_in_config

__all__ = [
    "PLACES",
    "Place",
    "Settings",
    "WrongSettings",
    "is_in_config",
    "is_loopback",
    "place",
    "read",
    "read_of",
    "read_to_check",
]
