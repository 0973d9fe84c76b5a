"""A desk: one file of config/ being read, under the name an officer knows it by, and where to note what is
wrong.

Called by every reader. Text files are UTF-8 (with or without BOM); sheets may also be cp932.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from m365bot.reading.complaints import Notebook, Place
from m365bot.words import say

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Desk:
    """`first_line` is what stands above the part being read (front matter stands below its own ---)."""

    path: Path
    name: str
    notebook: Notebook
    lines_above: int = 0

    def at(self, line: int = 1, column: int | str = 1) -> Place:
        return Place(self.name, line + self.lines_above, column)

    def at_mark(self, mark: Any) -> Place:
        return self.at(mark.line + 1, mark.column + 1)

    def complain(self, place: Place, words: str, hint: str = "") -> None:
        self.notebook.complain(place, words, hint)

    def remark(self, place: Place, words: str, hint: str = "") -> None:
        self.notebook.remark(place, words, hint)


@dataclass(frozen=True)
class Room:
    """The instance folder: hands out desks."""

    folder: Path
    notebook: Notebook

    def desk(self, path: Path) -> Desk:
        return Desk(path, path.relative_to(self.folder).as_posix(), self.notebook)


def text_of(desk: Desk) -> str | None:
    """The file's text, None (and a complaint) where it is missing or in another encoding."""
    try:
        data = desk.path.read_bytes()
    except OSError as error:
        complain_of_unread(error, desk)
        return None
    return utf8(desk, data)


def complain_of_unread(error: OSError, desk: Desk) -> None:
    """A file that is missing, perhaps only named otherwise, or that cannot be opened."""
    name = desk.path.name
    if isinstance(error, FileNotFoundError):
        desk.complain(desk.at(), say("ファイル『{name}』がありません。", name=name), other_name(desk.path))
    elif desk.path.is_dir():
        desk.complain(desk.at(), say("『{name}』はファイルではなくフォルダーです。", name=name))
    else:
        desk.complain(
            desk.at(),
            say("ファイル『{name}』を開けません({reason})。", name=name, reason=type(error).__name__),
            say("ほかのプログラムで開いていれば閉じ、読む権限を確かめてください。"),
        )


def is_open_lock(name: str) -> bool:
    """Whether a file only says that Office or LibreOffice has another open, and will be gone."""
    return name.startswith(("~$", ".~lock.")) or (name.startswith("~WRL") and name.endswith(".tmp"))


def files_of(folder: Path, *endings: str) -> list[Path]:
    """A folder's files of these endings, in order of name."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in found if path.suffix in endings and not is_open_lock(path.name)]


def remark_on_unread(folder: Path, room: Room, right: str, *wrong: str) -> None:
    """Files that were surely meant to be read, and whose ending says otherwise."""
    for path in sorted(folder.glob(f"*/**/*{right}")):
        desk = room.desk(path)
        desk.remark(
            desk.at(),
            say("このファイルは読みません。"),
            say("『{folder}』のすぐ下に置いてください。", folder=folder.name),
        )
    for path in files_of(folder, *wrong):
        desk = room.desk(path)
        name = path.name.removesuffix(path.suffix).removesuffix(right) + right
        desk.remark(
            desk.at(),
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


def utf8(desk: Desk, data: bytes) -> str | None:
    """The text of UTF-8 bytes, None (and a complaint at the first bad byte) where they are not UTF-8."""
    try:
        text = data.decode("utf-8").lstrip("\ufeff")  # some editors put a second BOM before the first
        if looks_garbled(text):
            desk.complain(
                desk.at(),
                say("文字化けしています。"),
                say("UTF-8 を Shift_JIS として開き、保存していませんか?元のファイルに戻してください。"),
            )
        return text
    except UnicodeDecodeError as error:
        if data.startswith(_UTF16):
            desk.complain(
                desk.at(),
                say("文字コードが UTF-16 です。"),
                say("「名前を付けて保存」で UTF-8 を選び直してください。"),
            )
            return None
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        desk.complain(
            desk.at(line, column),
            say("文字コードが UTF-8 ではありません。"),
            say("Shift_JIS(cp932)で保存されていませんか?「名前を付けて保存」で UTF-8 を選び直してください。"),
        )
        return None


def sheet_text(desk: Desk, data: bytes) -> str | None:
    """The text of a CSV: UTF-8, else cp932 (which is not shift_jis: it also knows 髙, 﨑, ①)."""
    if data.startswith(_UTF16):
        desk.complain(
            desk.at(),
            say("「Unicode テキスト」(UTF-16)で保存されています。"),
            say("Excel の「名前を付けて保存」で「CSV UTF-8」を選び直してください。"),
        )
        return None
    for encoding in ("utf-8", "cp932"):
        try:
            return data.decode(encoding).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
    return utf8(desk, data)


def looks_garbled(text: str) -> bool:
    """Whether a text is UTF-8 that was once read as cp932 or as Western letters, or has lost letters."""
    if text.isascii():
        return False
    return "\ufffd" in text or any(_was_utf8(text, encoding) for encoding in ("cp932", "cp1252"))


def _was_utf8(text: str, encoding: str) -> bool:
    try:
        return not text.encode(encoding).decode("utf-8").isascii()
    except UnicodeError:
        return False
