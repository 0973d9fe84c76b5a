"""How a run's row ends that could not come to its end by itself.

Called around whatever does a run.
"""

from collections.abc import Awaitable, Callable

import structlog

from m365bot import clock
from m365bot.errors import GuardStopped, M365BotError
from m365bot.journal import Run, Status
from m365bot.journal.ports import LeaseLost
from m365bot.runs.meter import Meter
from m365bot.runs.office import Office

log = structlog.get_logger()


async def noted(office: Office, run_id: str, work: Awaitable[Run]) -> Run:
    """What the work came to; whatever it raises ends this run, with what it has cost, and blocks no other.

    But where its leases are lost: then it stays as it is. Raises GuardStopped.
    """
    log.info("run.began", run=run_id)
    with structlog.contextvars.bound_contextvars(run=run_id):  # also in what is logged of its requests
        ended = await _ended(office, run_id, work)
    counts = {name: count for name, count in ended.report.counts.items() if count}
    log.info("run.ended", run=ended.id, job=ended.job, cohort=ended.cohort, status=ended.status, **counts)
    return ended


async def _ended(office: Office, run_id: str, work: Awaitable[Run]) -> Run:
    try:
        return await _ended_somehow(office, run_id, work)
    except LeaseLost as lost:  # whoever has it now notes its end
        log.warning("run.let_go", run=run_id)
        raise GuardStopped(str(lost)) from lost


async def _ended_somehow(office: Office, run_id: str, work: Awaitable[Run]) -> Run:
    meter = Meter.started(office.graph)
    try:
        return await work
    except M365BotError as error:
        why = error
        return _over(office, run_id, meter, lambda run: run.stopped(why, clock.now()))
    except Exception as error:
        log.error("run.broke", run=run_id, error=type(error).__name__)
        mistake = error
        return _over(office, run_id, meter, lambda run: run.broken(mistake, clock.now()))


def _over(office: Office, run_id: str, meter: Meter, ended: Callable[[Run], Run]) -> Run:
    """Its row as it is now, with what it has asked of Graph; one that somebody cancelled meanwhile stays so.

    Raises LeaseLost: another goes on with it, and its row is not ours to end.
    """
    office.leases.need_standing()
    now = office.run(run_id)
    if now.status is not Status.RUNNING:
        return now
    return office.turn(ended(now.costing(meter.spent)), now.status)


def put_back(office: Office, run_id: str) -> None:
    """Its process is told to end before there is a plan: a daemon leaves it to the next, a person has ended it."""
    now = office.runs.get(run_id)
    if now is None or now.status is not Status.RUNNING or now.plan is not None:
        return
    office.keep(now.put_back() if now.is_a_daemons else now.interrupted(clock.now()))
