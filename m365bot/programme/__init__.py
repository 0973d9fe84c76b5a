"""programme: config/ → frozen models, every complaint at once.

Called by jobs, records, content and everything above. Pure: reads the officers' files and nothing else; no
network, no database, no clock.
"""

import hashlib
from collections.abc import Callable, Collection
from pathlib import Path

from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import PRIMARY, ChannelSpec, TabSpec, Target, TeamSpec, is_primary
from m365bot.programme.cohort import Cohort
from m365bot.programme.complaints import Complaint
from m365bot.programme.curriculum import Completion, Course, Milestone, StudyItem
from m365bot.programme.forms import Form, Question, Questionnaire, Source
from m365bot.programme.issues import ON_TIME, Issue
from m365bot.programme.materials import Material
from m365bot.programme.people import Line, Officer, Period, Person, Role
from m365bot.programme.programme import Department, Guards, Programme, Schedule
from m365bot.programme.reading import Reading
from m365bot.programme.sessions import Round, Session
from m365bot.programme.when import Missed, When

__all__ = [
    "ON_TIME",
    "PRIMARY",
    "Calendar",
    "ChannelSpec",
    "Cohort",
    "Complaint",
    "Completion",
    "Course",
    "Department",
    "Form",
    "Guards",
    "Issue",
    "Line",
    "Material",
    "Milestone",
    "Missed",
    "Officer",
    "Period",
    "Person",
    "Programme",
    "Question",
    "Questionnaire",
    "Reading",
    "Role",
    "Round",
    "Schedule",
    "Session",
    "Source",
    "StudyItem",
    "TabSpec",
    "Target",
    "TeamSpec",
    "When",
    "is_primary",
    "read",
    "timetable",
]


def plain_pseudonym(text: str) -> str:
    """An opaque id without a key: for reading alone, where nothing is stored."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def read(
    folder: Path, *, pseudonym: Callable[[str], str] = plain_pseudonym, named: Collection[str] = ()
) -> Reading:
    """Read the instance's config/. Finished cohorts are skimmed unless `named`. Never raises for bad
    content.
    """
    from m365bot.programme.readers import instance

    return instance.read(Path(folder), pseudonym, named)


def timetable(folder: Path) -> Reading:
    """Only what says when jobs run: calendar, schedule and issues; complaints as far as it is read."""
    from m365bot.programme.readers import timetable as reader

    return reader.read(Path(folder))
