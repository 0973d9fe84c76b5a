"""The settings in force: environment first, then credentials, then .env, then config/settings.toml, then defaults.

Called by the command line. What is wrong is told by the setting's name, never by its value.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from m365bot import regular
from m365bot.errors import ConfigError
from m365bot.settings import credentials
from m365bot.settings.model import Environment, OfOne, Settings
from m365bot.settings.officers import MOST, PATHS, PLACES
from m365bot.words import say

# What a setting may be, in an officer's words, for those that can be wrong by themselves.
HINTS = {
    "cloud": "global、gcc-high、dod、china のどれかを書きます。",
    "lang": "ja か en を書きます。",
    "settles_s": "0以上の秒数を書きます。",
    "database_url": "sqlite:///… か postgresql://… の形で書きます。",
    "database_shared": "on か off を書きます。",
    "graph_url": "https://graph.microsoft.com/v1.0 のように、/v1.0 で終わるアドレスを書きます。",
    "clock_url": "この端末で動く練習環境の時計だけが使えます(http://127.0.0.1:… の形)。"
    "本物のテナントでは設定しません。",
    "log": "debug、info、warning、error のどれかを書きます。",
    "metrics_port": "1から65535までの番号を書きます。",
    "console_port": "1から65535までの番号を書きます。",
    "console_url": "https://kenshu.example.jp のように、パスや ? を付けずに書きます。",
    "ping_url": "https で始まるアドレスを、? や # を付けずに書きます(http はこの端末の中だけで使えます)。",
}


class WrongSettings(ConfigError):
    """Settings that cannot be used as they are; `wrong` has each one's name and words."""

    def __init__(self, names: Iterable[str]) -> None:
        self.wrong = {name: _wrong(name) for name in names}
        super().__init__("\n".join(self.wrong.values()))


def read() -> Settings:
    """The settings in force. Raises ConfigError that names the setting, never its value."""
    return _read(Settings)


def read_to_check() -> Settings:
    """The same, where settings.toml itself is what is being checked: what is wrong there is not raised here."""
    try:
        return _read(Settings)
    except ConfigError:
        return _read(Environment)


def read_of(folder: Path) -> Settings:
    """Those of the instance in a folder, as its worker finds them there. Raises ConfigError."""
    found = _read(OfOne, folder / ".env", instance=folder, state_dir=folder / "state")
    paths = {name: folder / path for name in PATHS if (path := getattr(found, name))}
    return found.model_copy(update=paths)


def _read(kind: type[Settings], file: Path = Path(".env"), **given: Any) -> Settings:
    try:
        how: Any = {"_env_file": file, "_env_file_encoding": _encoding(file)}
        return kind(**how, **given)  # pydantic-settings takes them, the checker sees only our fields
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
    if file := shown not in os.environ and credentials.file_of(name):
        shown += f"({file})"
    elif shown not in os.environ and name in PLACES:
        shown += f"(config/settings.toml の {'.'.join(PLACES[name])})"
    return say("設定 {name} の値を読めません。", name=shown) + say(HINTS.get(name, ""))
