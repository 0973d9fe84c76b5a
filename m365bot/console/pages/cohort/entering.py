"""出欠 of one session, entered: a mark and hours for each who was to come; saved as a version of the officers' sheet.

Called by its routes, for officers alone. Only what was changed on the page is written. Who comes second is told, and sees
what the first wrote beside the own marks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from m365bot.console.asked import Asked, Sent, Shown
from m365bot.console.pages import settings
from m365bot.console.pages.cohort import attendance
from m365bot.console.pages.cohort.attendance import Sheet
from m365bot.console.pages.cohort.room import Room, in_room, nothing
from m365bot.editing import marking, written
from m365bot.editing.marking import Wish
from m365bot.editing.outcome import Ending, Outcome
from m365bot.errors import ConfigError
from m365bot.journal.version import Draft, How
from m365bot.programme import Mark, Person, Session
from m365bot.programme.dates import Unreadable
from m365bot.reading import values
from m365bot.words import say

ALL_PRESENT = "all"


@dataclass(frozen=True)
class Field:
    """One person's line. mark, hours: what stands in the form; was: what stood there when it was opened. fixed: it is
    written in cohort.yaml, and not to be changed here. wrong: why it cannot be read.
    """

    person: Person
    group: str
    mark: str
    hours: str
    was: str
    fixed: bool = False
    wrong: str = ""

    @property
    def now(self) -> str:
        return f"{self.mark}|{self.hours}"

    @property
    def is_changed(self) -> bool:
        return not self.fixed and self.now != self.was


@in_room
def shown(room: Room) -> Shown:
    session = room.cohort.session(room.asked.path["session"])
    if session is None:
        return _no_session()
    sheet = attendance.sheet_of(room, settings.cabinet_of(room.asked))
    room = Room.of(room.asked) or room  # read after the version is known: what is newer than that collides
    fields = _fields(room, session)
    if room.asked.query.get("fill") == ALL_PRESENT:
        fields = [_present(one) for one in fields]
    return _page(room, session, sheet, fields)


def saved(asked: Asked) -> Shown | Sent:
    room = Room.of(asked)
    session = room.cohort.session(asked.path["session"]) if room else None
    if room is None or session is None:
        return _no_session()
    fields = [_typed(asked, one) for one in _fields(room, session)]
    if any(one.wrong for one in fields):
        sheet = attendance.sheet_of(room, settings.cabinet_of(asked))
        return _page(room, session, sheet, fields, base=_base(asked), status=409)
    return _answered(room, session, fields)


def _answered(room: Room, session: Session, fields: Sequence[Field]) -> Shown | Sent:
    here = f"/cohorts/{room.cohort.key}/attendance/{session.key}"
    changed = [one for one in fields if one.is_changed]
    if not changed:
        return Sent(here, "same")
    try:
        outcome = _changed(room, session, changed)
    except ConfigError as error:  # what was typed stays on the page
        sheet = attendance.sheet_of(room, settings.cabinet_of(room.asked))
        return _page(room, session, sheet, fields, base=_base(room.asked), problem=str(error), status=409)
    if outcome.ending in (Ending.IN_FORCE, Ending.SAME):
        return Sent(here, "attended" if outcome.ending is Ending.IN_FORCE else "same")
    again = Room.of(room.asked) or room
    sheet = attendance.sheet_of(again, settings.cabinet_of(room.asked))
    mine = {one.person.id: one for one in changed}
    there = {one.person.id: one.was for one in _fields(again, session)}
    if all(there.get(one.person.id) == one.now for one in changed):
        return Sent(here, "stands")  # a double click, or two who wrote the same
    kept = [
        Field(one.person, one.group, one.mark, one.hours, there.get(one.person.id, one.was), one.fixed)
        if one.person.id in mine
        else next(each for each in _fields(again, session) if each.person.id == one.person.id)
        for one in fields
    ]
    return _page(again, session, sheet, kept, outcome=outcome, status=409)


def _changed(room: Room, session: Session, changed: Sequence[Field]) -> Outcome:
    """Laid over the version that the page showed: whoever saved since then is not overwritten. Raises ConfigError."""
    asked, cabinet = room.asked, settings.cabinet_of(room.asked)
    sheet, base = attendance.sheet_of(room, cabinet), _base(asked)
    if sheet.why_not:
        raise ConfigError(sheet.why_not)
    if base != sheet.base:  # lines may stand elsewhere by now; what was typed stays on the page
        return Outcome(Ending.COLLIDED, theirs=sheet.newest)
    content = _laid(room, session, sheet, [_wish(one) for one in changed])
    draft = Draft(
        sheet.name,
        content,
        How.EDITED,
        who=asked.visitor.sign_in_name,
        account=asked.visitor.account,
        reason=asked.form.get("reason", "") or say("{session} の出欠", session=session.title),
        base=base,
    )
    return cabinet.change([draft])


def _laid(room: Room, session: Session, sheet: Sheet, wishes: Sequence[Wish]) -> bytes:
    """The sheet with them in it, of the kind that it is. Raises ConfigError."""
    if sheet.content is not None and sheet.content.startswith(b"PK"):  # as the reader tells: by its bytes
        return marking.written_in_book(sheet.content, room.cohort, session, wishes)
    text = written.shown(sheet.content) or marking.begun(room.cohort)
    after = marking.written(text, room.cohort, session, wishes)
    return written.like(sheet.content or b"\xef\xbb\xbf", after)


def _wish(one: Field) -> Wish:
    return Wish(
        one.person,
        Mark(one.mark) if one.mark else None,
        values.hours(one.hours) if one.hours else None,
    )


def _fields(room: Room, session: Session) -> list[Field]:
    """Everybody who was to come, and whoever came besides, in the roster's order."""
    there = {one.person.id: one for one in room.cohort.attendance if one.session == session.key}
    expected = {one.id for one in room.cohort.audience_of(session)}
    groups = {line.person.id: line.group for line in room.cohort.lines if line.group}
    found = []
    for person in room.cohort.trainees():
        one = there.get(person.id)
        if one is None and person.id not in expected:
            continue
        mark = one.mark.value if one and one.mark else ""
        hours = f"{one.hours:g}" if one and one.hours is not None else ""
        fixed = bool(one and one.where.startswith("cohort.yaml:"))
        found.append(Field(person, groups.get(person.id, ""), mark, hours, f"{mark}|{hours}", fixed))
    return found


def _present(one: Field) -> Field:
    is_empty = one.was == "|" and not one.fixed
    return Field(
        one.person, one.group, Mark.PRESENT.value if is_empty else one.mark, one.hours, one.was, one.fixed
    )


def _typed(asked: Asked, one: Field) -> Field:
    """What the form says of a person; of whom it says nothing, nothing is changed."""
    if one.fixed or f"m.{one.person.id}" not in asked.form:
        return one
    mark, hours = asked.form[f"m.{one.person.id}"], asked.form.get(f"h.{one.person.id}", "")[:20]
    was, wrong = asked.form.get(f"was.{one.person.id}", "|"), ""
    if mark and mark not in {each.value for each in Mark}:
        mark, wrong = "", say("出欠を選び直してください。")
    if hours and not wrong:
        try:
            hours = f"{values.hours(hours):g}"
        except Unreadable as error:
            wrong = f"{error.words} {error.hint}"
    return Field(one.person, one.group, mark, hours, was, wrong=wrong)


def _page(
    room: Room,
    session: Session,
    sheet: Sheet,
    fields: Sequence[Field],
    *,
    outcome: Outcome | None = None,
    base: int | None = None,
    problem: str = "",
    status: int = 200,
) -> Shown:
    found = room.shows(
        "entering.html",
        session=session,
        sheet=sheet,
        fields=fields,
        marks=marks(),
        outcome=outcome,
        problem=problem,
        base=sheet.base if base is None else base,
    )
    return Shown(found.template, found.values, status)


def marks() -> Mapping[str, str]:
    return {
        Mark.PRESENT.value: say("出席"),
        Mark.HALF.value: say("半日"),
        Mark.ABSENT.value: say("欠席"),
        Mark.LATE.value: say("遅刻"),
        Mark.EARLY.value: say("早退"),
        Mark.MADE_UP.value: say("補講"),
        Mark.DUTY.value: say("公務"),
    }


def _base(asked: Asked) -> int:
    base = asked.form.get("base", "0")
    return int(base) if base.isdecimal() and len(base) < 9 else 0


def _no_session() -> Shown:
    return nothing(say("その回はありません。"))
