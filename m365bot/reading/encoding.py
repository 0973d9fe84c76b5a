"""Bytes → text: UTF-8 with or without a BOM; sheets may also be cp932.

Called by the readers of YAML, Markdown, TOML and sheets.
"""

import re

from m365bot import regular, visible
from m365bot.reading import odd
from m365bot.reading.budget import A_FILE
from m365bot.reading.complaints import Place
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.folders import other_name
from m365bot.words import say

_HIDDEN = visible.HIDDEN
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OTHERS = (b"PK\x03\x04", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\f\r\x1b")
_SINGLE, _FEW = (
    8,
    20,
)  # so many controls, or one in so many bytes, may have come along when something was copied


# Kana, marks and kanji as they are written; what half-width kana would turn into is none of it.
_JAPANESE = r"[\u2010-\u2027\u2190-\u27bf\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff5e\U00020000-\U0003ffff]{2,}"
MOST_TEXT = 512 * 1024  # bytes: a whole year with a hundred people takes a tenth of it


def text_of(file: ConfigFile, *, lets: str = "") -> str | None:
    """The file's text, None (and a complaint) where it is missing, too large or in another encoding.

    lets: controls that its reader knows what to make of.
    """
    data = bytes_of(file, MOST_TEXT)
    return None if data is None else utf8(file, data, lets=lets)


def bytes_of(file: ConfigFile, most: int) -> bytes | None:
    """What stands in the file; None (and a complaint) where it is missing, no file, too large or locked."""
    if not file.affords(A_FILE):
        return None
    try:
        content = regular.read(file.path, most, below=file.below)
        return content if file.affords(len(content) // 200) else None
    except regular.TooLarge as error:
        _complain_of_size(error, file)
    except OSError as error:
        _complain_of_unread(error, file)
    return None


def _complain_of_size(error: regular.TooLarge, file: ConfigFile) -> None:
    file.complain(
        file.at(),
        say(
            "ファイル『{name}』が大きすぎます({size:,} KB)。{most:,} KB までです。",
            name=file.path.name,
            size=-(-error.size // 1024),
            most=error.most // 1024,
        ),
        say("要らない部分を消すか、別のファイルではないか確かめてください。"),
    )


def _complain_of_unread(error: OSError, file: ConfigFile) -> None:
    """A file that is missing, perhaps only named otherwise, or that cannot be opened."""
    name = file.path.name
    if isinstance(error, FileNotFoundError):
        file.complain(file.at(), say("ファイル『{name}』がありません。", name=name), other_name(file.path))
    elif isinstance(error, regular.Odd) and error.what == "folder":
        file.complain(
            file.at(),
            say("『{name}』はファイルではなくフォルダーです。", name=name),
            say("フォルダーの名前を変え、この名前のファイルを置いてください。"),
        )
    elif isinstance(error, regular.Odd):
        odd.complain_of(error.what, file)
    else:
        file.complain(
            file.at(),
            say("ファイル『{name}』を開けません({reason})。", name=name, reason=type(error).__name__),
            say("ほかのプログラムで開いていれば閉じ、読む権限を確かめてください。"),
        )


def utf8(file: ConfigFile, data: bytes, *, lets: str = "") -> str | None:
    """The text of UTF-8 bytes, None (and a complaint at the first bad byte) where they are not UTF-8."""
    if is_no_text(data):
        _complain_of_no_text(file)
        return None
    try:
        text = data.decode("utf-8").lstrip("\ufeff")  # some editors put a second BOM before the first
    except UnicodeDecodeError as error:
        _complain_of_bytes(error, data, file)
        return None
    if looks_garbled(text):
        note = file.complain if is_lossy(text) else file.remark
        note(
            file.at(),
            say("文字化けしています。"),
            say("UTF-8 を Shift_JIS として開き、保存していませんか?元のファイルに戻してください。"),
        )
    return _without_hidden(text, file, lets)


def is_no_text(data: bytes) -> bool:
    """A workbook, a picture, a damaged file: what begins as one does, or is full of controls. UTF-16 is text."""
    controls = len(data) - len(data.translate(None, _CONTROLS))
    full = controls > _SINGLE and controls * _FEW > len(data)
    return data.startswith(_OTHERS) or (full and not data.startswith(_UTF16))


def _complain_of_no_text(file: ConfigFile) -> None:
    file.complain(
        file.at(),
        say("『{name}』は文字のファイルではありません。", name=file.path.name),
        say("ブックや画像の名前を変えたものか、壊れたファイルです。元の文字のファイルに戻してください。"),
    )


def _without_hidden(text: str, file: ConfigFile, lets: str) -> str | None:
    """The text without letters that nobody sees, each complained of; what else is wrong is told as well.

    None where controls stand in it: it may be no text at all.
    """
    if _HIDDEN.search(text) is None:
        return text
    controls = False
    for number, line in enumerate(text.split("\n"), 1):
        for found in _HIDDEN.finditer(line.removesuffix("\r")):
            if found[0] in lets:
                continue
            controls |= found[0] < " "
            complain_of_hidden(found[0], file.at(number, found.start() + 1), file)
    return None if controls else _HIDDEN.sub(lambda found: found[0] if found[0] in f"\r{lets}" else "", text)


def complain_of_hidden(letter: str, place: Place, file: ConfigFile) -> None:
    """A control, a change of direction or a letter without width: what is read is not what is seen."""
    if letter < " ":
        words = say("読めない文字 {name} が入っています。", name=visible.name_of(letter))
    else:
        words = say("目に見えない文字 {name} が入っています。", name=visible.name_of(letter))
    hint = say("ほかの画面から写したときに入ったものです。その前後を消して、打ち直してください。")
    file.complain(place, words, hint)


def _complain_of_bytes(error: UnicodeDecodeError, data: bytes, file: ConfigFile) -> None:
    if data.startswith(_UTF16):
        file.complain(
            file.at(),
            say("文字コードが UTF-16 です。"),
            say("「名前を付けて保存」で UTF-8 を選び直してください。"),
        )
        return
    if _is_japanese_of_windows(data):
        hint = say(
            "Shift_JIS(cp932)で保存されていませんか?「名前を付けて保存」で UTF-8 を選び直してください。"
        )
    else:
        hint = say(
            "この所が壊れています。元のファイルに戻すか、「名前を付けて保存」で UTF-8 を選び直してください。"
        )
    line = data.count(b"\n", 0, error.start) + 1
    column = error.start - data.rfind(b"\n", 0, error.start)
    file.complain(
        file.at(line, column),
        say("文字コードが UTF-8 ではありません。"),
        hint,
    )


def _is_japanese_of_windows(data: bytes) -> bool:
    """Whatever cp932 has no letter for, Python gives one of the private ones."""
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        return False
    return not re.search("[\ue000-\uf8ff\x80\xa0]", text)


def sheet_text(file: ConfigFile, data: bytes) -> str | None:
    """The text of a CSV: UTF-8, else cp932 (which is not shift_jis: it also knows 髙, 﨑, ①)."""
    if data.startswith(_UTF16):
        file.complain(
            file.at(),
            say("「Unicode テキスト」(UTF-16)で保存されています。"),
            say("Excel の「名前を付けて保存」で「CSV UTF-8」を選び直してください。"),
        )
        return None
    for encoding in () if is_no_text(data) else ("utf-8", "cp932"):
        try:
            return data.decode(encoding).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
    return utf8(file, data)


def looks_garbled(text: str) -> bool:
    """Whether a text is UTF-8 that was once read as cp932 or as Western letters, or has lost letters."""
    if text.isascii():
        return False
    return is_lossy(text) or any(_was_utf8(text, encoding) for encoding in ("cp932", "cp1252"))


def is_lossy(text: str) -> bool:
    """Whether letters were lost for certain; all else that looks garbled is a guess."""
    return "\ufffd" in text


def _was_utf8(text: str, encoding: str) -> bool:
    """Undone, it is Japanese; that it can be undone says nothing (docs/facts.md files.kana)."""
    try:
        found = text.encode(encoding).decode("utf-8")
    except UnicodeError:
        return False
    letters = "".join(letter for letter in found if not letter.isascii())
    return bool(re.fullmatch(_JAPANESE, letters))
