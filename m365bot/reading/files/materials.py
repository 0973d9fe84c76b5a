"""The files of a session's materials: which, in which channel, and on which day.

Called by the reader of cohorts. Looks at names and sizes only; bytes are read when they are sent.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from m365bot import regular
from m365bot.programme.calendar import Calendar
from m365bot.programme.faults import Part
from m365bot.programme.materials import Material
from m365bot.programme.relative import NEVER, Edge, Relative, Span
from m365bot.programme.sessions import Session
from m365bot.reading.budget import A_FILE, A_MATERIAL
from m365bot.reading.complaints import Place
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files import material_faults
from m365bot.reading.folders import is_folder, is_open_lock
from m365bot.reading.scalars import DATE_OR_NEVER, DATE_WORDS, NAME
from m365bot.reading.shapes import Fields, Many, must
from m365bot.reading.tables import Table
from m365bot.words import say

MATERIALS = Many(Fields({"folder": must(NAME), "release": DATE_WORDS, "withdraw": DATE_OR_NEVER}), lone=True)
# Made by machines and meant for nobody (docs/facts.md files.left): by name, by how a name begins, by how it ends.
_LEFT_BEHIND = {
    "desktop.ini",
    "thumbs.db",
    "ehthumbs.db",
    "ehthumbs_vista.db",
    "icon\r",
    "$recycle.bin",
    "__macosx",
}
_LEFT_HEADS = (".", "~$")
_LEFT_TAILS = (".tmp", ".lnk", ".url", ".webloc", ".crdownload", ".part")


@dataclass(frozen=True)
class Shelf:
    """Where one cohort's materials lie: its own folder first, then the shared one. `file` is its cohort.yaml."""

    own: Path
    shared: Path
    root: Path
    calendar: Calendar
    file: ConfigFile

    def find(self, folder: str) -> Path | None:
        for base in (self.own, self.shared):
            found = base / folder
            if _lies_in(found, base):
                return found
        return None

    def shown(self, path: Path) -> str:
        """A path as an officer knows it."""
        return path.relative_to(self.root).as_posix()


def of_cohort(sessions: Sequence[tuple[Session, Table]], shelf: Shelf, site: str) -> tuple[Material, ...]:
    """The materials of sessions, each with the table it was made of. `site` is the name of their team's site."""
    found = [each for session, table in sessions for each in _of_session(session, table, shelf)]
    material_faults.look_for(found, shelf.root, site, shelf.file.notebook)
    return _once(found)


def look_at(table: Table, shelf: Shelf) -> None:
    """The folders of a session that could not be made: they are looked for all the same."""
    for entry in table.get("materials", ()):
        if "folder" in entry:
            _place_of(entry["folder"], entry.at("folder"), shelf)


def _of_session(session: Session, table: Table, shelf: Shelf) -> Iterator[Material]:
    for entry in table.get("materials", ()):
        if "folder" not in entry:
            continue
        if session.channel is None:
            _complain_of_no_channel(entry, session, table, shelf.file)
            continue
        yield from _of_entry(entry, session, shelf)


def _of_entry(entry: Table, session: Session, shelf: Shelf) -> Iterator[Material]:
    release, withdraw = _dates(entry, session, shelf.calendar)
    if withdraw and withdraw <= release:
        words = say("引き上げる日時({at:%Y-%m-%d %H:%M})が、公開の日時より前です。", at=withdraw)
        shelf.file.complain(
            entry.at("withdraw"), words, say("公開のあとの日を書いてください。"), Part.MATERIALS
        )
    for path, relative in _files(entry["folder"], entry.at("folder"), shelf):
        yield Material(
            session=session,
            channel=session.channel or "",
            source=path,
            relative=relative,
            release=release,
            withdraw=withdraw,
            size=path.stat().st_size,
            below=shelf.own if path.is_relative_to(shelf.own) else shelf.shared,
        )


def _dates(entry: Table, session: Session, calendar: Calendar) -> tuple[datetime, datetime | None]:
    first, whole = Span(session.starts, session.first_ends), Span(session.starts, session.ends)
    release = entry.get("release", Relative()).resolve(first, calendar, Edge.OPENING)
    withdraw = entry.get("withdraw", NEVER)
    return release, None if withdraw is NEVER else withdraw.resolve(whole, calendar, Edge.CLOSING)


def _complain_of_no_channel(entry: Table, session: Session, table: Table, file: ConfigFile) -> None:
    if table.mentions("channel") or (table.mentions("course") and not session.course):
        return  # complained of already
    file.complain(
        entry.at("folder"),
        say("資料を置くチャネルが分かりません(回 '{key}')。", key=session.key),
        say("channel を書いてください。"),
    )


def _once(materials: list[Material]) -> tuple[Material, ...]:
    """A folder that several sessions name is released by the first of them, and stays for as long as any needs it."""
    found: dict[tuple[str, str], Material] = {}
    for material in materials:
        key = material.channel, material.relative
        other = found.setdefault(key, material)
        first = min(other, material, key=lambda each: each.release)
        ends = [each.withdraw for each in (other, material) if each.withdraw]
        found[key] = replace(first, withdraw=max(ends) if len(ends) == 2 else None)
    return tuple(found.values())


# ---- where they lie --------------------


def _files(folder: str, place: Place, shelf: Shelf) -> Iterator[tuple[Path, str]]:
    """Each file below a folder, with its path as the channel will have it."""
    base = _place_of(folder, place, shelf)
    if base is None:
        return
    file = ConfigFile(base, shelf.shown(base), shelf.file.notebook)
    if not file.affords(A_FILE):
        return
    found = list(_walk(base, shelf))
    if not file.affords(A_MATERIAL * len(found)):
        return
    if not found:
        shelf.file.complain(
            place,
            say("資料のフォルダー『{folder}』にファイルがありません。", folder=folder),
            say("{path} に資料を置くか、この行を消してください。", path=shelf.shown(base)),
            Part.MATERIALS,
        )
    for path in found:
        yield path, "/".join((*_parts(folder), *path.relative_to(base).parts))


def _parts(folder: str) -> tuple[str, ...]:
    return PurePosixPath(folder.replace("\\", "/")).parts


def _place_of(folder: str, place: Place, shelf: Shelf) -> Path | None:
    """Where the folder lies; None, and a complaint, where there is none or it may not be used."""
    parts = _parts(folder)
    if not parts or ".." in parts or parts[0] == "/":
        shelf.file.complain(
            place, say("『{folder}』は資料の置き場として使えません。", folder=folder), say("例: powerbi/")
        )
        return None
    base = shelf.find("/".join(parts))
    if base is None and not _is_odd(parts, shelf):  # which is complained of already
        shelf.file.complain(
            place,
            say("資料のフォルダー『{folder}』がありません。", folder=folder),
            say("{path} に置いてください。", path=shelf.shown(shelf.own / "/".join(parts))),
            Part.MATERIALS,
        )
    return base


def _walk(folder: Path, shelf: Shelf) -> Iterator[Path]:
    """Its files; of what machines left behind one remark is made, and links are complained of elsewhere."""
    left: list[Path] = []
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_left_behind(name))
        for name in sorted(files):
            path = Path(base) / name
            if _is_left_behind(name):
                left.append(path)
            elif not regular.oddity(path):
                yield path
    shown = [path for path in left if not path.name.startswith((".", "~"))]
    if shown:
        names = say("、").join(path.name for path in shown[:5])
        place = Place(shelf.shown(shown[0]))
        shelf.file.remark(place, say("配布しないファイルがあります: {names}", names=names))


def _is_left_behind(name: str) -> bool:
    folded = name.casefold()
    return (
        folded in _LEFT_BEHIND
        or folded.startswith(_LEFT_HEADS)
        or folded.endswith(_LEFT_TAILS)
        or is_open_lock(name)
    )


def _lies_in(folder: Path, base: Path) -> bool:
    """Whether a folder lies there, no part of its path a link."""
    parts = folder.relative_to(base.parent).parts
    steps = (base.parent.joinpath(*parts[: count + 1]) for count in range(len(parts)))
    return all(is_folder(step) for step in steps)


def _is_odd(parts: tuple[str, ...], shelf: Shelf) -> bool:
    steps = (
        base.joinpath(*parts[:count]) for base in (shelf.own, shelf.shared) for count in range(len(parts) + 1)
    )
    return any(regular.oddity(step) for step in steps)
