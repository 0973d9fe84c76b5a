"""A line of a source as it read at one moment.

Called by intake, which tells new wordings from known ones. A line is known by the source's own id; where the source
has none, by its content, counted: two equal lines are two. Never says what a line is worth: that is the judge's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import NamedTuple

from m365bot.programme.forms import Form
from m365bot.records import completion, digest, forms, moments
from m365bot.records.folding import fold
from m365bot.records.sources.port import Item, SourceReading
from m365bot.records.values import as_json, is_blank, shown

BY_CONTENT = "="
"""Before the digest by which a line without an id is known."""
_PLAIN = {str, int, bool, type(None)}


class Version(NamedTuple):
    """A tuple: there may be a hundred thousand. `fields` are JSON under every header of the source.

    response: two lines that share it are one response that came twice (docs/facts.md C14); "" for one that cannot be
    told from a namesake's, as anonymous people may rightly answer alike (C59). part: the file of the source it is in.
    """

    known_by: str
    fields: Mapping[str, object]
    created: datetime | None
    digest: str
    response: str
    submitted: datetime | None = None  # as written, else when the line was made
    is_told: bool = False  # does the site tell who was picked in a person column?
    part: str = ""


def of(reading: SourceReading, form: Form, zone: tzinfo) -> Iterator[Version]:
    """Each line, in the source's order; blank lines are none (docs/facts.md C11), nor is one that another file of the
    source holds as well.
    """
    reader, headers = _Reader(form, zone), reading.headers
    there: dict[str, str] = {}
    for item in reading.items:
        if all(is_blank(cell) for cell in item.cells.values()):
            continue
        found = reader.read(item, item.headers or headers)
        if item.id or there.setdefault(found.known_by, item.part) == item.part:
            yield found


@dataclass
class _Reader:
    """Remembers what lines of equal headers share, and how many said the same."""

    form: Form
    zone: tzinfo
    _sorted: dict[tuple[str, ...], tuple[forms.Columns, digest.Digests]] = field(default_factory=dict)
    _equal: dict[str, int] = field(default_factory=dict)

    def read(self, item: Item, headers: tuple[str, ...]) -> Version:
        columns, digests = self._of(headers)
        fields = _as_json(item.cells, headers)
        at = _completed(fields, columns, self.zone)
        written = at.isoformat() if at else ""
        says, moment = digests.of(fields, written), at or item.created
        came = written or (moment.isoformat() if moment else "")
        response = _response(says, fields, columns, came)
        nth = self._nth(says, item.part if response else "")
        known_by = item.id or by_content(says, nth)
        return Version(
            known_by,
            fields,
            item.created,
            says,
            response,
            submitted=moment,
            is_told=_is_told_person(fields, columns),
            part=item.part,
        )

    def _of(self, headers: tuple[str, ...]) -> tuple[forms.Columns, digest.Digests]:
        if headers not in self._sorted:
            columns = forms.columns(self.form, headers)
            self._sorted[headers] = columns, digest.Digests(columns)
        return self._sorted[headers]

    def _nth(self, says: str, part: str) -> int:
        """One response in two exports is one line; lines that cannot be told apart are as many as there are."""
        line = f"{says} {part}" if part else says
        found = self._equal[line] = self._equal.get(line, 0) + 1
        return found


def _as_json(cells: Mapping[str, object], headers: tuple[str, ...]) -> Mapping[str, object]:
    """The cells under every header; as they are where that is what they are, as in a sheet."""
    if _PLAIN.issuperset(map(type, cells.values())) and tuple(cells) == headers:
        return cells
    return {header: as_json(cells.get(header)) for header in headers}


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


def _response(says: str, fields: Mapping[str, object], columns: forms.Columns, came: str) -> str:
    """`came`: when, as text."""
    if columns.identity and _names_somebody(fields.get(columns.identity)):
        return f"{says}@{came}" if came else ""
    numbered = not is_blank(fields.get(columns.built_in.get("number", "")))
    return says if numbered and not _names_somebody(fields.get(columns.built_in.get("mail", ""))) else ""


def _is_told_person(fields: Mapping[str, object], columns: forms.Columns) -> bool:
    cell = fields.get(columns.identity or "")
    return isinstance(cell, dict) and bool(shown(cell))


def _names_somebody(cell: object) -> bool:
    return not is_blank(cell) and (not isinstance(cell, str) or is_named(cell))
