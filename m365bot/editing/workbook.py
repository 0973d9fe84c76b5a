"""Cells written into an XLSX file's first visible sheet, the one that is read; everything else stays byte for byte.

Called by marking. Pure. Only the sheet's own part is changed, and in it the cells that are named: formats, formulas, other
sheets, charts, macros and what no library knows are as Excel left them. What a cell cannot take raises: a formula, a part of
merged cells. Formulas are worked out anew when Excel opens it; a table (ListObject) does not grow by itself.
"""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from m365bot.editing import sheet_part
from m365bot.editing.sheet_part import Place
from m365bot.errors import ConfigError
from m365bot.reading.complaints import Notebook
from m365bot.reading.configfile import ConfigFile

_BOOK = "xl/workbook.xml"


def rows(name: str, content: bytes) -> list[list[str]]:
    """As the reader sees them, blank ones too. Raises ConfigError where it cannot."""
    from m365bot.reading.sheets.xlsx import grid_of_workbook

    notebook = Notebook()
    grid = grid_of_workbook(content, ConfigFile(Path(name), name, notebook))
    if grid is None:
        raise ConfigError("\n".join(map(str, notebook.complaints)))
    found: list[list[str]] = []
    for number, cells in grid.lines:
        found += [[] for _ in range(number - len(found))]
        found[number - 1] = [cell.text for cell in cells]
    return found


def written(content: bytes, cells: Mapping[Place, str]) -> bytes:
    """The file with these in it; "" empties one. Raises ConfigError."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        path, has_formulas = _sheet_of(content), _has_formulas(before)
        for part in before.infolist():
            data = before.read(part)
            if part.filename == path:
                data = sheet_part.Sheet.of(data).written(cells)
            elif part.filename == _BOOK and has_formulas:
                data = _worked_out_anew(data)
            after.writestr(part, data, part.compress_type)
    return out.getvalue()


def _sheet_of(content: bytes) -> str:
    """The part that the reader reads."""
    from openpyxl import load_workbook

    book: Any = load_workbook(BytesIO(content), read_only=True)
    try:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return str(visible[0]._worksheet_path).lstrip("/")
    finally:
        book.close()


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    sheets = [
        name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")
    ]
    return any(re.search(rb"<(\w+:)?f[ >/]", archive.read(name)) for name in sheets)


def _worked_out_anew(book: bytes) -> bytes:
    """What Excel worked out before is of other cells (ISO/IEC 29500-1, 18.2.2)."""
    if b"fullCalcOnLoad" in book:
        return book
    return re.sub(rb"(<(?:\w+:)?calcPr)\b", rb'\1 fullCalcOnLoad="1"', book, count=1)
