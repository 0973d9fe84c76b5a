"""How a run's row ends where no plan was carried out.

Called by starter, unfinished and the daemon's parts.
"""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from m365bot import clock
from m365bot.errors import GuardStopped, M365BotError
from m365bot.journal import Run, Status
from m365bot.runs import document
from m365bot.runs.office import Office
from m365bot.words import say

log = structlog.get_logger()


def saved(office: Office, run: Run) -> Run:
    office.runs.save(run)
    return run


def stopped(office: Office, run: Run, status: Status, error: M365BotError) -> Run:
    entry = {"key": "", "words": str(error), "error": type(error).__name__}
    return ended_with(office, run, status, [entry], error.exit_code)


def put_back(office: Office, run: Run) -> None:
    """Its process is told to end before there is a plan: a daemon leaves it to the next, a person has ended it."""
    now = office.runs.get(run.id)
    if now is None or now.status is not Status.RUNNING or now.plan is not None:
        return
    if now.is_a_daemons:
        saved(office, replace(now, status=Status.REQUESTED, due=now.at, report={}))
    else:
        interrupted(office, now)


def interrupted(office: Office, run: Run) -> Run:
    """It died before it had a plan: nothing was written, and nothing is left to do."""
    return stopped(office, run, Status.CANCELLED, GuardStopped(say("計画の途中で中断しました。")))


def broken(office: Office, run: Run, error: Exception) -> Run:
    """A mistake of ours ends one run and blocks no other. Its text may hold personal data and is not kept."""
    log.error("run.broke", run=run.id, error=type(error).__name__)
    words = say(
        "思わぬエラーで止まりました({kind})。運用の担当者に知らせてください。", kind=type(error).__name__
    )
    entry = {"key": "", "words": words, "error": type(error).__name__}
    return ended_with(office, run, Status.FAILED, [entry], 1)


def ended_with(
    office: Office, run: Run, status: Status, errors: Sequence[dict[str, str]], exit_code: int
) -> Run:
    report = {"counts": document.NOTHING, **run.report, "errors": list(errors), "exit": exit_code}
    return saved(office, replace(run, status=status, ended=clock.now(), report=report))
