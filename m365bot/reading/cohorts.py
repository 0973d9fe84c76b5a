"""The cohort that its files make, once everybody of every cohort is known.

Called by `readers.instance` with what `cohortfile` read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from m365bot.programme.channels import TeamSpec
from m365bot.programme.cohort import Cohort, groups_of
from m365bot.programme.curriculum import Course, Milestone
from m365bot.programme.forms import Form, Questionnaire
from m365bot.programme.materials import Material
from m365bot.programme.names import channel_fold
from m365bot.programme.people import Line, Role
from m365bot.programme.relative import NEVER, Edge, Relative, Span
from m365bot.programme.sessions import Session
from m365bot.reading import roster
from m365bot.reading import values as words
from m365bot.reading.configfile import Desk, Room
from m365bot.reading.files import channels as channelfile
from m365bot.reading.files import forms as formfile
from m365bot.reading.files import materials as materialfiles
from m365bot.reading.files import programme as officefile
from m365bot.reading.files import sessions as sessionfile
from m365bot.reading.files import sessions_sheet as sessionsheet
from m365bot.reading.files.cohort import Opened
from m365bot.reading.files.programme import Office
from m365bot.reading.sheets import rows as sheets
from m365bot.reading.tables import Table
from m365bot.words import say


@dataclass(frozen=True)
class World:
    """What a cohort is made against."""

    room: Room
    office: Office
    roster: roster.Roster
    forms: Mapping[str, Form | None]
    guests: bool


def made(cohort: Opened, world: World) -> Cohort:
    """The cohort, complaints noted on the way."""
    lines = tuple(world.roster.line(row) for row in cohort.rows)
    team = _team(cohort, world.office)
    if cohort.table is None:
        return Cohort(
            cohort.key, cohort.fiscal_year, cohort.starts, cohort.ends, cohort.status, team, lines, read=False
        )
    roster.check(cohort.rows, world.office, cohort.year, world.room.notebook)
    courses = officefile.courses(cohort.table.get("courses"), cohort.desk, world.office.curriculum)
    channels = channelfile.channels_of(
        cohort.table.get("channels", []), _plan(cohort, world, courses, lines, team)
    )
    sessions = _sessions(cohort, world, courses, channels, lines)
    _remark_on_left_out(cohort, [session for session, _ in sessions])
    return Cohort(
        cohort.key, cohort.fiscal_year, cohort.starts, cohort.ends, cohort.status, team, lines, courses,
        channels, tuple(session for session, _ in sessions), _questionnaires(cohort, world, sessions, team),
        _materials(cohort, world, sessions, team), _milestones(cohort, world),
    )  # fmt: skip


def _team(cohort: Opened, office: Office) -> TeamSpec:
    template: Table = office.table["team"]
    own = cohort.written.get("team", {})
    fields = {**office.fields, "cohort": cohort.key, "fiscal_year": str(cohort.fiscal_year)}
    return TeamSpec(
        words.fill(own.get("name", template["name"]), fields),
        words.fill(own.get("mail_nickname", template["mail_nickname"]), fields),
    )


def _remark_on_left_out(cohort: Opened, sessions: list[Session]) -> None:
    """A group of trainees that no round of a session is for; a make-up session is for whom it may concern."""
    split = [each for each in sessions if not each.makes_up and all(turn.groups for turn in each.rounds)]
    first = {row.group: row for row in reversed(cohort.rows) if row.role is Role.TRAINEE}
    for group, row in first.items() if cohort.roster_is_whole else ():
        missing = [each.key for each in split if not _invites(each, group)]
        if missing:
            cohort.desk.remark(
                row.at("班"),
                say("班『{group}』は次の回の対象に入っていません。", group=group)
                if group
                else say("班のない受講者は次の回の対象に入っていません。"),
                "、".join(missing),
            )


def _invites(session: Session, group: str) -> bool:
    return any(channel_fold(group) == channel_fold(each) for turn in session.rounds for each in turn.groups)


def _plan(
    cohort: Opened, world: World, courses: tuple[Course, ...], lines: tuple[Line, ...], team: TeamSpec
) -> channelfile.Plan:
    fields = {**world.office.fields, "cohort": cohort.key}
    guests = world.guests and any(line.person.outside for line in lines)
    return channelfile.Plan(cohort.desk, fields, courses, groups_of(lines), guests)


def _sessions(
    cohort: Opened, world: World, courses: tuple[Course, ...], channels: Any, lines: tuple[Line, ...]
) -> list[tuple[Session, Table]]:
    desk, tables = _session_tables(cohort, world.room)
    year = sessionfile.Year(
        desk, world.office.calendar, cohort.starts, cohort.ends, courses, channels, groups_of(lines),
        sessionfile.instructors_of(lines), world.roster, cohort.roster_is_whole, cohort.roster_at,
        _group_channels(cohort, world),
    )  # fmt: skip
    made = sessionfile.sessions_of(tables, year)
    usable = {session.key for session, _ in made}
    _look_at_unmade([table for table in tables if table.get("key") not in usable], cohort, world)
    return made


def _look_at_unmade(tables: list[Table], cohort: Opened, world: World) -> None:
    """A date that cannot be read must not hide what else is wrong with its session."""
    for table in tables:
        for entry in table.get("forms", ()):
            formfile.form_of(entry, world.forms, cohort.desk)
        for entry in table.get("materials", ()):
            if "folder" in entry:
                materialfiles.place_of(
                    entry["folder"], entry.at("folder"), _shelf(cohort, world), cohort.desk
                )


def _shelf(cohort: Opened, world: World, site: str = "") -> materialfiles.Shelf:
    shared = cohort.folder.parent.parent / "materials"
    return materialfiles.Shelf(cohort.folder / "materials", shared, world.room.folder, site)


def _group_channels(cohort: Opened, world: World) -> tuple[str, ...]:
    fields = {**world.office.fields, "cohort": cohort.key}
    entries = [entry for entry in cohort.written.get("channels", ()) if entry.get("for_each") == ["group"]]
    return tuple(words.fill(entry["name"], fields) for entry in entries if "name" in entry)


def _session_tables(cohort: Opened, room: Room) -> tuple[Desk, list[Table]]:
    written = list(cohort.written.get("sessions", ()))
    path = next(sessionsheet.sheet_in(cohort.folder, "sessions"), None)
    if path is None:
        return cohort.desk, written
    desk = room.desk(path)
    sessionsheet.remark_on_second(desk)
    listed = sessionsheet.tables_of(sheets.read(desk, sessionsheet.COLUMNS) or [], desk)
    return desk, _joined(listed, written)


def _joined(listed: list[Table], written: list[Table]) -> list[Table]:
    """A sheet's sessions, with what cohort.yaml adds to the same key; then those it has alone."""
    by_key = {table["key"]: table for table in written if "key" in table}
    for table in listed:
        extra = by_key.pop(table["key"], None)
        for key, value in (extra or {}).items():
            if key not in table and extra is not None:
                table.put(key, value, extra.at(key))
    return [*listed, *by_key.values()]


def _questionnaires(
    cohort: Opened, world: World, sessions: list[tuple[Session, Table]], team: TeamSpec
) -> tuple[Questionnaire, ...]:
    table = cohort.written
    asking = formfile.Asking(
        cohort.key, cohort.fiscal_year, world.office.name, world.forms,
        (team, world.office.leaders_team, world.office.officers_team), world.office.calendar,
        table.get("form_defaults", {}), cohort.desk,
    )  # fmt: skip
    found = [
        each
        for session, source in sessions
        for each in formfile.of_session(source.get("forms", []), session, asking)
    ]
    found += formfile.of_cohort(table.get("forms", []), asking)
    asked = {each.form.key for each in found}
    for form in world.forms.values():
        if form and form.opens is not None and form.key not in asked:
            found.append(formfile.of_form(form, asking, cohort.desk.at()))
    _check_sources(found, cohort)
    return tuple(found)


def _check_sources(found: list[Questionnaire], cohort: Opened) -> None:
    seen: dict[tuple[str, str | None, str], Questionnaire] = {}
    keys: set[str] = set()
    for each in found:
        if each.key in keys:
            cohort.desk.complain(cohort.desk.at(), say("様式 '{key}' が2回使われています。", key=each.key))
        keys.add(each.key)
        first = seen.setdefault((each.source.kind, each.source.team, each.source.name), each)
        if first is not each:
            cohort.desk.remark(
                cohort.desk.at(),
                say(
                    "様式 {one} と {two} は同じ回答先『{source}』を読みます。",
                    one=first.key,
                    two=each.key,
                    source=each.source.written,
                ),
                say("source を分けないと、互いの回答が要確認になります。"),
            )


def _materials(
    cohort: Opened, world: World, sessions: list[tuple[Session, Table]], team: TeamSpec
) -> tuple[Material, ...]:
    shelf = _shelf(cohort, world, team.mail_nickname)
    found = [
        each for session, table in sessions for each in _of_session(session, table, shelf, world, cohort)
    ]
    materialfiles.check(found, shelf, world.room.notebook)
    return _once(found)


def _of_session(
    session: Session, table: Table, shelf: materialfiles.Shelf, world: World, cohort: Opened
) -> list[Material]:
    found: list[Material] = []
    calendar, span = world.office.calendar, Span(session.starts, session.first_ends)
    for entry in table.get("materials", ()):
        if "folder" not in entry:
            continue
        if session.channel is None:
            _complain_of_no_channel(entry, session, table, cohort)
            continue
        release = entry.get("release", Relative(business=False)).resolve(span, calendar, Edge.OPENING)
        withdraw = entry.get("withdraw", NEVER)
        gone = (
            None
            if withdraw is NEVER
            else withdraw.resolve(Span(session.starts, session.ends), calendar, Edge.CLOSING)
        )
        if gone:
            cohort.desk.remark(entry.at("withdraw"), say("'withdraw' はまだ効果のない設定です。"))
        found += materialfiles.of_session(
            entry["folder"], entry.at("folder"), session, release, gone, shelf, cohort.desk
        )
    return found


def _complain_of_no_channel(entry: Table, session: Session, table: Table, cohort: Opened) -> None:
    if table.mentions("channel") or (table.mentions("course") and not session.course):
        return  # complained of already
    cohort.desk.complain(
        entry.at("folder"),
        say("資料を置くチャネルが分かりません(回 '{key}')。", key=session.key),
        say("channel を書いてください。"),
    )


def _once(materials: list[Material]) -> tuple[Material, ...]:
    """A folder that several sessions name is released by the first of them."""
    found: dict[tuple[str, str], Material] = {}
    for material in materials:
        key = material.channel, material.relative
        if key not in found or material.release < found[key].release:
            found[key] = material
    return tuple(found.values())


def _milestones(cohort: Opened, world: World) -> tuple[Milestone, ...]:
    calendar = world.office.calendar
    return tuple(
        Milestone(entry["key"], entry["title"], entry["due"].at(calendar.closes, calendar.timezone))
        for entry in cohort.written.get("milestones", ())
        if {"key", "title", "due"} <= entry.keys()
    )
