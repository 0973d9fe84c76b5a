"""Folders of config/: which of their files are read, and what is said of the others.

Called by whatever reads a file for each of several things.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from m365bot import regular
from m365bot.reading.configfile import Instance
from m365bot.words import say

SHEETS = (".xlsx", ".csv")
OTHER_SHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
"""In which offices keep sheets too, and nothing here reads them."""


def is_open_lock(name: str) -> bool:
    """Whether a file only says that Office or LibreOffice has another open, and will be gone."""
    return name.startswith(("~$", ".~lock.")) or (name.startswith("~WRL") and name.endswith(".tmp"))


def files_of(folder: Path, *endings: str) -> list[Path]:
    """A folder's files of these endings, in order of name."""
    found = sorted(folder.iterdir()) if is_folder(folder) else []
    return [
        path
        for path in found
        if path.suffix in endings and not is_open_lock(path.name) and not regular.oddity(path)
    ]


def folders_of(folder: Path) -> list[Path]:
    """The folders in a folder, in order of name; a dot or two underscores begin those that some program made."""
    found = folder.iterdir() if is_folder(folder) else ()
    return sorted(path for path in found if is_folder(path) and not path.name.startswith((".", "__")))


def is_folder(path: Path) -> bool:
    """A folder that lies here, not one that is only pointed to."""
    return path.is_dir() and not path.is_symlink()


def sheets_of(folder: Path, stem: str) -> Iterator[Path]:
    """The files of that name that may hold a sheet, XLSX first."""
    for ending in SHEETS:
        path = folder / f"{stem}{ending}"
        if os.path.lexists(path):
            yield path


def saved_anew(path: Path, stem: str) -> str:
    """The way out for a sheet in a form that nothing reads."""
    return say(
        "『{name}』を開き、{stem}.xlsx(Excel ブック)か {stem}.csv(CSV UTF-8)として保存し直してください。",
        name=path.name,
        stem=stem,
    )


def remark_on_unread(folder: Path, instance: Instance, right: str, *wrong: str) -> None:
    """Files that were surely meant to be read, and whose ending says otherwise."""
    for path in _below(folder, right):
        file = instance.file(path)
        file.remark(
            file.at(),
            say("このファイルは読みません。"),
            say("『{folder}』のすぐ下に置いてください。", folder=folder.name),
        )
    for path in files_of(folder, *wrong):
        file = instance.file(path)
        name = path.name.removesuffix(path.suffix).removesuffix(right) + right
        file.remark(
            file.at(),
            say("このファイルは読みません。名前が {right} で終わっていません。", right=right),
            say("書式なしの文字だけのファイルとして『{name}』に保存し直してください。", name=name),
        )


def _below(folder: Path, right: str) -> list[Path]:
    """Files of this ending that lie deeper than they should."""
    walked = [(base, files) for each in folders_of(folder) for base, _, files in os.walk(each)]
    return sorted(Path(base) / name for base, files in walked for name in files if name.endswith(right))


def other_name(path: Path) -> str:
    """A hint at the file that stands there under a name like the one that is missing."""
    if not path.parent.is_dir():
        return ""
    stem = path.stem.casefold()
    there = sorted(each.name for each in path.parent.iterdir() if each.name.casefold().startswith(f"{stem}."))
    return (
        say("『{found}』の名前を『{name}』にしてください。", found=there[0], name=path.name) if there else ""
    )
