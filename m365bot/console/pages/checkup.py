"""接続の確認: what `m365bot doctor` found when a daemon last looked, and a button that has it look again.

Called by its routes. Asks nothing of Microsoft 365 itself: who asks leaves a row, and the daemon looks.
"""

from datetime import timedelta

from m365bot.console.asked import Asked, Sent, Shown
from m365bot.journal.checkup import NAME, Checkup
from m365bot.journal.trial import Trial
from m365bot.runs import daemon_words
from m365bot.words import later, say

ADDRESS = "/settings/checkup"
MARKS = {"ok": "done", "warn": "partly_failed", "fail": "failed", "unknown": "unknown", "skipped": "stopped"}
WORDS = {
    "ok": later("よし"),
    "warn": later("注意"),
    "fail": later("不備"),
    "unknown": later("不明"),
    "skipped": later("未確認"),
}
FIRST = ("fail", "warn", "unknown", "skipped", "ok")
PATIENCE = timedelta(minutes=10)  # after which nobody waits for an answer any more


def last(asked: Asked) -> Checkup:
    return Checkup.of(asked.desk.looking.journals.memory().get(NAME, {}))


def shown(asked: Asked) -> Shown:
    """The last look; while one is under way, the page comes again by itself."""
    under_way = _under_way(asked)
    is_awaited = under_way is not None and not under_way.state.is_over
    found = last(asked)
    values = {
        "found": found,
        "findings": sorted(found.findings, key=lambda one: FIRST.index(_known(one.status))),
        "mark": lambda status: (MARKS[_known(status)], say(WORDS[_known(status)])),
        "is_awaited": is_awaited,
        "under_way": under_way,
        "why": under_way.words if under_way and under_way.state.is_over else "",
        "daemon_is_missing": _no_daemon(asked),
    }
    return Shown("checkup.html", values)


def asked_for(asked: Asked) -> Sent:
    """Once a minute, however often it is clicked."""
    trial = Trial(
        id=f"{NAME}-{asked.now:%Y%m%d%H%M}",
        job=NAME,
        cohort=None,
        at=None,
        asked=asked.now,
        who=asked.visitor.sign_in_name,
        reason=say("接続と権限の確認"),
    )
    asked.desk.books.trials.add(trial)
    return Sent(f"{ADDRESS}/{trial.id}")


def _no_daemon(asked: Asked) -> str:
    return "" if asked.desk.leases.a_daemon_is_at_work() else daemon_words.of_the_desk()


def _under_way(asked: Asked) -> Trial | None:
    found = asked.desk.looking.trials.get(asked.path.get("trial", ""))
    return found if found and found.job == NAME and asked.now - found.asked < PATIENCE else None


def _known(status: str) -> str:
    """As another version may have called it: nothing is claimed of it."""
    return status if status in MARKS else "unknown"
