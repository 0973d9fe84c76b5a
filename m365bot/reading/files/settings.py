"""settings.toml: its form and its keys. What the values mean to the bot is `m365bot.settings`' business.

Called by `whole`.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.encoding import text_of
from m365bot.settings import is_in_config
from m365bot.words import say


@dataclass(frozen=True)
class Setting:
    """One key.

    `without_effect`: values that are accepted and that nothing acts on yet; None: all of them.

    is_path_outside: a file that must not be among the officers' own.
    instead: the variables that say this, where settings.toml must not.
     `secret`: is there one
    in a value, where this file is no place for it?
    """

    choices: tuple[str, ...] = ()
    holds: type = str
    without_effect: tuple[str, ...] | None = ()
    instead: str = ""
    is_path_outside: bool = False
    secret: Callable[[str], bool] = lambda _: False

    def has_effect(self, value: Any) -> bool:
        return self.without_effect is not None and value not in self.without_effect


def _password_in(address: str) -> bool:
    """`http://user:password@host`."""
    before, at, _ = address.rpartition("@")
    return bool(at) and ":" in before.partition("://")[2]


_TEXT, _LATER = Setting(), Setting(without_effect=None)
SETTINGS: Mapping[str, Mapping[str, Setting]] = {
    "tenant": {
        "tenant_id": _TEXT,
        "client_id": _TEXT,
        "client_secret_file": _LATER,
        "certificate": _TEXT,
        "certificate_password_file": _LATER,
        "cloud": Setting(choices=("global", "gcc-high", "dod", "china")),
        "endpoints": Setting(holds=dict, instead="M365BOT_GRAPH_URL、M365BOT_AUTHORITY_URL"),
        "mode": Setting(choices=("wide", "narrow"), without_effect=("narrow",)),
        "guests": Setting(choices=("on", "off")),
        "mailbox": _TEXT,
        "webhook": Setting(holds=dict, without_effect=None),
    },
    "network": {
        "proxy": Setting(secret=_password_in),
        "proxy_password_file": _TEXT,
        "ca_bundle": Setting(is_path_outside=True),
    },
    "config": {"source": _TEXT},
    "database": {"url": Setting(instead="M365BOT_DATABASE_URL")},
}

_NAME = re.compile(r"\s*\[?\s*\"?([\w-]+)")


def read(file: ConfigFile) -> dict[str, Any]:
    """The file's tables; complaints for its form and for keys that are not known."""
    text = text_of(file) if os.path.lexists(file.path) else None
    if text is None or not file.affords(len(text) * 2):
        return {}
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _complain_of_toml(error, text, file)
        return {}
    lines = _lines_of(text)
    for section, values in found.items():
        _look_at_section(section, values, lines, file)
    return found


def _complain_of_toml(error: Exception, text: str, file: ConfigFile) -> None:
    match = re.search(r"line (\d+), column (\d+)", str(error))
    line, column = (int(match[1]), int(match[2])) if match else (text.count("\n") + 1, 1)
    lines = text.splitlines() or [""]
    written = lines[min(line, len(lines)) - 1].strip()
    if "overwrite" in str(error) or "twice" in str(error):
        _complain_of_double(written, lines, line, file)
        return
    file.complain(
        file.at(line, column),
        say("TOML として読めません: {written}", written=written[:80]),
        say('「名前 = "値"」の形で、文字は半角の引用符で囲んでください。'),
    )


def _complain_of_double(written: str, lines: list[str], number: int, file: ConfigFile) -> None:
    name = written.partition("=")[0].strip()
    same = [
        index for index, line in enumerate(lines[: number - 1], 1) if line.partition("=")[0].strip() == name
    ]
    file.complain(
        file.at(number),
        say(
            "'{name}' が2回書かれています({line}行目にもあります)。", name=name, line=same[-1] if same else 1
        ),
        say("どちらか1つを残してください。"),
    )


def _look_at_section(section: str, values: Any, lines: Mapping[str, int], file: ConfigFile) -> None:
    if section not in SETTINGS:
        file.complain(
            file.at(lines.get(section, 1)),
            say("'{name}' という項目はありません。", name=section),
            nearest(section, SETTINGS),
        )
        return
    if not isinstance(values, dict):
        file.complain(
            file.at(lines.get(section, 1)),
            say("ここには [{name}] という見出しと、その下の「名前 = 値」を書きます。", name=section),
            say('例: [tenant] の次の行に mode = "wide"'),
        )
        return
    for name, value in values.items():
        place = file.at(lines.get(name, 1))
        _look_at_setting(section, name, value, place, file)


def _look_at_setting(section: str, name: str, value: Any, place: Place, file: ConfigFile) -> None:
    whole, setting = f"{section}.{name}", SETTINGS[section].get(name)
    _look_at_value(whole, value, setting or _TEXT, place, file)
    if setting is None:
        file.complain(
            place,
            say("'{name}' という項目はありません。", name=whole),
            nearest(name, SETTINGS[section]),
        )
    elif setting.is_path_outside and is_in_config(
        file.path.parent.parent / str(value), file.path.parent.parent
    ):
        file.complain(
            place,
            say("'{name}' は config/ の中のファイルを指しています。", name=whole),
            say("信頼する認証局は運用の担当者が決めます。secrets/ など、config/ の外に置いてください。"),
        )
    elif setting.instead:
        file.complain(
            place,
            say(
                "'{name}' は config/ には書けません。サインインの秘密や記録の行き先を変えるためです。",
                name=whole,
            ),
            say("環境変数 {names} で指定します(ふつうは要りません)。", names=setting.instead),
        )
    elif not setting.has_effect(value):
        file.remark(place, say("'{name}' はまだ効果のない設定です。", name=whole))


def _look_at_value(name: str, value: Any, setting: Setting, place: Place, file: ConfigFile) -> None:
    if not isinstance(value, setting.holds):
        hint = say("値を引用符で囲んでください。")
        if setting.holds is dict:
            hint = say('{名前 = "値"} の形で書きます。')
        file.complain(place, say("'{name}' の値を読めません。", name=name), hint)
    elif isinstance(value, str) and setting.secret(value):
        file.complain(
            place,
            say("'{name}' にパスワードが書かれています。", name=name),
            say(
                "パスワードだけを 0600 のファイルに置き、その場所を network.proxy_password_file に書いて、"
                "ここからは消してください。"
            ),
        )
    elif setting.choices and value not in setting.choices:
        file.complain(
            place,
            say("'{name}' に「{value}」とは書けません。", name=name, value=value),
            nearest(str(value), setting.choices),
        )


def _lines_of(text: str) -> Mapping[str, int]:
    """Each name's first line, found in one go: a file may hold thousands."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if name := _NAME.match(line):
            found.setdefault(name[1], number)
    return found
