"""What every source of answers gives: a list, a workbook, dropped files.

Called by the Responses resource, which asks a source for a reading, and by records, which take it in. A source is
one class with `read`; it knows nothing of questionnaires, people or what is in records already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol


class Type(StrEnum):
    """What a column holds; text too where a source has no types, such as a CSV."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    PERSON = "person"
    YES_NO = "yes/no"
    DATE = "date"
    LINK = "link"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Column:
    """One column, by the header people see.

    names: the source's own, several where two share a header. called: what the source calls its type.
    """

    header: str
    type: Type = Type.TEXT
    names: tuple[str, ...] = ()
    called: str = ""


class Item(NamedTuple):
    """One line of a source: cells as JSON by header, and when the service made it. A tuple: there may be a hundred thousand.

    id: what the source itself knows it by, whatever is in it; "" where it has nothing of the kind, so that the line
    is known by its content. part: in which of the source's files it stands. headers: of its own sheet, where that is
    one of several.
    """

    id: str
    cells: Mapping[str, object]
    created: datetime | None = None
    part: str = ""
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What a source held, or what changed in it since `link` was given.

    origin: its name, as officers call it. gone: ids that it says are deleted. there: every id, where all of it was
    read and whatever else was known of it is therefore gone. link: where to go on reading, "" where there is no such
    thing. fresh_until: the moment up to which it surely holds every answer; None where nobody can know. of: what its ids
    begin with: of lines that came from elsewhere (a list since renamed away) it tells nothing. parts: files that were
    read whole, so that a line without an id that stood in one of them and does not any more is gone. remarks: what the
    officer should know of it.
    """

    origin: str
    columns: Sequence[Column]
    items: Sequence[Item]
    gone: frozenset[str] = frozenset()
    there: frozenset[str] | None = None
    link: str = ""
    fresh_until: datetime | None = None
    of: str = ""
    parts: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """Every one: a list leaves out empty cells, and a missing question must not look like one nobody answered."""
        return tuple(column.header for column in self.columns)

    def lost(self, known: Iterable[str]) -> frozenset[str]:
        """Which of the ids known so far are in it no more."""
        ids = frozenset(one for one in known if one.startswith(self.of))
        return ids & self.gone if self.there is None else ids - self.there


class Source(Protocol):
    """Where the answers to one questionnaire are."""

    async def read(self, link: str | None) -> SourceReading:
        """All of it, or what changed since `link`. Raises the GraphError tree; NotReady where it is not there yet."""
