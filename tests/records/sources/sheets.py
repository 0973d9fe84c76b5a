"""Workbooks of answers, made for tests: a sheet of plain lines, and what people do to one."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from m365bot.records.sources.sought import Sought

HEADER = (
    "ID",
    "開始時刻",
    "完了時刻",
    "メール",
    "名前",
    "最終変更時刻",
    "研修の満足度",
    "業務で使えそうな場面",
)
AT = datetime(2025, 6, 19, 9, 3, 10)
SOUGHT = Sought("メール", ("研修の満足度", "業務で使えそうな場面", "希望日"), ("希望日",))


def line(
    number: object = 1, mail: str = "a@example.jp", mark: object = 4, at: object = AT
) -> tuple[Any, ...]:
    return (number, at, at, mail, "", None, mark, "橋の点検")


def book(*lines: Iterable[object], title: str = "Form1", from_1904: bool = False) -> bytes:
    made = openpyxl.Workbook()
    if from_1904:
        made.epoch = CALENDAR_MAC_1904
    sheet = made.worksheets[0]
    sheet.title = title
    for one in lines:
        sheet.append(list(one))
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def strict(data: bytes) -> bytes:
    """As Excel's "Strict Open XML" has it."""
    names = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            for before, after in names.items():
                content = content.replace(before, after)
            new.writestr(part, content)
    return out.getvalue()


def cells(table: Iterable[Any], *headers: str) -> Sequence[Any]:
    """What the items hold under the headers, line by line."""
    found = [tuple(item.cells.get(header) for header in headers) for item in table]
    return [one[0] for one in found] if len(headers) == 1 else found
