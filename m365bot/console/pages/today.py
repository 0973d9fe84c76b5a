"""今日: what waits for me, what is wrong, what goes on, what ran and what comes next; on a new instance, what to do first.

Called by its route. From the same sources as `m365bot status`; reads only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from m365bot.app.desks import Known
from m365bot.app.glances import Glance
from m365bot.console.asked import Asked, Sent, Shown
from m365bot.console.pages import checkup
from m365bot.console.roles import MAY, STAFF, Role
from m365bot.job import Job
from m365bot.journal.version import State
from m365bot.runs import daemon_words
from m365bot.words import say

SOON = 6  # of what comes next
COMPLAINTS = 5  # told one by one


@dataclass(frozen=True)
class Step:
    """One thing to do first. done: it is done; way: a route where that is seen to; command: what to type."""

    words: str
    done: bool = False
    way: str = ""
    command: str = ""


def shown(asked: Asked) -> Shown | Sent:
    if not asked.visitor.is_any_of(STAFF):
        return Sent("/own")
    known, glance = asked.desk.known(), asked.desk.glance(asked.now)
    standing = glance.standing
    kept_back = asked.desk.looking.held_config()
    asking = sum(one.state is State.ASKING for one in kept_back)
    wrong = len(kept_back) - asking
    has_run = bool(glance.ran or standing.under_way or standing.waiting or standing.troubled)
    return Shown(
        "today.html",
        {
            "now": asked.now,
            "known": known,
            "glance": glance,
            "titles": {name: job.title for name, job in asked.desk.jobs().items()},
            "complaints": known.complaints[:COMPLAINTS],
            "coming": glance.coming[:SOON],
            "is_mine": asked.visitor.is_any_of(frozenset({Role.APPROVER})),
            "steps": ()
            if has_run
            else tuple(first_steps(known, glance, has_looked=checkup.last(asked).at is not None)),
            "daemon_is_missing": "" if glance.a_daemon_is_at_work else daemon_words.of_the_desk(),
            "is_quiet": not (_troubles(known, glance) or kept_back),
            "unreadable": _unreadable(known),
            "asking": asking,
            "wrong": wrong,
            "rows": _rows_that_wait(asked, known),
            "running": _running(asked, known),
        },
    )


def first_steps(known: Known, glance: Glance, *, has_looked: bool) -> Iterator[Step]:
    """On an instance that never ran."""
    in_order = not known.fault and not known.complaints
    yield Step(say("設定(config/)に不備がないようにする"), in_order, "settings", "m365bot check")
    yield Step(say("接続と権限を確かめる"), has_looked, "checkup", "m365bot doctor")
    yield Step(say("常駐の m365bot を動かす"), glance.a_daemon_is_at_work, "", "m365bot daemon")
    yield Step(
        say("チャネルの用意を一度試してから、実行する"), False, "jobs", "m365bot run provision --dry-run"
    )


def _rows_that_wait(asked: Asked, known: Known) -> int:
    """Told to those alone who may read them."""
    may_read = asked.visitor.is_any_of(MAY["quarantine"])
    return asked.desk.quarantine().how_many() if may_read and known.programme else 0


def _running(asked: Asked, known: Known) -> Sequence[str]:
    """Keys of the cohorts that are under way or to come, the one that began last first."""
    if not known.programme or not asked.visitor.is_any_of(MAY["cohort"]):
        return ()
    return [one.key for one in sorted(known.programme.unfinished, key=lambda one: one.starts, reverse=True)]


def _troubles(known: Known, glance: Glance) -> Sequence[object]:
    standing = glance.standing
    account = [one for one in (glance.refusal, glance.certificate) if one]
    told = [*known.complaints, *account, *glance.pauses, *standing.troubled, *standing.not_run, *known.fault]
    return [*told, *_unreadable(known)]


def _unreadable(known: Known) -> Sequence[Job]:
    """Jobs whose file does not load: they do not run at all."""
    return [job for job in known.jobs.values() if job.fault]
