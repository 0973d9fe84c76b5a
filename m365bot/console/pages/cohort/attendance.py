"""出欠: people × sessions as they are written down, and the way to enter one session's.

Called by its route, for officers alone. Reads config/ and who changed the sheet last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from m365bot.console.asked import Shown
from m365bot.console.pages import settings
from m365bot.console.pages.cohort.room import Room, in_room
from m365bot.editing import written
from m365bot.editing.marking import BOOK, FILE
from m365bot.journal.version import State, Version
from m365bot.programme import Attendance, Person
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.editing.cabinet import Cabinet


@dataclass(frozen=True)
class Sheet:
    """The cohort's sheet as it stands. newest: its last version; None where there is none yet. why_not: why nothing can be
    entered here; empty where it can.
    """

    name: str
    newest: Version | None = None
    before: Version | None = None
    content: bytes | None = None
    why_not: str = ""

    @property
    def base(self) -> int:
        return self.newest.number if self.newest else 0


@dataclass(frozen=True)
class GridLine:
    """cells: one for each session, None where it is not for this person and nothing is written."""

    person: Person
    group: str
    cells: Sequence[Attendance | str | None]


@in_room
def shown(room: Room) -> Shown:
    sheet = sheet_of(room, settings.cabinet_of(room.asked))
    by_person = attended(room)
    return room.shows(
        "attendance.html",
        sheet=sheet,
        sessions=room.cohort.sessions,
        lines=[_line(room, person, by_person.get(person.id, {})) for person in room.cohort.trainees()],
        unwritten={each.key: _unwritten(room, by_person, each.key) for each in room.cohort.sessions},
    )


def attended(room: Room) -> Mapping[str, Mapping[str, Attendance]]:
    """Person's id → session → what is written."""
    found: dict[str, dict[str, Attendance]] = {}
    for one in room.cohort.attendance:
        found.setdefault(one.person.id, {})[one.session] = one
    return found


def _line(room: Room, person: Person, own: Mapping[str, Attendance]) -> GridLine:
    groups = [one.group for one in room.cohort.lines if one.person.id == person.id]
    cells = [
        own.get(each.key) or ("" if room.cohort.round_for(each, person) else None)
        for each in room.cohort.sessions
    ]
    return GridLine(person, groups[-1] if groups else "", cells)


def _unwritten(room: Room, by_person: Mapping[str, Mapping[str, Attendance]], key: str) -> int:
    """Of a session that is over, for how many nothing is written."""
    session = room.cohort.session(key)
    if session is None or session.makes_up or session.ends > room.asked.now:
        return 0
    return sum(key not in by_person.get(one.id, {}) for one in room.cohort.audience_of(session))


def sheet_of(room: Room, cabinet: "Cabinet") -> Sheet:
    """What somebody saved in the folder just now is noted first."""
    cabinet.look()
    folder = f"config/cohorts/{room.cohort.key}"
    standing = cabinet.versions.standing()
    book = standing.get(f"{folder}/{BOOK}")
    is_book = bool(book and (book.is_held or not book.newest.is_removal))
    name = f"{folder}/{BOOK if is_book else FILE}"  # where both are, the book is read
    one = standing.get(name)
    if room.cohort.is_finished or f"{folder}/cohort.yaml" not in standing:
        return Sheet(
            name, one.newest if one else None, why_not=say("終了した期の出欠は、設定の画面で直してください。")
        )
    if one is None or (one.newest.is_removal and not one.is_held):
        return Sheet(name, one.newest if one else None)
    if one.is_held:
        words = say("出欠のファイルに保留中の変更があります。先に設定の画面で直してください。")
        return Sheet(name, one.newest, why_not=words)
    content = cabinet.versions.content(one.newest)
    if not (content or b"").startswith(b"PK") and written.shown(content) is None:
        words = say(
            "出欠の表が、この画面で書ける形ではありません。設定の画面で、表かファイルを直してください。"
        )
        return Sheet(name, one.newest, why_not=words)
    return Sheet(name, one.newest, _before(cabinet, one.newest), content)


def _before(cabinet: "Cabinet", newest: Version) -> Version | None:
    """The version that undoing brings back: the last good one before the newest."""
    earlier = (one for one in cabinet.versions.history(newest.file) if one.number < newest.number)
    return next((one for one in earlier if one.state is State.IN_FORCE and not one.is_erased), None)
