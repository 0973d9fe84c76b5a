"""自動処理: each job with its schedule, next and last run; to try one out and run it now, to pause it and go on.

Called by its routes. What somebody asks for is a row: a daemon plans it, and once somebody has seen that carries it out.
"""

from datetime import datetime, tzinfo
from uuid import UUID, uuid4

from m365bot.console import changes, reasons
from m365bot.console.asked import Answer, Asked, Followed, Seen, Sent, Shown
from m365bot.errors import ConfigError
from m365bot.job import Job
from m365bot.journal import Sought, Status
from m365bot.journal.trial import State, Trial
from m365bot.reconcile import cost
from m365bot.reconcile.plan import Plan, Unreadable
from m365bot.runs import daemon_words, requesting, schedule_words
from m365bot.runs.asked import Asked as Wish
from m365bot.runs.office import Office, job_called
from m365bot.words import say, telling

LAST = 10  # runs of one job
FIRST, SOME = 12, 300  # changes of a dry run that are shown at once, and at all


def listed(asked: Asked) -> Answer:
    rows = asked.desk.overview(asked.now)
    return Shown(
        "jobs.html",
        {
            "rows": [{"fault": "", **row, "when": schedule_words.of(row["when"])} for row in rows],
            "words_of": lambda status: Status(status).words,
            "all_paused": next((one for one in asked.desk.looking.pauses.all() if not one.job), None),
            "fault": asked.desk.known().fault,
            "daemon_is_missing": _no_daemon(asked),
        },
    )


def shown(asked: Asked) -> Answer:
    """One job, and the form by which it is tried out and run."""
    known = asked.desk.known()
    job = job_called(asked.path["job"], asked.desk.jobs())
    row = next((one for one in asked.desk.overview(asked.now) if one["job"] == job.name), None)
    programme = known.programme
    return Shown(
        "job.html",
        {
            "job": job,
            "row": row,
            "when": schedule_words.of(row["when"]) if row else "—",
            "pauses": [one for one in asked.desk.looking.pauses.all() if one.job in ("", job.name)],
            "cohorts": [one.key for one in programme.unfinished] if programme and job.per_cohort else [],
            "last": asked.desk.looking.runs.sought(Sought(job=job.name), LAST),
            "ticket": uuid4().hex,
            "titles": {job.name: job.title},
            "daemon_is_missing": _no_daemon(asked),
        },
    )


def tried(asked: Asked) -> Answer:
    """A dry run is asked for, once however often it is clicked."""
    office, form = asked.desk.deciding(), asked.form
    job = office.job(asked.path["job"])
    if job.fault:
        raise ConfigError(job.fault)
    trial = Trial(
        id=_ticket(form.get("ticket", "")),
        job=job.name,
        cohort=_cohort(office, job, form.get("cohort", "")),
        at=_moment(form.get("at", ""), office.programme.timezone),
        asked=asked.now,
        who=asked.visitor.sign_in_name,
        reason=reasons.needed(asked),
    )
    asked.desk.books.trials.add(trial)
    return Sent(f"/trials/{trial.id}")


def trial(asked: Asked) -> Answer:
    """What would change, once a daemon has planned it."""
    found, office = _trial(asked), asked.desk.office()
    plan, unreadable = _plan(found, office)
    return Shown(
        "trial.html",
        {
            "trial": found,
            "title": office.jobs[found.job].title if found.job in office.jobs else found.job,
            "is_over": found.state.is_over,
            "has_plan": plan is not None,
            "lines": list(changes.told_once(map(changes.planned, plan.changes[:SOME]))) if plan else [],
            "first": FIRST,
            "many": len(plan.changes) if plan else 0,
            "unchanged": plan.unchanged if plan else 0,
            "asking": sum(bool(one.asks) for one in plan.changes) if plan else 0,
            "withheld": changes.left(plan.withheld, office) if plan else [],
            "unknown": changes.left(plan.unknown, office) if plan else [],
            "price": cost.of(plan) if plan and plan.changes else None,
            "words": unreadable or found.words,
            "may_run": found.state is State.PLANNED and not found.words and not unreadable,
            "run": office.runs.get(_run_id(found, office)),
            "daemon_is_missing": "" if found.state.is_over else _no_daemon(asked),
        },
    )


def followed(asked: Asked) -> Answer:
    trials, trial_id = asked.desk.looking.trials, asked.path["trial"]

    def look() -> Seen:
        found = trials.get(trial_id)
        waits = found is not None and found.state is State.ASKED
        words = say("常駐の m365bot を待っています") if waits else say("現在の状態を調べています")
        return Seen({"words": words}, found is None or found.state.is_over)

    return Followed(look)


def run(asked: Asked) -> Answer:
    """What was tried out is requested, once; it is planned anew, and what asks for approval waits for that."""
    found, office = _trial(asked), asked.desk.deciding()
    if found.state is not State.PLANNED or found.words:
        raise ConfigError(say("この試行には、実行できる結果がありません。もう一度調べてください。"))
    _not_ahead(asked, found)
    wish = Wish(
        found.job,
        found.cohort,
        found.at,
        run_id=_run_id(found, office),
        actor=asked.visitor.sign_in_name,
        reason=found.reason,
    )
    with telling():
        wanted = requesting.run(office, wish)
    return Sent(f"/runs/{wanted.id}", "requested")


def paused(asked: Asked) -> Answer:
    """path: without a job, all of them."""
    reason = reasons.needed(asked)
    begun = asked.desk.switch().pause(asked.path.get("job"), asked.visitor.sign_in_name, reason)
    return Sent(_back(asked), "paused" if begun else "paused_already")


def resumed(asked: Asked) -> Answer:
    ended = asked.desk.switch().resume(asked.path.get("job"), asked.visitor.sign_in_name)
    return Sent(_back(asked), "resumed" if ended else "not_paused")


def _back(asked: Asked) -> str:
    job = asked.path.get("job")
    return f"/jobs/{job}" if job else "/jobs"


def _trial(asked: Asked) -> Trial:
    """Raises ConfigError: it is gone after a day."""
    found = asked.desk.looking.trials.get(asked.path["trial"])
    if found is None:
        raise ConfigError(
            say("この試行はもうありません(1日で消えます)。「自動処理」からもう一度調べてください。")
        )
    return found


def _plan(found: Trial, office: Office) -> tuple[Plan | None, str]:
    try:
        return (office.plan(found.plan) if found.plan else None), ""
    except Unreadable as error:
        return None, str(error)


def _run_id(found: Trial, office: Office) -> str:
    """One run of each dry run, however often it is clicked; by the programme's clock, as ids of other runs are."""
    asked = found.asked.astimezone(office.programme.timezone)
    parts = (found.job, found.cohort, f"{asked:%Y%m%d-%H%M%S}", found.id[:6])
    return "-".join(part for part in parts if part)


def _cohort(office: Office, job: Job, key: str) -> str | None:
    """Raises ConfigError for one that is not, or where several could be meant."""
    if not job.per_cohort:
        return None
    if not key:
        raise ConfigError(say("期を一つ選んでください。"))
    (cohort,) = office.cohorts_for(job, key)
    return cohort.key if cohort else None


def _moment(words: str, zone: tzinfo) -> datetime | None:
    """As a browser writes it. Raises ConfigError."""
    if not words:
        return None
    try:
        found = datetime.fromisoformat(words)
        at = found if found.tzinfo else found.replace(tzinfo=zone)
        at.astimezone(zone)
    except (ValueError, OverflowError):
        raise ConfigError(say("日時『{words}』を読めません。", words=words)) from None
    if not 1970 < at.year < 9000:
        raise ConfigError(say("日時『{words}』を読めません。", words=words))
    return at


def _ticket(words: str) -> str:
    """As the form was given it; nonsense is a dry run of its own."""
    try:
        return UUID(words).hex
    except ValueError:
        return uuid4().hex


def _not_ahead(asked: Asked, found: Trial) -> None:
    """Raises ConfigError: a real tenant's people would get today what is meant for another day."""
    if found.at is not None and found.at > asked.now and not asked.desk.settings.is_practice:
        raise ConfigError(
            say(
                "これから先の日時のつもりでは、実行できません。試しに調べることはできます。日時を空けて、もう一度調べてください。"
            )
        )


def _no_daemon(asked: Asked) -> str:
    return "" if asked.desk.leases.a_daemon_is_at_work() else daemon_words.of_the_desk()
