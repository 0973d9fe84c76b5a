"""$filter and $orderby of list items.

Called when items are listed. Only `fields/Name op value` joined by `and`, as the documented samples use it;
a column without an index is refused unless the caller takes the risk (docs/facts.md 48).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from m365bot.sandbox.sharepoint import problems
from m365bot.sandbox.stored.column_names import name_of_key
from m365bot.sandbox.stored.sharepoint_list import ListItem, SharePointList

_TERM = re.compile(r"\s*fields/(\w+)\s+(eq|ne|gt|ge|lt|le)\s+('(?:[^']|'')*'|[^\s']+)\s*")
_STARTS = re.compile(r"\s*startswith\(\s*fields/(\w+)\s*,\s*('(?:[^']|'')*')\s*\)\s*")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "gt": lambda a, b: a is not None and bool(a > b),
    "ge": lambda a, b: a is not None and bool(a >= b),
    "lt": lambda a, b: a is not None and bool(a < b),
    "le": lambda a, b: a is not None and bool(a <= b),
    "startswith": lambda a, b: isinstance(a, str) and a.startswith(b),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One comparison with a column."""

    column: str
    operator: str
    value: Any

    def holds(self, item: ListItem) -> bool:
        try:
            return _COMPARE[self.operator](_value(item, self.column), self.value)
        except TypeError:
            return False


def terms(text: str) -> list[Term]:
    """The comparisons of a $filter; anything else is refused by name."""
    found = []
    rest = text
    while rest:
        term, rest = _next_term(text, rest)
        found.append(term)
        if rest and not re.match(r"and\s", rest):
            raise _refused(text)
        rest = re.sub(r"^and\s", "", rest)
    return found


def order(text: str) -> tuple[str, bool]:
    """Column and whether downwards."""
    match = re.fullmatch(r"\s*fields/(\w+)(?:\s+(asc|desc))?\s*", text)
    if match is None:
        raise problems.invalid(f"$orderby '{text}' is not supported.")
    return name_of_key(match[1]), match[2] == "desc"


def check_indexed(of: SharePointList, names: list[str], *, risk_taken: bool, threshold: int) -> None:
    for name in names:
        column = of.column(name)
        if column is None:
            raise problems.unknown_field(name)
        if column.indexed:
            continue
        if not risk_taken:
            raise problems.unindexed(name)
        if len(of.alive()) > threshold:
            raise problems.over_threshold()


def sorted_by(items: list[ListItem], name: str, *, downwards: bool) -> list[ListItem]:
    """Empty values first, as SharePoint sorts them."""
    return sorted(items, key=lambda item: _sortable(_value(item, name)), reverse=downwards)


def _sortable(value: Any) -> tuple[int, float, str]:
    match value:
        case None:
            return (0, 0.0, "")
        case int() | float():
            return (1, float(value), "")
    return (2, 0.0, str(value))


def _next_term(text: str, rest: str) -> tuple[Term, str]:
    if match := _TERM.match(rest):
        return Term(name_of_key(match[1]), match[2], _literal(match[3])), rest[match.end() :]
    if match := _STARTS.match(rest):
        return Term(name_of_key(match[1]), "startswith", _literal(match[2])), rest[match.end() :]
    raise _refused(text)


def _literal(text: str) -> Any:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    if text in ("true", "false", "null"):
        return {"true": True, "false": False, "null": None}[text]
    try:
        return float(text)
    except ValueError:
        return text


def _value(item: ListItem, name: str) -> Any:
    match name:
        case "ID":
            return item.number
        case "Modified":
            return item.modified
        case "Created":
            return item.created
    return item.values.get(name)


def _refused(text: str) -> Exception:
    return problems.invalid(f"Invalid filter clause: '{text}'.")
