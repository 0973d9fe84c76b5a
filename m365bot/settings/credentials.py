"""Secrets as a service manager or a container hands them over: a file for each, in $CREDENTIALS_DIRECTORY.

Called by the model of the settings. systemd's LoadCredential= and a container's secrets are such folders. A file is named
as its setting is in the environment; what a setting names as a file is that file itself. Nothing else in there is read.
"""

import os
from pathlib import Path
from typing import Any

from pydantic_settings import PydanticBaseSettingsSource

from m365bot import regular
from m365bot.errors import ConfigError
from m365bot.words import say

FOLDER = "CREDENTIALS_DIRECTORY"
FILES = ("certificate", "ca_bundle", "proxy_password_file", "console_certificate", "console_key")
VALUES = ("client_secret", "database_url", "proxy", "ping_url", "service_account_refresh_token")
MOST = 64 * 1024  # bytes of one value


class Credentials(PydanticBaseSettingsSource):
    """What lies in the folder."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        files = {name: found for name in FILES if (found := file_of(name))}
        return files | {name: _content(found) for name in VALUES if (found := file_of(name))}


def file_of(name: str) -> Path | None:
    """The credential of a setting, if somebody handed one over."""
    folder = os.environ.get(FOLDER)
    file = Path(folder or ".") / f"M365BOT_{name.upper()}"
    return file if folder and os.path.lexists(file) else None


def _content(file: Path) -> str:
    """Without the line's end that editors put. Raises ConfigError, which never shows it."""
    try:
        return regular.read_own(file, MOST).decode("utf-8-sig").strip()
    except OSError as error:
        why = error.strerror or type(error).__name__
    except UnicodeDecodeError:
        why = "UTF-8"
    raise ConfigError(say("秘密の値のファイル {file} を読めません({why})。", file=file, why=why))
