"""Values written into a list's fields, held against its columns.

Called by the routes of list items. Pure: a wrong key or type raises the problem that names it.
"""

import re
from datetime import datetime
from typing import Any

from m365bot.sandbox.sharepoint import problems
from m365bot.sandbox.stored.column_names import fields_key
from m365bot.sandbox.stored.columns import Column
from m365bot.sandbox.stored.sharepoint_list import SharePointList, is_empty

_LONGEST_LINE = 255


def checked(of: SharePointList, body: dict[str, Any]) -> dict[str, Any]:
    """Values by internal name. Keys are those that reads show, with OData_ (docs/facts.md 47, 49)."""
    columns = {fields_key(column.name): column for column in of.columns}
    values: dict[str, Any] = {}
    for key, value in body.items():
        if "@odata." in key:
            continue
        column = columns.get(key) or _person_column(columns, key)
        if column is None:
            raise problems.unknown_field(key)
        if column.read_only:
            raise problems.invalid(f"Field '{key}' is read-only")
        values[key if key not in columns else column.name] = _fitting(column, value)
    return values


def _person_column(columns: dict[str, Column], key: str) -> Column | None:
    """Person and lookup columns are written as <Name>LookupId."""
    column = columns.get(key.removesuffix("LookupId"))
    return column if column and column.kind == "personOrGroup" else None


def _fitting(column: Column, value: Any) -> Any:
    if is_empty(value):
        return None
    if not _fits(column, value):
        raise problems.invalid(f"The value of field '{column.name}' does not fit its type.")
    return value


def _fits(column: Column, value: Any) -> bool:
    match column.kind:
        case "number" | "currency":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "dateTime":
            return isinstance(value, str) and _is_time(value)
        case "text":
            long = column.facet.get("allowMultipleLines", False)
            return isinstance(value, str) and (long or len(value) <= _LONGEST_LINE)
        case "choice":
            return isinstance(value, str) or _are_texts(value)
    return True


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_time(text: str) -> bool:
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return False
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True
