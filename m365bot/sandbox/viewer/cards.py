"""Adaptive Cards of a message as the pages draw them: texts, facts, columns, links that open an address.

Called by the reader of posts. Draws nothing that could run or load: pictures of elsewhere are their words, buttons
that would answer somebody are told and do nothing. What it does not know is named, not guessed.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

CARD = "application/vnd.microsoft.card.adaptive"
_DEEPEST, _MOST = 12, 300
_INNER = {
    "Container": "items",
    "ColumnSet": "columns",
    "Column": "items",
    "Table": "rows",
    "TableRow": "cells",
    "TableCell": "items",
}

Lead = Callable[[str], str]


@dataclass(frozen=True)
class Piece:
    """`kind` is text, facts, box, row, picture, link or other; `strong` and `large` as the card asks for."""

    kind: str
    text: str = ""
    href: str = ""
    strong: bool = False
    large: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    inner: tuple["Piece", ...] = ()


def drawn(attachments: Sequence[Mapping[str, Any]], lead: Lead) -> list[tuple[Piece, ...]]:
    """Each card of a message; one that is no card has a piece that says so."""
    return [_card(each.get("content"), lead) for each in attachments if each.get("contentType") == CARD]


def _card(content: Any, lead: Lead) -> tuple[Piece, ...]:
    try:
        card = json.loads(content) if isinstance(content, str) else content
    except (ValueError, RecursionError):
        card = None
    if not isinstance(card, Mapping):
        return (Piece("other", "AdaptiveCard"),)
    return tuple(_of(card, "body", lead, 0))[:_MOST] + tuple(_of(card, "actions", lead, 0))[:_MOST]


def _of(holder: Mapping[str, Any], name: str, lead: Lead, depth: int) -> Iterator[Piece]:
    rows = holder.get(name)
    for row in rows[:_MOST] if isinstance(rows, list) and depth < _DEEPEST else ():
        if isinstance(row, Mapping) and row.get("isVisible", True) is not False:
            yield from _piece(row, lead, depth)


def _piece(row: Mapping[str, Any], lead: Lead, depth: int) -> Iterator[Piece]:
    kind = str(row.get("type") or "")
    match kind:
        case "TextBlock":
            yield Piece("text", _text(row), strong=row.get("weight") == "Bolder", large=_is_large(row))
        case "RichTextBlock":
            yield Piece("text", "".join(_runs(row)))
        case "FactSet":
            yield Piece("facts", facts=tuple(_facts(row)))
        case "Image":
            yield Piece("picture", str(row.get("altText") or ""))
        case "ActionSet":
            yield from _of(row, "actions", lead, depth + 1)
        case "Action.OpenUrl":
            yield _link(row, lead)
        case _ if kind in _INNER:
            inner = tuple(_of(row, _INNER[kind], lead, depth + 1))
            yield Piece("row" if kind in ("ColumnSet", "TableRow") else "box", inner=inner)
        case _:
            yield Piece("other", str(row.get("title") or kind))


def _text(row: Mapping[str, Any], name: str = "text") -> str:
    return str(row.get(name) or "")


def _is_large(row: Mapping[str, Any]) -> bool:
    return row.get("size") in ("Medium", "Large", "ExtraLarge") or row.get("style") == "heading"


def _runs(row: Mapping[str, Any]) -> Iterator[str]:
    rows = row.get("inlines")
    for each in rows if isinstance(rows, list) else ():
        yield _text(each) if isinstance(each, Mapping) else str(each)


def _facts(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    rows = row.get("facts")
    for each in rows[:_MOST] if isinstance(rows, list) else ():
        if isinstance(each, Mapping):
            yield _text(each, "title"), _text(each, "value")


def _link(row: Mapping[str, Any], lead: Lead) -> Piece:
    url = str(row.get("url") or "")
    if urlsplit(url).scheme not in ("https", "http", "mailto"):
        return Piece("other", _text(row, "title"))
    return Piece("link", _text(row, "title") or url, lead(url))
