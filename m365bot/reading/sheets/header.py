"""Rows below a header: where the header stands, which of its words are known, what it hides.

Called by `sheets.sheet`. Finds the header line below titles, knows headers that were broken or spaced for looks.
"""

import re
from collections.abc import Collection, Sequence

from m365bot.lettering import letter
from m365bot.reading.complaints import nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.encoding import looks_garbled
from m365bot.reading.sheets.cells import Cell, Grid, Line, SheetColumns, SheetRow
from m365bot.words import say

_HEADER_LINES = 15  # titles and notes above a header rarely take more
_PARTING = r"[,;:|/\uff0c\uff1b、\t\u3000 ]"


def rows_of(grid: Grid, columns: SheetColumns, file: ConfigFile) -> list[SheetRow] | None:
    """The lines below the header, blank ones left out."""
    header = _header_of(grid, columns)
    if header is None:
        _complain_of_no_header(grid, columns, file)
        return None
    index, names = header
    if not _headers_are_right(grid.lines[index][1], names, columns, file):
        return None
    if _other_delimiter(grid.lines[index + 1 :], names, file):
        return None
    rows = [_row(number, cells, names, file) for number, cells in grid.lines[index + 1 :]]
    _remark_on_headless(grid.lines[index + 1 :], names, file)
    _remark_on_odd(grid, [number for number, _ in grid.lines[index + 1 :]], file)
    return [row for row in rows if any(cell.text.strip() or cell.uncalculated for cell in row.cells.values())]


def unknown_headers(grid: Grid, columns: SheetColumns) -> list[Cell]:
    """What stands in the header line and is none of these columns."""
    header = _header_of(grid, columns)
    if header is None:
        return []
    cells = grid.lines[header[0]][1]
    return [cell for cell, name in zip(cells, header[1], strict=True) if name is None and cell.text.strip()]


def _header_of(grid: Grid, columns: SheetColumns) -> tuple[int, list[str | None]] | None:
    best: tuple[int, int, list[str | None]] | None = None
    for index, (_, cells) in enumerate(grid.lines[:_HEADER_LINES]):
        names = [columns.find(cell.text) if cell.text.strip() else None for cell in cells]
        known = len({name for name in names if name})
        if known and (best is None or known > best[0]):
            best = (known, index, names)
    if best is None or best[0] < min(2, len(columns.names)):
        return None
    return best[1], best[2]


def _complain_of_no_header(grid: Grid, columns: SheetColumns, file: ConfigFile) -> None:
    top = [cell for _, cells in grid.lines[:_HEADER_LINES] for cell in cells]
    if any(looks_garbled(cell.text) for cell in top):
        file.complain(
            file.at(),
            say("文字化けしているため、見出しの行が見つかりません。"),
            say(
                "文字コードを取り違えて保存していませんか?元のファイルに戻すか、「CSV UTF-8」で保存し直してください。"
            ),
        )
        return
    parted = next((cell for cell in top if len(_parted(cell, columns)) > 1), None)
    if parted is not None:
        _complain_of_delimiter(parted, file)
        return
    file.complain(
        file.at(),
        say("見出しの行が見つかりません。"),
        say("1行目に {names} などの見出しを書いてください。", names=say("、").join(list(columns.names)[:6])),
    )


def _parted(cell: Cell, columns: SheetColumns) -> set[str]:
    """The known headers that stand in one cell, because something else than a comma parts them."""
    found = (columns.find(part) for part in re.split(_PARTING, cell.text) if part.strip())
    return {name for name in found if name}


def _complain_of_delimiter(cell: Cell, file: ConfigFile) -> None:
    file.complain(
        cell.place,
        say("列がコンマで区切られていません: {written}", written=_one_line(cell.text)[:40]),
        say("Excel で列に分けてから、「CSV UTF-8」で保存し直してください。"),
    )


def _other_delimiter(lines: Sequence[Line], names: Sequence[str | None], file: ConfigFile) -> bool:
    """Whether the lines below a header are parted by something else, so that each is one cell."""
    filled = [cells for _, cells in lines if any(cell.text.strip() for cell in cells)]
    whole = [cells[0] for cells in filled if len(cells) == 1 and len(re.split(_PARTING, cells[0].text)) > 2]
    if len(names) < 3 or not filled or len(whole) * 2 < len(filled):
        return False
    _complain_of_delimiter(whole[0], file)
    return True


def _headers_are_right(
    cells: Sequence[Cell], names: Sequence[str | None], columns: SheetColumns, file: ConfigFile
) -> bool:
    """Complains of every header that is unknown, double or missing; false where a needed one is missing."""
    place = cells[0].place if cells else file.at()
    missing = [name for name in columns.required if name not in names]
    for header in missing:
        file.complain(
            place,
            say("見出し『{name}』がありません。", name=header),
            say("1行目にこの見出しの列を足してください。"),
        )
    seen: set[str] = set()
    for cell, name in zip(cells, names, strict=True):
        if name in seen:
            file.complain(
                cell.place,
                say("見出し『{name}』が2つあります。", name=name),
                say("どちらかの列を消すか、見出しを変えてください。"),
            )
        elif name is None and cell.text.strip() and not columns.free:
            known = [other for other in columns.names if other not in names]
            file.complain(
                cell.place,
                say("『{header}』という見出しはありません。", header=_one_line(cell.text)),
                nearest(cell.text, known),
            )
        seen |= {name} if name else set()
    return not missing


def _row(number: int, cells: Sequence[Cell], names: Sequence[str | None], file: ConfigFile) -> SheetRow:
    """The cells of known columns; one that the line ends before is blank and has its place all the same."""
    found: dict[str, Cell] = {}
    for index, name in enumerate(names):
        if name and name not in found:
            missing = Cell("", file.at(number, letter(index)))
            found[name] = cells[index] if index < len(cells) else missing
    return SheetRow(file.at(number, "A"), found)


def complain_of_formulas(row: SheetRow, file: ConfigFile, columns: Collection[str]) -> None:
    """Those under these columns whose result nobody has calculated since they were written."""
    for name, cell in row.cells.items():
        if cell.uncalculated and name in columns:
            file.complain(
                cell.place,
                say("「{name}」の数式に、計算した結果が入っていません。", name=name),
                say("Excel で開いて、そのまま保存し直してください(または、値として貼り付けてください)。"),
            )


def _remark_on_headless(lines: Sequence[Line], names: Sequence[str | None], file: ConfigFile) -> None:
    """A comma too many moves what follows to the right, and the last value out of the table."""
    beyond = [cell for _, cells in lines for cell in cells[len(names) :] if cell.text.strip()]
    if beyond:
        file.remark(
            beyond[0].place,
            say("見出しのない列に値があります: {written}", written=_one_line(beyond[0].text)[:40]),
            say("読みません。その行のコンマや列が、1つ多くないか確かめてください。"),
        )


def _remark_on_odd(grid: Grid, numbers: Sequence[int], file: ConfigFile) -> None:
    hidden = sorted(grid.hidden.intersection(numbers))
    _remark_on_rows(
        hidden, say("隠れている行が{count}行あります。隠れていても読み込みます。", count=len(hidden)), file
    )
    struck = sorted(grid.struck.intersection(numbers))
    _remark_on_rows(
        struck,
        say(
            "取り消し線の引かれた行が{count}行あります。線があっても読み込みます。中止なら行を消してください。",
            count=len(struck),
        ),
        file,
    )


def _remark_on_rows(rows: Sequence[int], words: str, file: ConfigFile) -> None:
    if rows:
        numbers = say("、").join(map(str, rows[:10]))
        file.remark(file.at(rows[0], "A"), words, say("行: {numbers}", numbers=numbers))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
