"""設定: the officers' files with what is wrong in them, each one's text, versions and what differs between them.

Called by their routes. Reads, and notes what somebody saved in the folder; what changes a file is in `settings_changes`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from m365bot import app
from m365bot.app import cabinets, templates
from m365bot.console.asked import Asked, Handed, Sent, Shown
from m365bot.console.pages import checkup
from m365bot.editing import difference, folder, grid, written
from m365bot.errors import ConfigError
from m365bot.journal.version import Standing, State, Version
from m365bot.reading import Complaint, plain
from m365bot.runs.pulling import MEMO, Last
from m365bot.words import later, say

if TYPE_CHECKING:
    from m365bot.editing.cabinet import Cabinet

SETTINGS = "config/settings.toml"
TITLES: Mapping[str, str] = {
    "programme": later("研修全体の決まり"),
    "schedule": later("自動処理の予定"),
    "self-study": later("自主学習の教材"),
    "cohort": later("期の設定"),
    "people": later("名簿"),
    "sessions": later("研修日程表"),
    "attendance": later("出欠"),
    "hours": later("時間の手入力"),
}
KINDS: Mapping[str, str] = {
    "forms": later("様式(アンケート)"),
    "messages": later("文面"),
    "newsletter": later("DX通信の原稿"),
}


@dataclass(frozen=True)
class File:
    """One line of the list. faults: how much is wrong in it; changed: its newest version."""

    name: str
    title: str
    faults: int
    changed: Version | None = None


@dataclass(frozen=True)
class Shelf:
    """Files that stand together. is_over: of a cohort that is finished."""

    title: str
    files: Sequence[File]
    is_over: bool = False


def cabinet_of(asked: Asked) -> "Cabinet":
    return cabinets.cabinet_of(asked.desk.settings, asked.desk.books)


def file_of(name: str) -> str:
    """As an address or a form names it. Raises ConfigError."""
    folder.needs_versions(name)
    return name


def title_of(name: str) -> str:
    path = PurePosixPath(name)
    if path.parent.name in KINDS:
        return f"{say(KINDS[path.parent.name])} {path.stem}"
    return say(TITLES[path.stem]) if path.stem in TITLES else path.stem


def listed(asked: Asked) -> Shown:
    cabinet, known = cabinet_of(asked), asked.desk.known()
    cabinet.look()
    standing = cabinet.versions.standing()
    account = app.account_standing(asked.desk.settings)
    values = {
        "shelves": _shelves(standing, known.complaints, asked),
        "others": [one for one in known.complaints if one.file not in standing],
        "held": [one.newest for _, one in sorted(standing.items()) if one.is_held and not one.asks],
        "asking": [one.newest for _, one in sorted(standing.items()) if one.asks],
        "fault": known.fault,
        "account": account,
        "source": asked.desk.settings.config_source.removeprefix("site:"),
        "last": Last.of(asked.desk.looking.journals.memory().get(MEMO, {})),
        "checkup": checkup.last(asked),
        "is_given": asked.desk.settings.service_account_refresh_token is not None,
    }
    return Shown("settings.html", values)


def _shelves(
    standing: Mapping[str, Standing], complaints: Sequence[Complaint], asked: Asked
) -> Sequence[Shelf]:
    faults = Counter(one.file for one in complaints)
    known = asked.desk.known().programme
    finished = {one.key for one in known.cohorts if one.is_finished} if known else set()
    shelves: dict[str, list[File]] = {}
    for name, one in sorted(standing.items(), key=lambda item: _place(item[0])):
        if not one.newest.is_removal or one.is_held:
            shelves.setdefault(_shelf(name), []).append(File(name, title_of(name), faults[name], one.newest))
    order = sorted(shelves, key=lambda key: (key in finished, bool(key), key in KINDS, key))
    return [Shelf(_called(key), shelves[key], is_over=key in finished) for key in order]


def _place(name: str) -> tuple[int, str]:
    """What is opened most stands first."""
    stem, known = PurePosixPath(name).stem, list(TITLES)
    return known.index(stem) if stem in known else len(known), name


def _shelf(name: str) -> str:
    parts = name.split("/")
    return parts[2] if parts[1] == "cohorts" else parts[1] if len(parts) > 2 else ""


def _called(shelf: str) -> str:
    return say("共通") if not shelf else say(KINDS[shelf]) if shelf in KINDS else shelf


def begun(asked: Asked) -> Sent:
    """On to the empty page of a file that is to be made."""
    kind, name = asked.query.get("kind", ""), asked.query.get("name", "").strip()
    ending = "yaml" if kind == "forms" else "md"
    name = name.removesuffix(f".{ending}")
    if kind not in KINDS or not name:
        raise ConfigError(say("ファイルの名前を入れてください。例: 013-power-apps"))
    return Sent(f"/settings/file/{file_of(f'config/{kind}/{name}.{ending}')}")


# one file


def shown(asked: Asked) -> Shown:
    cabinet, name = cabinet_of(asked), file_of(asked.path["file"])
    cabinet.look()
    one = cabinet.versions.standing().get(name)
    newest = one.newest if one else None
    content = cabinet.versions.content(newest) if newest else None
    faults = cabinet.faults(newest) if newest and newest.state is State.HELD else None
    return page(asked, cabinet, name, written.shown(content), faults=faults)


def page(
    asked: Asked,
    cabinet: "Cabinet",
    name: str,
    text: str | None,
    *,
    faults: Sequence[Complaint] | None = None,
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Shown:
    """text: to be edited; None where that goes by Excel alone. faults: where they are not those of the folder."""
    history = cabinet.versions.history(name)
    base = next((one for one in history if one.state is not State.COLLIDED), None)
    found = [one for one in asked.desk.known().complaints if one.file == name] if faults is None else faults
    values = {
        "file": name,
        "title": title_of(name),
        "text": text,
        "cells": grid.of(text) if text and name.endswith(".csv") else None,
        "spare": grid.SPARE,
        "base": base.number if base else 0,
        "newest": base,
        "history": history,
        "faults": [(one, _line(text, one)) for one in found],
        "source": asked.desk.settings.config_source.removeprefix("site:"),
        "is_sheet": templates.is_sheet(name),
        "outcome": None,
        "chunks": (),
        "theirs": None,
    }
    return Shown("settings_file.html", {**values, **(more or {})}, status)


def _line(text: str | None, fault: Complaint) -> str:
    """The line that a complaint is about, where there is one to see."""
    lines = (text or "").split("\n")
    return lines[fault.line - 1] if 0 < fault.line <= len(lines) and not isinstance(fault.column, str) else ""


def version(asked: Asked) -> Shown:
    cabinet, name = cabinet_of(asked), file_of(asked.path["file"])
    one = cabinet.version(name, _number(asked.path["number"]))
    history = cabinet.versions.history(name)
    before = next(
        (each for each in history if each.number < one.number and each.state is not State.COLLIDED), None
    )
    is_there = not (one.is_erased or (before is not None and before.is_erased))
    lines = [
        plain.lines_of(name, cabinet.content(each) if each and is_there else None) for each in (before, one)
    ]
    newest = next((each for each in history if each.state is not State.COLLIDED), None)
    values = {
        "file": name,
        "title": title_of(name),
        "version": one,
        "before": before,
        "rows": difference.between(*lines) if is_there else (),
        "is_there": is_there,
        "source": asked.desk.settings.config_source,
        "is_newest": newest == one and one.state is State.IN_FORCE,
    }
    return Shown("settings_version.html", values)


def _number(text: str) -> int:
    """Raises ConfigError."""
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise ConfigError(say("版は数字です。"))
    return int(text)


def downloaded(asked: Asked) -> Handed:
    """As it is in force, or in the version that is asked for."""
    cabinet, name = cabinet_of(asked), file_of(asked.path["file"])
    cabinet.look()
    wanted = asked.query.get("version", "")
    one = cabinet.version(name, _number(wanted)) if wanted else _newest(cabinet, name)
    content = cabinet.content(one)
    if content is None:
        raise ConfigError(say("『{file}』は、この版ではありません。", file=name))
    _note(asked, one, "as it is")
    return Handed(PurePosixPath(name).name, content)


def template(asked: Asked) -> Handed:
    """The sheet as a workbook to be filled in."""
    cabinet, name = cabinet_of(asked), file_of(asked.path["file"])
    cabinet.look()
    one = cabinet.versions.standing().get(name)
    content = cabinet.versions.content(one.newest) if one else None
    made = templates.of(name, content, asked.desk.known().programme)
    if made is None:
        raise ConfigError(say("『{file}』には Excel のひな形がありません。", file=name))
    _note(asked, one.newest if one else None, "template")
    return Handed(f"{PurePosixPath(name).stem}.xlsx", made)


def _note(asked: Asked, one: Version | None, shape: str) -> None:
    """Before it leaves: rosters are among it."""
    if one is not None:
        told = {"file": one.file, "number": one.number, "shape": shape}
        asked.desk.books.trail.handed_out(asked.visitor.sign_in_name, told)


def _newest(cabinet: "Cabinet", name: str) -> Version:
    """Raises ConfigError."""
    one = cabinet.versions.standing().get(name)
    if one is None:
        raise ConfigError(say("『{file}』はありません。", file=name))
    return one.newest
