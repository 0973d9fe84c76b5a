"""A CSV file as a grid of text, whatever parts its cells.

Called by `sheets.sheet`.
"""

import csv
import re
from io import StringIO

from m365bot.lettering import letter
from m365bot.reading.budget import A_CELL
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.sheets.cells import MOST_CELLS, Cell, Grid, Line
from m365bot.words import say

_TOP_LINES = 15


def grid_of_csv(text: str, file: ConfigFile) -> Grid | None:
    lines: list[Line] = []
    mark = _delimiter(text)
    if not file.affords(A_CELL * min(text.count(mark) + 2 * text.count("\n"), 2 * MOST_CELLS)):
        return None
    reader = csv.reader(StringIO(text, newline=""), delimiter=mark)
    number, count = 1, 0
    try:
        for values in reader:
            while values and not values[-1]:
                values.pop()
            cells = [Cell(value, file.at(number, letter(i))) for i, value in enumerate(values)]
            lines.append((number, cells))
            count += len(cells)
            if count > MOST_CELLS or len(lines) > MOST_CELLS:
                _complain_of_size(file)
                return None
            number = reader.line_num + 1
    except (
        csv.Error
    ):  # whose words are English; the one kind that a text without NUL can meet is a cell without end
        file.complain(
            file.at(number),
            say(
                "CSV として読めません。1つのセルに{most}文字を超える文字があります。",
                most=csv.field_size_limit(),
            ),
            say('この行の長い値を短くするか、閉じていない引用符「"」を消してください。'),
        )
        return None
    swallowed = next((cell for _, cells in lines for cell in cells if _holds_lines(cell)), None)
    if swallowed is not None:
        file.complain(
            swallowed.place,
            say(
                '引用符「"」が閉じていないため、次の行まで1つの値になっています: {text}',
                text=swallowed.text[:20],
            ),
            say('この値の「"」を消すか、対にしてください。'),
        )
        return None
    return Grid(lines)


def _complain_of_size(file: ConfigFile) -> None:
    file.complain(
        file.at(),
        say("表が大きすぎます。セルが{most}を超えています。", most=MOST_CELLS),
        say("表の外の行や列を削除して、保存し直してください。"),
    )


def _holds_lines(cell: Cell) -> bool:
    """Whether a cell has swallowed further lines with their cells, for want of a closing quote."""
    return len(re.findall(r"[,;\t].*[,;\t].*\n", cell.text)) > 1


def _delimiter(text: str) -> str:
    """What parts the cells of most of the first lines; titles above a header have nothing to part."""
    lines = text.splitlines()[:_TOP_LINES]
    return max(",\t;", key=lambda mark: sum(mark in line for line in lines))
