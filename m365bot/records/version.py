"""A line of a source as it read at one moment.

Called by intake, which tells new wordings from known ones. A line is known by the source's own id; where the source
has none, by its content, counted: two equal lines are two. Never says what a line is worth: that is the judge's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from m365bot.programme.forms import Form
from m365bot.records import completion, digest, forms, moments
from m365bot.records.folding import fold
from m365bot.records.sources.port import SourceReading
from m365bot.records.values import as_json, is_blank, shown

BY_CONTENT = "="
"""Before the digest by which a line without an id is known."""


@dataclass(frozen=True, slots=True)
class Version:
    """`fields` are JSON under every header of the source.

    response: two lines that share it are one response that came twice (docs/facts.md C14); "" for one that cannot be
    told from a namesake's, as anonymous people may rightly answer alike (C59).
    """

    known_by: str
    fields: Mapping[str, object]
    created: datetime | None
    digest: str
    response: str
    submitted: datetime | None = None  # as written, else when the line was made
    is_told: bool = False  # does the site tell who was picked in a person column?


def of(reading: SourceReading, form: Form, zone: tzinfo) -> Iterator[Version]:
    """Each line, in the source's order; blank lines are none (docs/facts.md C11)."""
    headers = reading.headers
    columns = forms.columns(form, headers)
    digests = digest.Digests(columns)
    equal: Counter[str] = Counter()
    for item in reading.items:
        if all(is_blank(cell) for cell in item.cells.values()):
            continue
        fields = {header: as_json(item.cells.get(header)) for header in headers}
        at = _completed(fields, columns, zone)
        says = digests.of(fields, at.isoformat() if at else "")
        equal[says] += 1
        known_by = item.id or by_content(says, equal[says])
        moment = at or item.created
        response = _response(says, fields, columns, moment)
        yield Version(
            known_by, fields, item.created, says, response, moment, is_told=_is_told_person(fields, columns)
        )


def by_content(says: str, nth: int = 1) -> str:
    return f"{BY_CONTENT}{says}" if nth == 1 else f"{BY_CONTENT}{says}#{nth}"


def identity_of(fields: Mapping[str, object], columns: forms.Columns) -> str:
    """Who answered, as written, without blanks round it."""
    return shown(fields.get(columns.identity)) if columns.identity else ""


def is_named(identity: str) -> bool:
    return fold(identity) not in ("", digest.ANONYMOUS)


def _completed(fields: Mapping[str, object], columns: forms.Columns, zone: tzinfo) -> datetime | None:
    """As the programme's clock would write it; when it was in truth is for the judge."""
    try:
        written = completion.as_written(fields, columns)
    except moments.Unreadable:
        return None
    return moments.instant(written, zone) if written else None


def _response(says: str, fields: Mapping[str, object], columns: forms.Columns, at: datetime | None) -> str:
    if columns.identity and _names_somebody(fields.get(columns.identity)):
        return f"{says}@{at.isoformat()}" if at else ""
    numbered = not is_blank(fields.get(columns.built_in.get("number", "")))
    return says if numbered and not _names_somebody(fields.get(columns.built_in.get("mail", ""))) else ""


def _is_told_person(fields: Mapping[str, object], columns: forms.Columns) -> bool:
    cell = fields.get(columns.identity or "")
    return isinstance(cell, dict) and bool(shown(cell))


def _names_somebody(cell: object) -> bool:
    return not is_blank(cell) and (not isinstance(cell, str) or is_named(cell))
