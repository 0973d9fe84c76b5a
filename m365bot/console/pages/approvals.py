"""承認: what waits, each as a readable difference; approved, or sent back with a comment.

Called by its routes. Whoever decides has signed in as an approver of today. One word is kept, whoever is quicker; the other
is told.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from m365bot.console import changes
from m365bot.console.asked import Answer, Asked, Framed, Sent, Shown
from m365bot.console.changes import Line
from m365bot.console.pages import runs
from m365bot.console.roles import MAY, Role
from m365bot.errors import ConfigError, GuardStopped
from m365bot.journal import Run, Status
from m365bot.journal.version import State
from m365bot.reconcile.plan import Plan, Unreadable
from m365bot.runs import about, approvers, daemon_words, deciding, earlier, expiring
from m365bot.runs.documents import of_approval
from m365bot.runs.earlier import Comparison
from m365bot.runs.office import Office
from m365bot.words import say, telling

LAST = 20  # decisions that are listed


def listed(asked: Asked) -> Answer:
    office, looking = asked.desk.office(), asked.desk.looking
    waiting = looking.runs.of_status(Status.AWAITING_APPROVAL)
    to_come = [run for run in looking.runs.of_status(Status.REQUESTED) if run.applies]
    return Shown(
        "approvals.html",
        {
            "waiting": [(run, len((run.asking or {}).get("changes", ()))) for run in waiting],
            "until": {run.id: expiring.moment(office.programme, run) for run in waiting},
            "asking": [one for one in looking.held_config() if one.state is State.ASKING],
            "to_come": to_come,
            "decided": looking.approvals.newest(LAST),
            "titles": {name: job.title for name, job in office.jobs.items()},
            "about": {run.id: _about(run, asked, office) for run in waiting},
            "now": asked.now,
        },
    )


def shown(asked: Asked) -> Answer:
    return _page(asked, asked.desk.office())


def face(asked: Asked) -> Answer:
    """One of the texts that wait, as its readers will get it. Raises ConfigError."""
    office, place = asked.desk.office(), asked.path["face"]
    plan, _ = _asking(office.run(asked.path["run"]), office)
    shown = {str(number): change.resource for number, change in enumerate(plan.changes)} if plan else {}
    html = shown[place].as_read if place in shown else ""
    if not html:
        raise ConfigError(say("ここで見られるものはありません。"))
    return Framed(html)


def approved(asked: Asked) -> Answer:
    office = asked.desk.deciding()
    try:
        word = _word(asked, office)
        _is_what_was_shown(office, asked)
        with telling():
            applying = deciding.approve(office, asked.path["run"], word)
    except ConfigError as error:
        return _page(asked, office, str(error))
    is_due = applying.due is None or applying.due <= asked.now
    return Sent(f"/approvals/{asked.path['run']}", "approved_now" if is_due else "approved")


def sent_back(asked: Asked) -> Answer:
    office = asked.desk.deciding()
    if not asked.form.get("reason"):
        return _page(asked, office, say("差し戻す理由を書いてください。起案した人が読みます。"))
    try:
        word = _word(asked, office)
        with telling():
            run = deciding.reject(office, asked.path["run"], word)
    except ConfigError as error:
        return _page(asked, office, str(error))
    return Sent(f"/approvals/{run.applies or run.id}", "sent_back")


def _word(asked: Asked, office: Office) -> deciding.Word:
    """Raises GuardStopped where whoever signed in is no approver of today."""
    visitor, today = asked.visitor, office.now(None).date()
    return deciding.Word.of(
        approvers.signed_in(office.programme, today, visitor.sign_in_name),
        tenant=visitor.tenant,
        account=visitor.account,
        kessai=asked.form.get("kessai") or None,
        reason=asked.form.get("reason", ""),
    )


def _is_what_was_shown(office: Office, asked: Asked) -> None:
    """Raises ConfigError where the page is of another plan than the one that waits now."""
    run = office.run(asked.path["run"])
    if run.asking and asked.form.get("digest") != run.asking.get("digest"):
        raise ConfigError(
            say("表示していた内容は、いま承認を待っている内容ではありません。もう一度ご確認ください。")
        )


def _page(asked: Asked, office: Office, told: str = "") -> Shown:
    run = office.run(asked.path["run"])
    plan, unreadable = _asking(run, office)
    compared = earlier.approved(office, run, plan) if plan else earlier.Comparison()
    applying = office.runs.applying(run.id)
    return Shown(
        "approval.html",
        {
            "run": run,
            "title": runs.title_of(run, office),
            "about": about.issue(run, office.programme),
            "now": asked.now,
            "plan": plan,
            "lines": list(changes.told_once(_lines(run, plan, compared))) if plan else [],
            "before": compared.at,
            "gone": compared.gone,
            "unreadable": unreadable,
            "until": expiring.moment(office.programme, run),
            "decision": of_approval(run, office),
            "applying": applying,
            "told": told,
            "typed": asked.form.get("reason", "") if told else "",
            "waits": run.status is Status.AWAITING_APPROVAL,
            "may": _may(asked, run, applying),
            "why_not": _why_not(asked, run, office) if plan else "",
            "daemon_is_missing": _no_daemon(asked, office, applying),
        },
        status=409 if told else 200,
    )


def _asking(run: Run, office: Office) -> tuple[Plan | None, str]:
    """The plan, or why it cannot be shown."""
    try:
        return (office.plan(run.asking) if run.asking else None), ""
    except Unreadable as error:
        return None, str(error)


def _lines(run: Run, plan: Plan, compared: Comparison) -> Iterator[Line]:
    """Each change, and how it stands to what was approved last."""
    for number, change in enumerate(plan.changes):
        face = f"/approvals/{quote(run.id, safe='')}/faces/{number}"
        old = compared.then.get(change.key)
        if not compared.then:
            yield changes.planned(change, face=face)
        elif old is None:
            yield changes.planned(change, "new", face=face)
        elif old.digest == change.digest:
            yield changes.planned(change, "same", face=face)
        else:
            yield changes.planned(change, "other", compared.before(change), face)


def _may(asked: Asked, run: Run, applying: Run | None) -> Mapping[str, Any]:
    is_approver = asked.visitor.is_any_of(frozenset({Role.APPROVER}))
    takes_back = applying is not None and applying.status is Status.REQUESTED
    return {
        "decide": is_approver and run.status is Status.AWAITING_APPROVAL,
        "take_back": applying.id if is_approver and takes_back and applying else "",
    }


def _about(run: Run, asked: Asked, office: Office) -> str:
    """An issue's title; else what it is, for those who may decide about it."""
    if found := about.issue(run, office.programme):
        return found
    plan, _ = _asking(run, office)
    return about.first_of(plan) if plan and asked.visitor.is_any_of(MAY["approval"]) else ""


def _why_not(asked: Asked, run: Run, office: Office) -> str:
    """Why this visitor's approval would be refused; empty where it would be kept, or nothing is asked of them."""
    if not _may(asked, run, None)["decide"]:
        return ""
    try:
        return deciding.why_not(office, run, _word(asked, office))
    except GuardStopped as error:
        return str(error)


def _no_daemon(asked: Asked, office: Office, applying: Run | None) -> str:
    waits = applying is not None and applying.status in (Status.REQUESTED, Status.RUNNING)
    is_missing = waits and not office.leases.a_daemon_is_at_work()
    return daemon_words.of_the_desk() if is_missing else ""
