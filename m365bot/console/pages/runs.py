"""実行: what ran, and one run with every change; to do it once more, to end it, to take back what it made.

Called by its routes. A decision is a row; the daemon does the rest.
"""

from collections.abc import Mapping
from typing import Any

from m365bot.console import changes, reasons
from m365bot.console.asked import Answer, Asked, Followed, Seen, Sent, Shown
from m365bot.console.roles import OFFICERS
from m365bot.journal import Decision, Run, Sought, Status
from m365bot.runs import daemon_words, documents, over, requesting, undoing
from m365bot.runs.documents import applied
from m365bot.runs.office import Office
from m365bot.words import say, telling

A_PAGE = 50  # runs of one page
AT_ONCE = 50  # changes of one page


def listed(asked: Asked) -> Answer:
    """The newest first; narrowed down by job, cohort and status."""
    query, looking = asked.query, asked.desk.looking
    sought = Sought(query.get("job", ""), query.get("cohort", ""), _status(query.get("status", "")))
    page = _number(query.get("page", ""))
    found = looking.runs.sought(sought, A_PAGE + 1, (page - 1) * A_PAGE)
    known, jobs = asked.desk.known(), asked.desk.jobs()
    return Shown(
        "runs.html",
        {
            "runs": found[:A_PAGE],
            "applying": applied.among(found),
            "words_of": applied.status_words,
            "has_more": len(found) > A_PAGE,
            "page": page,
            "sought": sought,
            "titles": {name: job.title for name, job in jobs.items()},
            "cohorts": [cohort.key for cohort in known.programme.cohorts] if known.programme else [],
            "statuses": list(Status),
        },
    )


def shown(asked: Asked) -> Answer:
    office = asked.desk.office()
    run = office.run(asked.path["run"])
    applying = office.runs.applying(run.id)
    plan, done = office.plan_to_show(run), documents.doings.of(run, office)
    page, sees_all = _number(asked.query.get("page", "")), asked.visitor.is_any_of(OFFICERS)
    return Shown(
        "run.html",
        {
            "run": run,
            "title": title_of(run, office),
            "status_words": applied.status_words(run, applying),
            "applying": applying,
            "sees_all": sees_all,  # letters to single persons are among it, and reasons that name them
            "errors": _errors(run, office) if sees_all else [],
            "counts": [
                (words, run.report.counts[name]) for name, words in _counted() if run.report.counts[name]
            ],
            "lines": [changes.done(one, office) for one in done[(page - 1) * AT_ONCE : page * AT_ONCE]]
            if sees_all
            else [],
            "many": len(done),
            "settled": sum(one.result is not None for one in done),
            "page": page,
            "pages": max(1, -(-len(done) // AT_ONCE)),
            "withheld": changes.left(plan.withheld, office) if sees_all else [],
            "unknown": changes.left(plan.unknown, office) if sees_all else [],
            "approval": _approval(run, office),
            "may": _may(asked, run, office),
            "daemon_is_missing": _no_daemon(asked, run, office),
        },
    )


def followed(asked: Asked) -> Answer:
    """How far a run is, for the page's script."""
    looking, run_id = asked.desk.looking, asked.path["run"]
    known: dict[str, int] = {}

    def look() -> Seen:
        status = looking.runs.status_of(run_id) or Status.CANCELLED
        if status is Status.RUNNING and not known.get("of"):
            run = looking.runs.get(run_id)
            known["of"] = len((run.plan or {}).get("changes", ())) if run else 0
        done = looking.journals.settled(run_id)
        words = _progress(status, done, known.get("of", 0))
        is_over = status not in (Status.REQUESTED, Status.RUNNING)
        return Seen({"words": words, "done": done, "of": known.get("of", 0)}, is_over)

    return Followed(look)


def retried(asked: Asked) -> Answer:
    with telling():
        again = requesting.again(
            asked.desk.deciding(), asked.path["run"], asked.visitor.sign_in_name, reasons.needed(asked)
        )
    return Sent(f"/runs/{again.id}", "requested")


def cancelled(asked: Asked) -> Answer:
    with telling():
        run = over.cancel(
            asked.desk.deciding(), asked.path["run"], asked.visitor.sign_in_name, reasons.needed(asked)
        )
    return Sent(f"/runs/{run.id}", "cancelled")


def undone(asked: Asked) -> Answer:
    with telling():
        asks = requesting.undo(
            asked.desk.deciding(), asked.path["run"], asked.visitor.sign_in_name, reasons.needed(asked)
        )
    return Sent(f"/runs/{asks.id}", "requested")


def title_of(run: Run, office: Office) -> str:
    return say(office.jobs[run.job].title) if run.job in office.jobs else run.job


def _errors(run: Run, office: Office) -> list[tuple[str, list[str]]]:
    """What went wrong, said once, with all that it befell."""
    befell: dict[str, list[str]] = {}
    for error in documents.of_run(run, office)["errors"]:
        befell.setdefault(error["words"], []).append(error["title"])
    return [(words, [title for title in titles if title]) for words, titles in befell.items()]


def _approval(run: Run, office: Office) -> Mapping[str, Any] | None:
    found = documents.of_approval(run, office)
    return found and {**found, "is_yes": found["decision"] == Decision.APPROVED}


def _may(asked: Asked, run: Run, office: Office) -> Mapping[str, Any]:
    """What this visitor may do with it as it is."""
    is_officers = asked.visitor.is_any_of(OFFICERS)
    can_go, left = undoing.parts(office, run) if run.status.is_over else ([], [])
    return {
        "retry": is_officers and run.status.is_over and run.job in office.jobs and run.job != undoing.NAME,
        "cancel": is_officers and not run.status.is_over,
        "undo": can_go if is_officers else [],
        "left": left,
    }


def _no_daemon(asked: Asked, run: Run, office: Office) -> str:
    """Where it waits for a daemon, and there is none."""
    waits = run.status in (Status.REQUESTED, Status.RUNNING)
    is_missing = waits and not office.leases.a_daemon_is_at_work()
    return daemon_words.of_the_desk() if is_missing else ""


def _progress(status: Status, done: int, of: int) -> str:
    if status is Status.RUNNING and of:
        return say("{done} / {of} 件", done=done, of=of)
    return (
        say("現在の状態を調べています") if status is Status.RUNNING else say("常駐の m365bot を待っています")
    )


def _counted() -> list[tuple[str, str]]:
    return [
        ("create", say("作成")),
        ("update", say("更新")),
        ("remove", say("削除")),
        ("store", say("取込")),
        ("quarantined", say("要確認の行")),
        ("none", say("変更なし")),
        ("withheld", say("保留")),
        ("failed", say("失敗")),
        ("unknown", say("結果不明")),
    ]


def _status(word: str) -> Status | None:
    return Status(word) if word in list(Status) else None


def _number(word: str) -> int:
    """A page's; nonsense is the first."""
    return max(1, min(int(word), 100_000)) if word.isascii() and word.isdigit() else 1
