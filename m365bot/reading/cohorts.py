"""The cohort that its files make, once everybody of every cohort is known.

Called by `whole` with what `files.cohort` read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from m365bot.programme.channels import PRIMARY, ChannelSpec, TeamSpec
from m365bot.programme.cohort import Cohort, groups_of
from m365bot.programme.curriculum import Course, Milestone
from m365bot.programme.forms import Form, Questionnaire
from m365bot.programme.names import channel_fold
from m365bot.programme.people import Role
from m365bot.programme.sessions import Session
from m365bot.reading import values
from m365bot.reading.configfile import ConfigFile, Instance
from m365bot.reading.files import (
    booked,
    channels,
    courses,
    materials,
    people_faults,
    questionnaires,
    sessions,
    sessions_sheet,
)
from m365bot.reading.files.attendance import Sessions
from m365bot.reading.files.booked import Booked, Desk
from m365bot.reading.files.cohort import COHORT, MILESTONE, CohortFile
from m365bot.reading.files.programme import ProgrammeFile
from m365bot.reading.files.register import Register
from m365bot.reading.files.year import Year
from m365bot.reading.folders import sheets_of
from m365bot.reading.roster import Roster
from m365bot.reading.sheets import sheet
from m365bot.reading.tables import Table
from m365bot.words import say


@dataclass(frozen=True)
class Common:
    """What all cohorts are made against."""

    instance: Instance
    programme: ProgrammeFile
    roster: Roster
    forms: Mapping[str, Form | None]
    guests: bool
    study: Form | None = None


def made(cohort: CohortFile, common: Common) -> Cohort:
    """The cohort, complaints noted on the way."""
    making = _Making(cohort, common)
    return making.whole() if cohort.is_read else making.bare()


class _Making:
    """One cohort being made."""

    def __init__(self, cohort: CohortFile, common: Common) -> None:
        self._cohort, self._common = cohort, common
        self._table, self._frame, self._file = cohort.table, cohort.frame, cohort.file
        self._programme = common.programme.programme
        self._fields = {**common.programme.fields, "cohort": cohort.frame.key}
        self._team = self._team_spec()
        self._lines = tuple(common.roster.line(row) for row in cohort.roster.usable)
        self._named_sessions: set[str] = set()

    def bare(self) -> Cohort:
        """Its people and its team, for who is finished and not asked for."""
        return Cohort(
            key=self._frame.key,
            fiscal_year=self._frame.fiscal_year,
            starts=self._frame.starts,
            ends=self._frame.ends,
            status=self._frame.status,
            team=self._team,
            lines=self._lines,
            read=False,
        )

    def whole(self) -> Cohort:
        people_faults.look_for(
            self._cohort.roster.usable, self._programme, self._frame.year, self._file.notebook
        )
        own_courses = courses.courses(self._table.get("courses"), self._file, self._programme.curriculum)
        own_channels = channels.channels_of(self._table.get("channels", []), self._naming(own_courses))
        held = self._sessions(own_courses, own_channels)
        _remark_on_left_out(self._cohort, [each for each, table in held if _is_whole(each, table)])
        asking = self._asking([each.name for each in own_channels])
        told = self._booked(own_courses, [session for session, _ in held])
        return replace(
            self.bare(),
            **COHORT.values(self._table),
            courses=own_courses,
            channels=own_channels,
            sessions=tuple(session for session, _ in held),
            questionnaires=questionnaires.of_cohort(self._table.get("forms", []), held, asking),
            study_log=self._study_log(asking),
            materials=materials.of_cohort(held, self._shelf(), self._team.mail_nickname),
            milestones=self._milestones(),
            attendance=told.attendance,
            hours=told.hours,
            read=True,
        )

    def _study_log(self, asking: questionnaires.Asking) -> Questionnaire | None:
        """Looked at from the cohort's first morning on."""
        if self._common.study is None:
            return None
        return questionnaires.log(
            self._common.study, self._programme.calendar.opening(self._frame.starts), asking
        )

    def _booked(self, own_courses: tuple[Course, ...], held: Sequence[Session]) -> Booked:
        roster = self._cohort.roster
        register = Register(
            self.bare(), self._common.roster.directory, roster.usable, is_whole=roster.is_whole
        )
        unmade = self._named_sessions - {each.key for each in held}
        desk = Desk(
            self._common.instance, self._cohort, register, own_courses, Sessions(held, frozenset(unmade))
        )
        return booked.of_cohort(desk)

    def _team_spec(self) -> TeamSpec:
        usual: Table = self._common.programme.table["team"]
        own = self._table.get("team", {})
        fields = {**self._fields, "fiscal_year": str(self._frame.fiscal_year)}
        return TeamSpec(
            values.fill(own.get("name", usual["name"]), fields),
            values.fill(own.get("mail_nickname", usual["mail_nickname"]), fields),
        )

    def _naming(self, own_courses: tuple[Course, ...]) -> channels.Naming:
        return channels.Naming(
            file=self._file,
            fields=self._fields,
            courses=own_courses,
            groups=groups_of(self._lines),
            guests=self._common.guests and any(line.person.outside for line in self._lines),
        )

    # sessions

    def _sessions(
        self, own_courses: tuple[Course, ...], own_channels: tuple[ChannelSpec, ...]
    ) -> list[tuple[Session, Table]]:
        file, tables = self._session_tables()
        year = Year(
            file=file,
            calendar=self._programme.calendar,
            starts=self._frame.starts,
            ends=self._frame.ends,
            courses=own_courses,
            channels=own_channels,
            lines=self._lines,
            directory=self._common.roster.directory,
            roster_is_whole=self._cohort.roster.is_whole,
            roster_at=self._cohort.roster_at,
            roster_words=self._cohort.roster.words,
            group_channels=self._group_channels(),
        )
        held = sessions.sessions_of(tables, year)
        self._named_sessions = {table["key"] for table in tables if "key" in table}
        self._look_at_unmade(tables, {session.key for session, _ in held})
        return held

    def _session_tables(self) -> tuple[ConfigFile, list[Table]]:
        written = list(self._table.get("sessions", ()))
        path = next(sheets_of(self._cohort.folder, "sessions"), None)
        if path is None:
            return self._file, written
        file = self._common.instance.file(path)
        sheet.remark_on_second(file)
        listed = sessions_sheet.tables_of(
            sheet.read(file, sessions_sheet.COLUMNS) or [], file, self._frame.fiscal_year
        )
        return file, sessions_sheet.joined(listed, written)

    def _look_at_unmade(self, tables: Sequence[Table], usable: set[str]) -> None:
        """A date that cannot be read must not hide what else is wrong with its session."""
        for table in tables:
            if table.get("key") not in usable:
                questionnaires.look_at(table, self._asking())
                materials.look_at(table, self._shelf())

    def _group_channels(self) -> tuple[str, ...]:
        entries = [each for each in self._table.get("channels", ()) if each.get("for_each") == ["group"]]
        return tuple(values.fill(entry["name"], self._fields) for entry in entries if "name" in entry)

    # what goes with them

    def _asking(self, own_channels: Sequence[str] = ()) -> questionnaires.Asking:
        programme = self._programme
        return questionnaires.Asking(
            cohort=self._frame.key,
            fiscal_year=self._frame.fiscal_year,
            programme=programme.name,
            forms=self._common.forms,
            teams=(self._team, programme.leaders_team, programme.officers_team),
            calendar=programme.calendar,
            defaults=self._table.get("form_defaults", {}),
            file=self._file,
            folder=self._cohort.folder,
            channels=(PRIMARY, *own_channels),
        )

    def _shelf(self) -> materials.Shelf:
        config = self._cohort.folder.parent.parent
        return materials.Shelf(
            own=self._cohort.folder / "materials",
            shared=config / "materials",
            root=self._common.instance.folder,
            calendar=self._programme.calendar,
            file=self._file,
        )

    def _milestones(self) -> tuple[Milestone, ...]:
        calendar = self._programme.calendar
        return tuple(
            Milestone(**MILESTONE.values(entry), due=entry["due"].at(calendar.closes, calendar.timezone))
            for entry in self._table.get("milestones", ())
            if {"key", "title", "due"} <= entry.keys()
        )


def _remark_on_left_out(cohort: CohortFile, held: Sequence[Session]) -> None:
    """A group of trainees that no round of a session is for; a make-up session is for whom it may concern."""
    split = [each for each in held if not each.makes_up and all(turn.groups for turn in each.rounds)]
    trainees = [row for row in cohort.roster.usable if row.line.role is Role.TRAINEE]
    first = {row.line.group: row for row in reversed(trainees)}
    for group, row in first.items() if cohort.roster.is_whole else ():
        missing = [each.key for each in split if not _invites(each, group)]
        if missing:
            cohort.file.remark(
                row.at("班"),
                say("班『{group}』は次の回の対象に入っていません。", group=group)
                if group
                else say("班のない受講者は次の回の対象に入っていません。"),
                say("、").join(missing),
            )


def _is_whole(session: Session, table: Table) -> bool:
    """Whether all its rounds and their groups could be read: else who is left out is not known."""
    entries = table.get("rounds") or [table]
    wanted = sum(len(entry.get("for", ())) for entry in entries)
    return len(entries) == len(session.rounds) and wanted == sum(len(turn.groups) for turn in session.rounds)


def _invites(session: Session, group: str) -> bool:
    return any(channel_fold(group) == channel_fold(each) for turn in session.rounds for each in turn.groups)
