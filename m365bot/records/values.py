"""Cells as JSON holds them: plain ones, a person by the site's number, two columns under one name.

Called by the sources, which make them, and by what reads them. Never looks anybody up.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from math import isfinite
from typing import Any

_NO_WIDTH = "\u200b\ufeff"
_BLANKS = f"{_NO_WIDTH} \t\r\n\u3000\u00a0"
_NUMBER, _MAIL, _DOUBLED = "LookupId", "mail", "columns"


def person(number: object, mail: str = "") -> dict[str, Any]:
    """Somebody picked in a person column: the site's number, and the sign-in name where the site tells it."""
    return {_NUMBER: number, _MAIL: mail} if mail else {_NUMBER: number}


def doubled(cells: Mapping[str, object]) -> dict[str, Any]:
    """What columns of one display name hold where they say different things, by internal name."""
    return {_DOUBLED: dict(cells)}


def is_person(cell: object) -> bool:
    return isinstance(cell, dict) and _NUMBER in cell


def is_doubled(cell: object) -> bool:
    return isinstance(cell, dict) and set(cell) == {_DOUBLED}


def words_of(cell: object) -> list[str]:
    """What each of the doubled columns says."""
    return [text(one) for one in cell[_DOUBLED].values()] if isinstance(cell, dict) else []


def is_blank(cell: object) -> bool:
    """Nothing in it: absent, empty, or blanks of any kind."""
    if isinstance(cell, str):
        return not cell.strip(_BLANKS)
    return cell is None or cell == []


def text(cell: object) -> str:
    """One spelling for the number 5, 5.0 and the text 5: a CSV and the workbook it was made of are alike.

    A person is known by number alone: an address may change without anybody having answered anew.
    """
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (int, float)):
        return str(cell)
    known = {_NUMBER: cell[_NUMBER]} if isinstance(cell, dict) and _NUMBER in cell else cell
    return json.dumps(known, ensure_ascii=False, sort_keys=True)


def said(cell: object) -> str | None:
    """`text` of a cell, None for a blank one."""
    if type(cell) is str:  # nearly all are: a hundred thousand lines pass here
        found = cell.strip() if "\r" not in cell else text(cell)
        if found and found[0] not in _NO_WIDTH:
            return found
    return None if is_blank(cell) else text(cell)


def shown(cell: object) -> str:
    """Who or what it is, in one line: a person by sign-in name, empty where nobody knows."""
    if isinstance(cell, dict) and _NUMBER in cell:
        return str(cell.get(_MAIL, ""))
    return text(cell).strip()


def as_json(cell: object) -> object:
    """The cell as JSON can hold it; numbers stay numbers."""
    if cell is None or isinstance(cell, (str, int)):
        return cell
    if isinstance(cell, float):
        return cell if isfinite(cell) else str(cell)
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, (list, tuple)):
        return [as_json(part) for part in cell]
    if isinstance(cell, Mapping):
        return {str(key): as_json(part) for key, part in cell.items()}
    return str(cell)
