"""A person's word on a run as a whole: it ends, whatever it is doing; or what was over is done once more.

Called by the command line. A run that is at work hears of it just before its next write; what has left stays done.
"""

from m365bot import clock
from m365bot.errors import ConfigError
from m365bot.journal import Run
from m365bot.runs import starter, undecided
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office
from m365bot.words import say


def cancel(office: Office, run_id: str, who: str, reason: str) -> Run:
    """Raises ConfigError for one that is over."""
    run = office.run(run_id)
    words = say("{who} が取り消しました。{reason}", who=who, reason=reason)
    if run.status.is_over:
        told = say("実行 {run_id} はもう終わっています(現在の状態: {status})。", **_of(run))
        raise ConfigError(told)
    cancelled = run.cancelled(clock.now(), reason=f"{run.reason} {words}".strip())
    if not office.runs.claim(cancelled, run.status):
        return cancel(office, run_id, who, reason)  # it went on in between
    undecided.came_to_nothing(office, run, words)
    return cancelled


async def retry(office: Office, run_id: str, who: str, reason: str) -> Run:
    """The same job for the same cohort, as things are now. Raises ConfigError for one that is not over."""
    (again,) = await starter.run(office, once_more(office, run_id, who, reason))
    return again


def once_more(office: Office, run_id: str, who: str, reason: str) -> Asked:
    """Raises ConfigError for a run that is not over."""
    run = office.run(run_id)
    if not run.status.is_over:
        told = say("実行 {run_id} はまだ終わっていません(現在の状態: {status})。", **_of(run))
        raise ConfigError(told)
    why = say("実行 {run_id} のやり直し。{reason}", run_id=run.id, reason=reason)
    return Asked(run.job, run.cohort, actor=who, reason=why)


def _of(run: Run) -> dict[str, str]:
    return {"run_id": run.id, "status": run.status.words}
