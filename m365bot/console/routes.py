"""Every address of the desk: its name, its path, its page; and what stands in the navigation.

Called by app, which puts the guard before each. Names are those of `roles.MAY`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from m365bot.console.asked import Answer, Asked
from m365bot.console.pages import (
    approvals,
    checkup,
    cohort,
    confirmations,
    jobs,
    newsletter,
    own,
    quarantine,
    records,
    runs,
    settings,
    settings_changes,
    today,
)
from m365bot.words import later

GET, POST = "GET", "POST"
Page = Callable[[Asked], Answer]


@dataclass(frozen=True)
class Way:
    """One address. method: POST for what changes something. fields, files: how many its form may have."""

    name: str
    path: str
    page: Page
    method: str = GET
    fields: int = 200
    files: int = 0


WAYS: Sequence[Way] = (
    Way("today", "/", today.shown),
    Way("jobs", "/jobs", jobs.listed),
    Way("job", "/jobs/{job}", jobs.shown),
    Way("job_try", "/jobs/{job}/try", jobs.tried, POST),
    Way("job_pause", "/jobs/{job}/pause", jobs.paused, POST),
    Way("job_resume", "/jobs/{job}/resume", jobs.resumed, POST),
    Way("pause", "/pause", jobs.paused, POST),
    Way("resume", "/resume", jobs.resumed, POST),
    Way("trial", "/trials/{trial}", jobs.trial),
    Way("trial_live", "/trials/{trial}/live", jobs.followed),
    Way("trial_run", "/trials/{trial}/run", jobs.run, POST),
    Way("runs", "/runs", runs.listed),
    Way("run", "/runs/{run}", runs.shown),
    Way("run_live", "/runs/{run}/live", runs.followed),
    Way("run_retry", "/runs/{run}/retry", runs.retried, POST),
    Way("run_cancel", "/runs/{run}/cancel", runs.cancelled, POST),
    Way("run_undo", "/runs/{run}/undo", runs.undone, POST),
    Way("approvals", "/approvals", approvals.listed),
    Way("approval", "/approvals/{run}", approvals.shown),
    Way("approval_face", "/approvals/{run}/faces/{face}", approvals.face),
    Way("approve", "/approvals/{run}/approve", approvals.approved, POST),
    Way("send_back", "/approvals/{run}/send-back", approvals.sent_back, POST),
    Way("confirmation", "/confirmations/{file:path}", confirmations.shown),
    Way("confirm", "/confirmations/{file:path}", confirmations.confirmed, POST),
    Way("settings", "/settings", settings.listed),
    Way("checkup", "/settings/checkup", checkup.shown),
    Way("checkup_asked", "/settings/checkup/{trial}", checkup.shown),
    Way("checkup_ask", "/settings/checkup", checkup.asked_for, POST),
    Way("settings_new", "/settings/new", settings.begun),
    Way("settings_file", "/settings/file/{file:path}", settings.shown),
    Way("settings_version", "/settings/version/{number}/{file:path}", settings.version),
    Way("settings_download", "/settings/download/{file:path}", settings.downloaded),
    Way("settings_template", "/settings/template/{file:path}", settings.template),
    Way("settings_save", "/settings/save", settings_changes.saved, POST),
    Way("settings_grid", "/settings/grid", settings_changes.typed_in_cells, POST, fields=900),
    Way("settings_upload", "/settings/upload", settings_changes.uploaded, POST, files=1),
    Way("settings_undo", "/settings/undo", settings_changes.undone, POST),
    Way("settings_withdraw", "/settings/withdraw", settings_changes.withdrawn, POST),
    Way("cohorts", "/cohorts", cohort.listed.shown),
    Way("cohort", "/cohorts/{cohort}", cohort.glance.shown),
    Way("cohort_people", "/cohorts/{cohort}/people", cohort.people.shown),
    Way("cohort_person", "/cohorts/{cohort}/people/{person}", cohort.person.shown),
    Way("cohort_calendar", "/cohorts/{cohort}/calendar", cohort.calendar.shown),
    Way("cohort_forms", "/cohorts/{cohort}/forms", cohort.forms.shown),
    Way("cohort_attendance", "/cohorts/{cohort}/attendance", cohort.attendance.shown),
    Way("cohort_entering", "/cohorts/{cohort}/attendance/{session}", cohort.entering.shown),
    Way(
        "cohort_enter", "/cohorts/{cohort}/attendance/{session}/save", cohort.entering.saved, POST, fields=990
    ),
    Way("cohort_charts", "/cohorts/{cohort}/charts", cohort.charts.shown),
    Way("cohort_hours", "/cohorts/{cohort}/hours", cohort.hours.shown),
    Way("own", "/own", own.shown),
    Way("own_session", "/own/sessions/{cohort}/{session}", own.roster),
    Way("own_person", "/own/staff/{cohort}/{person}", own.member),
    Way("newsletter", "/newsletter", newsletter.listed),
    Way("issue", "/newsletter/{number}", newsletter.shown),
    Way("issue_face", "/newsletter/{number}/faces/{face}", newsletter.face_of),
    Way("records", "/records", records.listed),
    Way("records_find", "/records/find", records.found, POST),
    Way("records_verify", "/records/verify", records.verified, POST),
    Way("records_export", "/records/export", records.exported, POST),
    Way("quarantine", "/quarantine", quarantine.listed),
    Way("source_confirm", "/quarantine/confirm", quarantine.confirmed, POST),
    Way("row", "/quarantine/{row}", quarantine.shown),
    Way("row_assign", "/quarantine/{row}/assign", quarantine.assigned, POST),
    Way("row_answer", "/quarantine/{row}/answer", quarantine.answered, POST),
    Way("row_ignore", "/quarantine/{row}/ignore", quarantine.ignored, POST),
    Way("row_take_back", "/quarantine/{row}/take-back", quarantine.taken_back, POST),
)

NAVIGATION: Sequence[tuple[str, str]] = (
    ("today", later("今日")),
    ("jobs", later("自動処理")),
    ("runs", later("実行")),
    ("approvals", later("承認")),
    ("cohorts", later("期")),
    ("newsletter", later("DX通信")),
    ("quarantine", later("要確認の行")),
    ("settings", later("設定")),
    ("records", later("記録")),
    ("own", later("担当")),
)
"""Name of a route and what it is called; only those that exist and the visitor may see are shown."""
