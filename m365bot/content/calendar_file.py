"""A person's sessions as a calendar file (RFC 5545), which every calendar takes in.

Called by the jobs that welcome and tell of changes. Pure. An entry is known by cohort, session and round, so that a file
sent later changes entries instead of adding some. Times are in UTC: no calendar needs to know our time zone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from m365bot import visible

LINE = 75  # octets of a line, without its end
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Entry:
    """`uid` is ASCII; `sequence` grows with each change of what is told."""

    uid: str
    title: str
    starts: datetime
    ends: datetime
    place: str = ""
    sequence: int = 0


def of(entries: Iterable[Entry], *, stamp: datetime) -> str:
    """The whole file. `stamp` is when it is made."""
    return _file("PUBLISH", (_entry(entry, stamp) for entry in entries))


def cancelling(entries: Iterable[Entry], *, stamp: datetime, organiser: str) -> str:
    """The file that takes these away. organiser: an address, without which a calendar takes no word of it."""
    ending = ("STATUS:CANCELLED", f"ORGANIZER:mailto:{_text(organiser)}")
    return _file("CANCEL", (_entry(entry, stamp, *ending) for entry in entries))


def _file(method: str, entries: Iterable[Iterable[str]]) -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//m365bot//ja", f"METHOD:{method}"]
    inner = [line for entry in entries for line in entry]
    return "".join(f"{folded}\r\n" for line in [*head, *inner, "END:VCALENDAR"] for folded in _folded(line))


def _entry(entry: Entry, stamp: datetime, *ending: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_time(stamp)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART:{_time(entry.starts)}"
    yield f"DTEND:{_time(entry.ends)}"
    yield f"SUMMARY:{_text(entry.title)}"
    if entry.place:
        yield f"LOCATION:{_text(entry.place)}"
    yield from ending
    yield "END:VEVENT"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    return visible.line(words).translate(_ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, letters whole; what goes on begins with a blank."""
    rest, before = line, ""
    while len((before + rest).encode()) > LINE:
        room = LINE - len(before)
        cut = len(rest.encode()[:room].decode(errors="ignore"))
        yield before + rest[:cut]
        rest, before = rest[cut:], " "
    yield before + rest
