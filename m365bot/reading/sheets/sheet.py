"""Sheets as officers keep them, CSV or XLSX: rows with the place of each cell.

Called by the readers of people and sessions, and fit for any other table. Blank rows are left out.
"""

from m365bot import visible
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.encoding import bytes_of, complain_of_hidden, sheet_text
from m365bot.reading.sheets import header
from m365bot.reading.sheets.cells import Cell, Grid, SheetColumns, SheetRow
from m365bot.reading.sheets.delimited import grid_of_csv
from m365bot.words import say

MOST_BYTES = 10 * 1024 * 1024  # pictures in a workbook included


def read(file: ConfigFile, columns: SheetColumns) -> list[SheetRow] | None:
    """The sheet's rows; None (and a complaint) where it is missing or has no header."""
    grid = grid_of(file)
    if grid is None:
        return None
    rows = header.rows_of(grid, columns, file)
    if rows is None:  # of a sheet that is garbled as a whole, one complaint is enough
        return None
    _look_for_hidden(grid, file)
    for row in rows:
        header.complain_of_formulas(row, file, columns.names)
    return [row for row in rows if any(cell.text.strip() for cell in row.cells.values())]


def read_wide(file: ConfigFile, columns: SheetColumns) -> tuple[list[SheetRow], list[Cell]] | None:
    """The rows with all their columns, and the headers beside those that are known. Formulas without a result are the
    caller's to complain of: those of sums that nobody reads are nobody's concern.
    """
    grid = grid_of(file)
    if grid is None:
        return None
    others = header.unknown_headers(grid, columns)
    rows = header.rows_of(grid, columns.also(cell.text for cell in others), file)
    if rows is None:
        return None
    _look_for_hidden(grid, file)
    return rows, others


def _look_for_hidden(grid: Grid, file: ConfigFile) -> None:
    for _, cells in grid.lines:
        for cell in cells:
            if (found := visible.HIDDEN.search(cell.text)) and found[0] != "\r":
                complain_of_hidden(found[0], cell.place, file)


def remark_on_second(file: ConfigFile) -> None:
    """Say so where a workbook hides a CSV of its name, which somebody may still be editing."""
    other = file.path.with_suffix(".csv")
    if other != file.path and other.exists():
        file.remark(
            file.at(),
            say(
                "{name} と {other} の両方があります。{name} だけを読みます。",
                name=file.path.name,
                other=other.name,
            ),
            say("使わないほうを外してください。"),
        )


def grid_of(file: ConfigFile) -> Grid | None:
    """The file's cells, by what its bytes say it is."""
    data = bytes_of(file, MOST_BYTES)
    if data is None:
        return None
    if data.startswith(b"PK"):
        from m365bot.reading.sheets.xlsx import grid_of_workbook

        return grid_of_workbook(data, file)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        file.complain(
            file.at(),
            say("古い形式(.xls)か、パスワード付きのファイルです。"),
            say("「.xlsx」で保存し直してください。"),
        )
        return None
    text = sheet_text(file, data)
    return None if text is None else grid_of_csv(text, file)
