"""A desk: one file of config/ being read, under the name an officer knows it by, and where to note what is
wrong.

Called by every reader. Text files are UTF-8 (with or without BOM); sheets may also be cp932.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from m365bot.programme.complaints import Notebook, Place
from m365bot.words import say


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
    except FileNotFoundError:
        desk.complain(desk.at(), say("ファイル『{name}』がありません。", name=desk.path.name))
        return None
    except OSError as error:
        desk.complain(
            desk.at(), say("ファイルを読めません({reason})。", reason=error.strerror or type(error).__name__)
        )
        return None
    return utf8(desk, data)


def utf8(desk: Desk, data: bytes) -> str | None:
    """The text of UTF-8 bytes, None (and a complaint at the first bad byte) where they are not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
        if looks_garbled(text):
            desk.complain(
                desk.at(),
                say("文字化けしています。"),
                say("UTF-8 を Shift_JIS として開き、保存していませんか?元のファイルに戻してください。"),
            )
        return text
    except UnicodeDecodeError as error:
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
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        desk.complain(
            desk.at(),
            say("「Unicode テキスト」(UTF-16)で保存されています。"),
            say("Excel の「名前を付けて保存」で「CSV UTF-8」を選び直してください。"),
        )
        return None
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
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
