"""Rows as they came from a list, a workbook or a file.

Called by the Responses resource, which reads the source, and by stored, which reads the database.
A row is known by its content, who answered and when it was completed, never by its position or the
item that holds it (docs/facts.md C14): sorting a sheet makes no new rows.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from hashlib import sha256
from math import isfinite

from m365bot.programme.forms import Form
from m365bot.records import forms, moments
from m365bot.records.folding import fold

ANONYMOUS = "anonymous"
"""What Forms writes in the mail column when no name was recorded."""

_CHANGING = frozenset({"@number", "@started", "@completed", "@modified"})


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a source: its id there, cells by the header people see, and when the service made it."""

    id: str
    fields: Mapping[str, object]
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class RawRow:
    """One response: `fields` are JSON values under every header of the source, `submitted` is in UTC."""

    source: str
    item: str
    fields: Mapping[str, object]
    identity: str
    submitted: datetime | None
    hash: str


def rows(
    items: Iterable[Item], form: Form, headers: Sequence[str], *, source: str, zone: tzinfo
) -> Iterator[RawRow]:
    """Each response once, in the source's order; blank lines are none (docs/facts.md C11).

    `headers` are all of the source's, because a list leaves out empty cells and a missing question must
    not look like one that nobody answered.
    """
    columns = forms.columns(form, headers)
    seen: set[str] = set()
    for item in items:
        if all(forms.is_blank(cell) for cell in item.fields.values()):
            continue
        row = _row(item, columns, headers, source=source, zone=zone)
        if row.hash not in seen:
            seen.add(row.hash)
            yield row


def completed(fields: Mapping[str, object], columns: forms.Columns, zone: tzinfo) -> datetime | None:
    """When it was handed in, by its own column; None where that is absent, empty or unreadable."""
    cell = fields.get(columns.built_in.get("completed", ""))
    if forms.is_blank(cell):
        return None
    try:
        return moments.moment(cell, zone)
    except moments.Unreadable:
        return None


def identity_of(fields: Mapping[str, object], columns: forms.Columns) -> str:
    """Who answered, as written, without blanks round it."""
    cell = fields.get(columns.identity) if columns.identity else None
    return "" if forms.is_blank(cell) else _text(cell).strip()


def _row(item: Item, columns: forms.Columns, headers: Sequence[str], *, source: str, zone: tzinfo) -> RawRow:
    fields = {header: _json(item.fields.get(header)) for header in headers}
    identity = identity_of(fields, columns)
    at = completed(fields, columns, zone)
    digest = _hash(fields, columns, at)
    return RawRow(source, item.id, fields, identity, at or item.created, digest)


def _hash(fields: Mapping[str, object], columns: forms.Columns, at: datetime | None) -> str:
    """Of all cells but those that Forms, a list or a quiz's marks change by themselves.

    Config has no part in it, so that a corrected form does not make new rows of old ones.
    """
    places = {header: f"@{place}" for place, header in columns.built_in.items()}
    passed_over = {*columns.known_extras, *(h for h, place in places.items() if place in _CHANGING)}
    content = {
        places.get(header, header): _text(cell)
        for header, cell in fields.items()
        if header not in passed_over and not forms.is_blank(cell)
    }
    content["@completed"] = at.isoformat() if at else _text(fields.get(columns.built_in.get("completed", "")))
    if fold(content.get("@mail", "")) in ("", ANONYMOUS):  # two may answer alike in one second
        content["@number"] = _text(fields.get(columns.built_in.get("number", "")))
    whole = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return sha256(whole.encode(errors="surrogatepass")).hexdigest()[:32]


def _json(cell: object) -> object:
    """The cell as JSON can hold it; numbers stay numbers."""
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, float) and not isfinite(cell):
        return str(cell)
    if cell is None or isinstance(cell, (str, int, float, bool)):
        return cell
    if isinstance(cell, (list, tuple)):
        return [_json(part) for part in cell]
    if isinstance(cell, Mapping):
        return {str(key): _json(part) for key, part in cell.items()}
    return str(cell)


def _text(cell: object) -> str:
    """One spelling for the number 5, 5.0 and the text 5: a CSV and the workbook it was made of are alike."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").strip()
    return (
        str(cell) if isinstance(cell, (int, float)) else json.dumps(cell, ensure_ascii=False, sort_keys=True)
    )
