"""Who may see and do what: a role is an app role that Entra gives, and each route names those it is for.

Called by the guard before any page. Pure. A route that is not in the table does not begin.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """By the value of its app role in Entra."""

    OFFICER = "officer"
    APPROVER = "approver"
    VIEWER = "viewer"
    INSTRUCTOR = "instructor"
    SECTION_CHIEF = "section_chief"


Roles = frozenset[Role]

STAFF = frozenset({Role.OFFICER, Role.APPROVER, Role.VIEWER})
OFFICERS = frozenset({Role.OFFICER})
APPROVERS = frozenset({Role.APPROVER})
NARROW = frozenset({Role.INSTRUCTOR, Role.SECTION_CHIEF})
"""They see what is theirs, person by person: `sight`."""

MAY: Mapping[str, Roles] = {
    "today": STAFF | NARROW,  # who has no more than the own page is sent there
    "jobs": STAFF,
    "job": STAFF,
    "job_try": OFFICERS,
    "job_pause": OFFICERS,
    "job_resume": OFFICERS,
    "pause": OFFICERS,
    "resume": OFFICERS,
    "trial": OFFICERS,  # with each letter that would go to a person
    "trial_live": OFFICERS,
    "trial_run": OFFICERS,
    "runs": STAFF,
    "run": STAFF,
    "run_live": STAFF,
    "run_retry": OFFICERS,
    "run_cancel": OFFICERS,
    "run_undo": OFFICERS,
    "approvals": STAFF,
    "approval": OFFICERS | APPROVERS,  # with each text that waits
    "approval_face": OFFICERS | APPROVERS,
    "approve": APPROVERS,
    "send_back": APPROVERS,
    "confirmation": OFFICERS | APPROVERS,
    "confirm": APPROVERS,
    "settings": OFFICERS,
    "checkup": OFFICERS,
    "checkup_asked": OFFICERS,
    "checkup_ask": OFFICERS,
    "settings_new": OFFICERS,
    "settings_file": OFFICERS,
    "settings_version": OFFICERS,
    "settings_download": OFFICERS,
    "settings_template": OFFICERS,
    "settings_save": OFFICERS,
    "settings_grid": OFFICERS,
    "settings_upload": OFFICERS,
    "settings_undo": OFFICERS,
    "settings_withdraw": OFFICERS,
    "cohorts": STAFF,
    "cohort": STAFF,
    "cohort_people": STAFF,
    "cohort_calendar": STAFF,
    "cohort_forms": STAFF,
    "cohort_attendance": OFFICERS,
    "cohort_entering": OFFICERS,
    "cohort_enter": OFFICERS,
    "cohort_charts": STAFF,
    "cohort_hours": OFFICERS,
    "cohort_person": OFFICERS,
    "own": NARROW,
    "own_session": frozenset({Role.INSTRUCTOR}),
    "own_person": frozenset({Role.SECTION_CHIEF}),
    "newsletter": STAFF,
    "issue": STAFF,
    "issue_face": STAFF,
    "records": OFFICERS | APPROVERS,
    "records_find": OFFICERS | APPROVERS,
    "records_verify": OFFICERS | APPROVERS,
    "records_export": OFFICERS,
    "quarantine": OFFICERS,
    "source_confirm": OFFICERS,
    "row": OFFICERS,
    "row_assign": OFFICERS,
    "row_answer": OFFICERS,
    "row_ignore": OFFICERS,
    "row_take_back": OFFICERS,
}
"""Name of a route → who may go there."""
