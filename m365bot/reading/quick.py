"""Only what says when jobs run: calendar, schedule and issues, read without cohorts and forms.

Called by `programme.timetable`, for a command that must start fast.
"""

from dataclasses import replace
from pathlib import Path

from m365bot.programme.people import Directory, Person
from m365bot.programme.programme import Programme
from m365bot.reading.complaints import Notebook
from m365bot.reading.configfile import Room
from m365bot.reading.files import issues as issuefile
from m365bot.reading.files import others as otherfiles
from m365bot.reading.files import programme as officefile
from m365bot.reading.files.programme import Office
from m365bot.reading.reading import Reading


def read(folder: Path) -> Reading:
    """A programme without cohorts; its issues lose the channels of cohorts, which nobody asks for here."""
    notebook = Notebook()
    room = Room(folder, notebook)
    office = officefile.read(room.desk(folder / "config/programme.yaml"))
    jobs = {path.stem for path in (folder / "jobs").glob("[!_]*.py")}
    schedule = otherfiles.schedule(room.desk(folder / "config/schedule.yaml"), jobs)
    if office is None or not office.usable:
        return Reading(None, notebook.complaints, notebook.remarks)
    unheard = Room(folder, Notebook())
    issues = issuefile.read_all(folder / "config/newsletter", unheard, _press(office))
    programme = replace(_bare(office), schedule=schedule, issues=issues)
    return Reading(programme, notebook.complaints, notebook.remarks)


def _press(office: Office) -> issuefile.Press:
    fields = {"leaders_team": office.leaders_team.name, "officers_team": office.officers_team.name}
    return issuefile.Press(
        office.calendar,
        office.leaders_team,
        office.officers_team,
        (),
        {**fields, **office.fields},
        cohort_missing=True,
    )


def _bare(office: Office) -> Programme:
    account = Person("", office.service_account, office.service_account, office.service_account)
    return Programme(
        name=office.name,
        organisation=office.organisation,
        timezone=office.timezone,
        calendar=office.calendar,
        domains=office.domains,
        leaders_team=office.leaders_team,
        officers_team=office.officers_team,
        service_account=account,
        officers=(),
        directory=Directory(()),
    )
