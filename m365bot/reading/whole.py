"""The whole instance: every file of config/ read, in the order in which they need each other.

Called by `programme.read` alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from m365bot.programme.cohort import Cohort
from m365bot.programme.curriculum import StudyItem
from m365bot.programme.forms import Form
from m365bot.programme.issues import Issue
from m365bot.programme.people import Officer, Period, Person
from m365bot.programme.programme import Programme, Schedule
from m365bot.reading import cohorts as cohortmaking
from m365bot.reading import roster
from m365bot.reading.cohorts import World
from m365bot.reading.complaints import Notebook
from m365bot.reading.configfile import Room
from m365bot.reading.files import cohort as cohortfile
from m365bot.reading.files import forms as formfile
from m365bot.reading.files import issues as issuefile
from m365bot.reading.files import others as otherfiles
from m365bot.reading.files import programme as officefile
from m365bot.reading.files.cohort import Opened
from m365bot.reading.files.programme import Mandate, Office
from m365bot.reading.reading import Reading
from m365bot.reading.roster import Pseudonym, Roster
from m365bot.words import say


def read(folder: Path, pseudonym: Pseudonym, named: Collection[str]) -> Reading:
    """Never raises for what the files hold."""
    notebook = Notebook()
    programme = _programme(Room(folder, notebook), pseudonym, named)
    return Reading(programme, notebook.complaints, notebook.remarks)


@dataclass(frozen=True)
class Files:
    """What stands in the files, before it is put together."""

    room: Room
    guests: bool
    forms: dict[str, Form | None]
    opened: list[Opened]
    schedule: dict[str, Schedule]


def _programme(room: Room, pseudonym: Pseudonym, named: Collection[str]) -> Programme | None:
    office = officefile.read(room.desk(room.folder / "config/programme.yaml"))
    files = _files(room, named)
    if office is None:
        return None
    account = Mandate(office.service_account, "", Period(), office.table.at("service_account"))
    rows = [row for cohort in files.opened for row in cohort.rows]
    everybody = roster.make(rows, (*office.officers, *office.approvers, account), office, pseudonym)
    world = World(room, office, everybody, files.forms, files.guests)
    cohorts = tuple(cohortmaking.made(cohort, world) for cohort in files.opened)
    _check_nicknames(cohorts, office)
    issues = issuefile.read_all(room.folder / "config/newsletter", room, _press(office, cohorts, files))
    study = _self_study(room, office, cohorts)
    return _assembled(office, files, everybody, cohorts, issues, study, account) if office.usable else None


def _files(room: Room, named: Collection[str]) -> Files:
    config = room.folder / "config"
    settings = otherfiles.settings(room.desk(config / "settings.toml"))
    otherfiles.messages(config / "messages", room)
    tenant = settings.get("tenant")
    return Files(
        room,
        not isinstance(tenant, dict) or str(tenant.get("guests", "on")) != "off",
        formfile.read_all(config / "forms", room),
        _opened(config / "cohorts", room, named),
        otherfiles.schedule(room.desk(config / "schedule.yaml"), _job_files(room.folder)),
    )


def _press(office: Office, cohorts: Sequence[Cohort], files: Files) -> issuefile.Press:
    teams = {"leaders_team": office.leaders_team.name, "officers_team": office.officers_team.name}
    folders = _cohort_folders(files.room.folder / "config/cohorts")
    missing = not folders or len(files.opened) < len(folders)
    return issuefile.Press(
        office.calendar,
        office.leaders_team,
        office.officers_team,
        cohorts,
        {**teams, **office.fields},
        missing,
    )


def _self_study(room: Room, office: Office, cohorts: Sequence[Cohort]) -> tuple[StudyItem, ...]:
    courses = (*office.curriculum, *(course for cohort in cohorts for course in cohort.courses))
    return otherfiles.self_study(
        room.desk(room.folder / "config/self-study.yaml"), {course.key for course in courses}
    )


def _assembled(
    office: Office,
    files: Files,
    everybody: Roster,
    cohorts: tuple[Cohort, ...],
    issues: tuple[Issue, ...],
    study: tuple[StudyItem, ...],
    account: Mandate,
) -> Programme:
    return Programme(
        name=office.name,
        organisation=office.organisation,
        timezone=office.timezone,
        calendar=office.calendar,
        domains=office.domains,
        leaders_team=office.leaders_team,
        officers_team=office.officers_team,
        service_account=_named(account, everybody),
        officers=tuple(Officer(_named(each, everybody), each.period) for each in office.officers),
        approvers=tuple(each.mail for each in office.approvers),
        unverified_approvals=office.table.get("approvals", {}).get("unverified") == "allowed",
        single_officer=office.table.get("single_officer", False),
        guards=office.guards,
        departments=office.departments,
        curriculum=office.curriculum,
        completion=office.completion,
        cohorts=cohorts,
        issues=issues,
        forms={key: form for key, form in files.forms.items() if form},
        schedule=files.schedule,
        self_study=study,
        newsletter_site=office.table.get("newsletter_site", ""),
        directory=everybody.directory,
    )


def _opened(folder: Path, room: Room, named: Collection[str]) -> list[Opened]:
    """Every cohort's files, oldest first."""
    paths = _cohort_folders(folder)
    if not paths:
        desk = room.desk(folder)
        desk.complain(
            desk.at(), say("期のフォルダーが1つもありません。"), say("例: config/cohorts/R7/cohort.yaml")
        )
    found = [cohortfile.opened(path, room, named) for path in paths]
    return sorted((each for each in found if each), key=lambda cohort: (cohort.starts, cohort.key))


def _cohort_folders(folder: Path) -> list[Path]:
    """Those of cohorts; a folder with a dot before its name is some program's own."""
    found = (path for path in folder.glob("*") if path.is_dir() and not path.name.startswith("."))
    return sorted(found) if folder.is_dir() else []


def _job_files(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "jobs").glob("*.py") if not path.stem.startswith("_")}


def _named(mandate: Mandate, everybody: Roster) -> Person:
    person = everybody.directory.find(mandate.mail)
    if person is None:
        raise AssertionError("everybody whom programme.yaml names is in the directory")
    return person


def _check_nicknames(cohorts: Sequence[Cohort], office: Office) -> None:
    """Two teams of one mailNickname would be one team."""
    seen = {office.leaders_team.mail_nickname.lower(), office.officers_team.mail_nickname.lower()}
    for cohort in cohorts:
        nickname = cohort.team.mail_nickname.lower()
        if nickname in seen:
            office.desk.complain(
                office.table["team"].at("mail_nickname"),
                say("mail_nickname『{name}』が2つのチームにあります。", name=cohort.team.mail_nickname),
                say("{cohort} を入れてください。"),
            )
        seen.add(nickname)
