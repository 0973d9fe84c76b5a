"""A workbook's value → the text that an officer sees in the cell.

Called by `sheets.xlsx`. Pure.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any


def text_of(value: Any, number_format: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time(0) else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if value == time(0) and "y" in number_format.lower():
        return "1900/1/0"  # as Excel shows it: an empty cell's value, taken for a day
    return value.strftime("%H:%M") if isinstance(value, time) else _decoded(str(value))


def _decoded(text: str) -> str:
    """Text of ST_Xstring: _x000D_ is a letter by its number, _x005F_ the underline of one meant as it stands.

    ISO/IEC 29500-1, 22.9.2.19 (docs/facts.md xlsx.letters); other programs' line ends come as such.
    """
    found = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    paired = found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return paired.replace("\r\n", "\n").rstrip("\r").replace("\r", "\n")


def _number(value: float, number_format: str) -> str:
    if "%" in number_format:
        return f"{value * 100:g}%"
    if float(value).is_integer():
        zeros = re.fullmatch(r"0+", number_format.split(";")[0].strip('"'))
        return str(int(value)).zfill(len(zeros[0]) if zeros else 0)
    return f"{value:.10g}"
