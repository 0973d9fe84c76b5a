"""The bytes of a workbook as a table of answers.

Called by the sources that have them. What is packed is measured before it is opened: a small file may say that it is
gigabytes, and a single cell in the last corner makes a sheet of billions. Never keeps the bytes, never asks anybody.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from m365bot.records.sources import table
from m365bot.records.sources.sought import Sought
from m365bot.records.sources.table import Sheet, Table, Unfit
from m365bot.words import say

LARGEST = 100 * 1024 * 1024  # bytes as they are stored
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_CELLS = 6_000_000  # the sheet's rectangle: 200,000 answers to a form of 20 questions
CHUNK = 1024 * 1024
# few cells stand beyond Z, so that most of a sheet is passed over at the speed of a search
_BEYOND_Z = re.compile(rb' r="([A-Z]{2,3})\d+"[^>]*[^/]>')
_PLACE = re.compile(rb' r="[A-Z]{1,3}(\d+)"')
_TO_Z = 26
_FROM_1904 = re.compile(rb'date1904="(?:1|true|on)"')
_OLD = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def read(data: bytes, sought: Sought, *, of: str = "", part: str = "") -> Table:
    """Of the visible sheet that has the form's header. Raises Unfit."""
    from_1904 = _measured(data)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return _first_fit(_sheets(book, from_1904=from_1904), sought, of=of, part=part)
    except (PasswordError, CalamineError, WorksheetNotFound) as error:
        raise damaged() from error


def _first_fit(sheets: Iterator[Sheet], sought: Sought, *, of: str, part: str) -> Table:
    """The first that asks the form's questions; else the first with any header; else none."""
    why, second = None, None
    for sheet in sheets:
        try:
            found = table.of(sheet, sought, of=of, part=part)
        except Unfit as error:
            why = why or error
            continue
        if any(sought.asks(header) for header in found.headers):
            return found
        second = second or found
    if second is None:
        raise why or damaged()
    return second


def _sheets(book: CalamineWorkbook, *, from_1904: bool) -> Iterator[Sheet]:
    """Visible ones first; hidden ones are read only where no other has answers."""
    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    for one in sorted(sheets, key=lambda one: one.visible != SheetVisibleEnum.Visible):
        sheet = book.get_sheet_by_name(one.name)
        if sheet.start is not None:
            yield Sheet(sheet.iter_rows(), sheet.start[1], from_1904)


# what may be opened


def _measured(data: bytes) -> bool:
    """Do its days count from 1904? Raises Unfit for what may not, or cannot, be opened."""
    if data.startswith(_OLD):
        raise _locked() if _LOCKED in data else _old()
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            if any(one.flag_bits & 1 for one in parts):
                raise _locked()
            if sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise too_large()
            for one in parts:
                _measure(package, one)
            book = next((one for one in parts if one.filename == "xl/workbook.xml"), None)
            return bool(book and _FROM_1904.search(package.read(book)))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        if isinstance(error, Unfit):
            raise
        raise damaged() from error


def _measure(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Each sheet's rectangle, by the cells in it that hold something."""
    if not part.filename.startswith("xl/worksheets/") or not part.filename.endswith(".xml"):
        return
    columns, last, rest = _TO_Z, 0, b""
    with package.open(part) as file:
        while chunk := file.read(CHUNK):
            text = rest + chunk
            columns = max([columns, *map(_number, set(_BEYOND_Z.findall(text)))])
            last = max(last, _last_line(text))
            if last * columns > MOST_CELLS:
                raise _too_wide()
            rest = text[-200:].rpartition(b">")[2]


def _last_line(text: bytes) -> int:
    """Of the last cell here that holds something."""
    end = max(0, text.rfind(b"</c>"), text.rfind(b":c>"))
    place = text.rfind(b' r="', 0, end)
    found = _PLACE.match(text, place) if place >= 0 else None
    return int(found[1]) if found else 0


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found


def damaged() -> Unfit:
    return Unfit(
        say(
            "壊れているか、Excel ブックではありません。Excel で開けるか確かめ、"
            "「Excel ブック(.xlsx)」で保存し直してください。"
        )
    )


def _locked() -> Unfit:
    return Unfit(say("パスワードが付いているため開けません。パスワードを外して保存し直してください。"))


def _old() -> Unfit:
    return Unfit(say("古い形式(.xls)です。「Excel ブック(.xlsx)」で保存し直してください。"))


def too_large() -> Unfit:
    return Unfit(say("ブックが大きすぎます。回答の表だけを残して保存し直してください。"))


def _too_wide() -> Unfit:
    return Unfit(
        say(
            "表から遠く離れたセルに値があるため、読めません。表の外の行や列を削除して、保存し直してください。"
        )
    )
