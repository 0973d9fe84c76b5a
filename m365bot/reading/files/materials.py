"""The files of a session's materials: found, named rightly, not too large.

Called by the reader of cohorts. Looks at names and sizes only; bytes are read when they are sent.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from m365bot.programme import names
from m365bot.programme.materials import Material
from m365bot.programme.sessions import Session
from m365bot.reading.complaints import Notebook, Place
from m365bot.reading.configfile import Desk, is_open_lock
from m365bot.words import say

LARGEST = 10 * 1024 * 1024
_LEFT_BEHIND = {".ds_store", "thumbs.db", ".gitkeep", ".gitignore"}  # made by machines, meant for nobody


@dataclass(frozen=True)
class Shelf:
    """Where one cohort's materials lie: its own folder first, then the shared one."""

    own: Path
    shared: Path
    root: Path
    site: str

    def find(self, folder: str) -> Path | None:
        for base in (self.own, self.shared):
            found = base / folder
            if found.is_dir():
                return found
        return None


def of_session(
    folder: str, place: Place, session: Session, release: datetime, withdraw: datetime | None,
    shelf: Shelf, desk: Desk,
) -> Iterator[Material]:  # fmt: skip
    """One material for each file below the folder."""
    base = place_of(folder, place, shelf, desk)
    if base is None:
        return
    found = list(_walk(base))
    if not found:
        desk.complain(
            place,
            say("資料のフォルダー『{folder}』にファイルがありません。", folder=folder),
            say("{path} に資料を置くか、この行を消してください。", path=_shown(base, shelf)),
        )
    for path in found:
        relative = "/".join((*_parts(folder), *path.relative_to(base).parts))
        yield Material(session, session.channel or "", path, relative, release, withdraw, path.stat().st_size)


def _parts(folder: str) -> tuple[str, ...]:
    return PurePosixPath(folder.replace("\\", "/")).parts


def place_of(folder: str, place: Place, shelf: Shelf, desk: Desk) -> Path | None:
    """Where the folder lies; None, and a complaint, where there is none or it may not be used."""
    parts = _parts(folder)
    if not parts or ".." in parts or parts[0] == "/":
        desk.complain(
            place, say("『{folder}』は資料の置き場として使えません。", folder=folder), say("例: powerbi/")
        )
        return None
    base = shelf.find("/".join(parts))
    if base is None:
        desk.complain(
            place,
            say("資料のフォルダー『{folder}』がありません。", folder=folder),
            say("{path} に置いてください。", path=_shown(shelf.own / "/".join(parts), shelf)),
        )
    return base


def check(materials: list[Material], shelf: Shelf, notebook: Notebook) -> None:
    """Complain of names, sizes and doubles of one cohort's materials, each file once."""
    seen: dict[tuple[str, str], Material] = {}
    alike: dict[tuple[str, str], Material] = {}
    checked: set[Path] = set()
    for material in materials:
        place = Place(_shown(material.source, shelf))
        _check_names(material, checked, shelf, notebook)
        _check_file(material, place, shelf, notebook)
        _check_doubles(material, place, seen, alike, notebook)


def _check_names(material: Material, checked: set[Path], shelf: Shelf, notebook: Notebook) -> None:
    """The file's own name and those of its folders, each once."""
    path = material.source
    for part in reversed(PurePosixPath(material.relative).parts):
        for fault in () if path in checked else names.file_faults(part):
            notebook.complain(
                Place(_shown(path, shelf)),
                say("名前『{name}』は SharePoint で使えません。", name=part),
                fault,
            )
        checked.add(path)
        path = path.parent


def _check_file(material: Material, place: Place, shelf: Shelf, notebook: Notebook) -> None:
    if not material.source.resolve().is_relative_to(shelf.root.resolve()):
        notebook.complain(
            place,
            say("資料『{name}』は、設定フォルダーの外のファイルを指しています。", name=material.source.name),
            say("ショートカット(リンク)ではなく、ファイルそのものを置いてください。"),
        )
        return
    path = f"/sites/{shelf.site}/Shared Documents/{material.channel}/{material.relative}"
    if names.length(path) > names.PATH_LENGTH:
        notebook.complain(
            place,
            say("SharePoint でのパスが{most}文字を超えます。", most=names.PATH_LENGTH),
            say("フォルダーやファイルの名前を短くしてください。"),
        )
    if material.size == 0:
        notebook.complain(
            place,
            say("ファイル『{name}』が空です(0バイト)。", name=material.source.name),
            say("元の資料を置き直すか、フォルダーから外してください。"),
        )
    if material.size > LARGEST:
        notebook.complain(
            place,
            say("ファイル『{name}』は {size:.1f} MiB あります。10 MiB を超えるファイルはまだ配布できません。",
                name=material.source.name, size=material.size / 1024 / 1024),
            say("分けるか小さくするか、手で置いてリンクを知らせてください。"),
        )  # fmt: skip


def _check_doubles(
    material: Material, place: Place, seen: dict[tuple[str, str], Material],
    alike: dict[tuple[str, str], Material], notebook: Notebook,
) -> None:  # fmt: skip
    key = material.channel, names.file_fold(material.relative)
    first = seen.setdefault(key, material)
    if first.source != material.source:
        notebook.complain(
            place,
            say("『{name}』と『{other}』は SharePoint で同じ名前です(大小文字か濁点の違いだけ)。",
                name=material.relative, other=first.relative),
            say("どちらかの名前を変えてください。"),
        )  # fmt: skip
        return
    twin = alike.setdefault((material.channel, names.width_fold(material.relative)), material)
    if twin.source != material.source:
        notebook.remark(
            place,
            say(
                "『{name}』と『{other}』は全角・半角だけが違います。",
                name=material.relative,
                other=twin.relative,
            ),
        )


def _walk(folder: Path) -> Iterator[Path]:
    for base, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.casefold() not in _LEFT_BEHIND and not is_open_lock(name):
                yield Path(base) / name


def _shown(path: Path, shelf: Shelf) -> str:
    return path.relative_to(shelf.root).as_posix()
