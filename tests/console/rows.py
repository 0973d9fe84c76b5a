"""Rows of runs as they may stand in the books, for the pages that show them.

Called by the tests of the console.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from m365bot.journal import Outcome, Result, Run, Status, Trigger
from m365bot.journal.report import NOTHING, Report, Trouble
from m365bot.programme import Person
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources import Channel, Team
from m365bot.resources.kind import Extra
from m365bot.resources.kinds.post import Post
from tests.console.hall import Sitting

NOW = datetime.now(UTC)
ACCOUNT = Person("p000000000001", "DX通信", "dx-tsushin@example.jp", "dx-tsushin@example.jp")
AUTHOR = Person("p000000000002", "研修担当", "kenshu@example.jp", "kenshu@example.jp")
TEAM = Team("R7 DX推進リーダー研修", "dx-r7")
CHANNEL = Channel(TEAM, "R7 全体")


def run(
    sitting: Sitting, job: str, status: Status, *, number: int = 1, words: str = "", **fields: Any
) -> Run:
    failed = 1 if words else 0
    trouble = (Trouble("", words, "Permanent"),) if words else ()
    at = NOW - timedelta(minutes=number)
    made = Run(
        id=f"{job}-R7-{number}",
        instance=sitting.desk.books.instance,
        job=job,
        cohort="R7",
        status=status,
        trigger=Trigger.SCHEDULE,
        at=at,
        planned=at,
        ended=at if status.is_over or status is Status.AWAITING_APPROVAL else None,
        report=Report(counts={**NOTHING, "failed": failed}, errors=trouble),
    )
    made = replace(made, **fields)
    assert sitting.desk.books.runs.add(made)
    return made


def issue(html: str = "<p>第13号の本文です。</p>", key: str = "dx-013") -> Change:
    post = Post(CHANNEL, key, "DX通信 第13号", html, ACCOUNT, approve=True, author=AUTHOR)
    return Change(Action.CREATE, post, "まだありません。", asks=post.asks)


def plan(
    *changes: Change, withheld: tuple[Extra, ...] = (), unknown: tuple[Extra, ...] = ()
) -> dict[str, Any]:
    return Plan("newsletter", None, NOW, changes, withheld, unknown).to_json()


def asks(sitting: Sitting, *changes: Change, number: int = 1, **fields: Any) -> Run:
    """An issue that waits for a person."""
    asking = plan(*(changes or (issue(),)))
    return run(
        sitting, "newsletter", Status.AWAITING_APPROVAL, number=number, cohort=None, asking=asking, **fields
    )


def settles(
    sitting: Sitting, run: Run, change: Change, outcome: Outcome = Outcome.MADE, words: str = ""
) -> None:
    sitting.desk.books.journals.need_leases = lambda: None
    sitting.desk.books.journals.of(run.id).settle(Result(change.key, outcome, words))
