"""Folders of config/: which of their files are read, and what is said of the others.

Called by whatever reads a file for each of several things.
"""

from collections.abc import Iterator
from pathlib import Path

from m365bot.reading.configfile import Instance
from m365bot.words import say


def is_open_lock(name: str) -> bool:
    """Whether a file only says that Office or LibreOffice has another open, and will be gone."""
    return name.startswith(("~$", ".~lock.")) or (name.startswith("~WRL") and name.endswith(".tmp"))


def files_of(folder: Path, *endings: str) -> list[Path]:
    """A folder's files of these endings, in order of name."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in found if path.suffix in endings and not is_open_lock(path.name)]


def folders_of(folder: Path) -> list[Path]:
    """The folders in a folder, in order of name; one with a dot before its name is some program's own."""
    found = (path for path in folder.glob("*") if path.is_dir() and not path.name.startswith("."))
    return sorted(found) if folder.is_dir() else []


def sheets_of(folder: Path, stem: str) -> Iterator[Path]:
    """The files of that name that may hold a sheet, XLSX first."""
    for ending in (".xlsx", ".csv"):
        path = folder / f"{stem}{ending}"
        if path.exists():
            yield path


def remark_on_unread(folder: Path, instance: Instance, right: str, *wrong: str) -> None:
    """Files that were surely meant to be read, and whose ending says otherwise."""
    for path in sorted(folder.glob(f"*/**/*{right}")):
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


def other_name(path: Path) -> str:
    """A hint at the file that stands there under a name like the one that is missing."""
    if not path.parent.is_dir():
        return ""
    stem = path.stem.casefold()
    there = sorted(each.name for each in path.parent.iterdir() if each.name.casefold().startswith(f"{stem}."))
    return (
        say("『{found}』の名前を『{name}』にしてください。", found=there[0], name=path.name) if there else ""
    )
