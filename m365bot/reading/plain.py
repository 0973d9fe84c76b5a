"""One file of config/ as lines that a person can read and compare: a text's own, a workbook's rows.

Called by editing for differences. Says nothing about what is wrong in it.
"""

from pathlib import Path

from m365bot.reading.complaints import Notebook
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.sheets.delimited import grid_of_csv
from m365bot.words import say

BETWEEN = " | "


def lines_of(name: str, content: bytes | None) -> list[str]:
    """None: no file, no lines. What cannot be read is one line that says so."""
    if content is None:
        return []
    if content.startswith(b"PK"):
        return _rows(name, content)
    text = text_of(content)
    return [say("(文字として読めません)")] if text is None else text.splitlines()


def text_of(content: bytes) -> str | None:
    """UTF-8 with or without a mark, else cp932."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def cells_of(name: str, content: bytes | None) -> list[list[str]]:
    """A sheet's, line by line; nothing where it cannot be read."""
    if content is None:
        return []
    file = ConfigFile(Path(name), name, Notebook())
    if content.startswith(b"PK"):
        from m365bot.reading.sheets.xlsx import grid_of_workbook

        grid = grid_of_workbook(content, file)
    else:
        text = text_of(content)
        grid = None if text is None else grid_of_csv(text, file)
    return [[cell.text for cell in cells] for _, cells in grid.lines] if grid else []


def _rows(name: str, content: bytes) -> list[str]:
    from m365bot.reading.sheets.xlsx import grid_of_workbook

    grid = grid_of_workbook(content, ConfigFile(Path(name), name, Notebook()))
    if grid is None:
        return [say("(Excel ファイルとして読めません)")]
    return [BETWEEN.join(cell.text for cell in cells).rstrip(" |") for _, cells in grid.lines]
