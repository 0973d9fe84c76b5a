"""programme: what the officers' files describe, as frozen models, and their rules.

Called by jobs, records, content and everything above. Pure: never reads a file; no network, no database, no
clock.
"""

from m365bot.programme.attendance import Attendance, HoursLine, Mark
from m365bot.programme.calendar import Calendar
from m365bot.programme.channels import (
    PAGES,
    PLAN,
    PRIMARY,
    PROGRESS,
    STUDY,
    ChannelSpec,
    TabSpec,
    Target,
    TeamSpec,
    is_primary,
)
from m365bot.programme.cohort import Cohort
from m365bot.programme.curriculum import Completion, Course, Milestone, StudyItem
from m365bot.programme.faults import Fault, Part
from m365bot.programme.forms import Form, Question, Questionnaire, SourcePlace
from m365bot.programme.issues import ON_TIME, Issue
from m365bot.programme.materials import Material
from m365bot.programme.messages import Message, Messages
from m365bot.programme.people import Line, Officer, Period, Person, Role
from m365bot.programme.programme import Department, Guards, Programme, Schedule
from m365bot.programme.sessions import Round, Session
from m365bot.programme.when import Missed, When

__all__ = [
    "ON_TIME",
    "PAGES",
    "PLAN",
    "PRIMARY",
    "PROGRESS",
    "STUDY",
    "Attendance",
    "Calendar",
    "ChannelSpec",
    "Cohort",
    "Completion",
    "Course",
    "Department",
    "Fault",
    "Form",
    "Guards",
    "HoursLine",
    "Issue",
    "Line",
    "Mark",
    "Material",
    "Message",
    "Messages",
    "Milestone",
    "Missed",
    "Officer",
    "Part",
    "Period",
    "Person",
    "Programme",
    "Question",
    "Questionnaire",
    "Role",
    "Round",
    "Schedule",
    "Session",
    "SourcePlace",
    "StudyItem",
    "TabSpec",
    "Target",
    "TeamSpec",
    "When",
    "is_primary",
]
