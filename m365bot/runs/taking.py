"""The one door by which a row is taken up: what was requested, what was approved, and what somebody did not live to end.

Called by the daemon, by `runs approve` and by `runs resume`. A run is abandoned when its row says running and
nobody shows its sign: the kernel takes that away when a process ends, however it ends.
"""

from datetime import datetime, timedelta
from enum import Enum

from m365bot import clock
from m365bot.errors import ConfigError
from m365bot.journal import Run, Status, Trigger
from m365bot.journal.ports import Held
from m365bot.reconcile.plan import Unreadable
from m365bot.runs import abandoned, approved, holding, pausing, starter, unfinished
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office, lease_names
from m365bot.words import say


class By(Enum):
    """Who takes it up. A person is told at once who holds a team; a daemon waits, and begins anew only its own."""

    PERSON = 0.0
    DAEMON = holding.PATIENCE

    @property
    def patience(self) -> float:
        return self.value

    @property
    def ahead(self) -> timedelta:
        """How long before its minute what is approved is taken up: all that only looks is done by then."""
        return approved.AHEAD if self is By.DAEMON else timedelta(0)


async def up(office: Office, run_id: str, by: By) -> Run:
    """Go on with it, to its end where that can be. Raises ConfigError where there is nothing to go on with, and Held."""
    run = office.run(run_id)
    match run:
        case Run(status=Status.REQUESTED, applies=None):
            return await _requested(office, run, by)
        case Run(status=Status.REQUESTED):
            return await at_its_minute(office, run, by)
        case Run(status=Status.RUNNING, plan=None):
            return await _barely_begun(office, run, by)
        case Run(status=Status.RUNNING):
            return await _half_done(office, run)
        case _ if by is By.DAEMON:
            return run  # another was quicker
    words = say(
        "実行 {run_id} は中断していないため、再開できません(現在の状態: {status})。",
        run_id=run_id,
        status=run.status.words,
    )
    raise ConfigError(words)


async def _requested(office: Office, run: Run, by: By) -> Run:
    """`due` goes on telling that a daemon has it."""
    mine = run.begun_anew(clock.now())
    if not office.runs.claim(mine, run.status):
        return office.run(run.id)  # another was quicker
    return await starter.begin(office, mine, patience=by.patience)


async def at_its_minute(office: Office, run: Run, by: By) -> Run:
    """What was approved. It stays requested where others hold its teams too long; where it is outdated it asks anew.

    A run that a daemon took up meanwhile is that daemon's.
    """
    if not run.is_due(clock.now() + by.ahead):
        return run
    if paused := pausing.why_not(office, run.job):
        return pausing.left_waiting(office, run, paused)
    try:
        done = await _approved(office, run, by)
    except Held:
        return run  # whoever holds the team, or the next run of this job, goes on with it
    except Unreadable as error:
        done = approved.outdated(office, run, str(error))
    if done.status is Status.REJECTED:
        at = done.now(clock.now())
        await starter.run(office, Asked(done.job, done.cohort, at, Trigger.APPROVAL))
    return done


async def _approved(office: Office, run: Run, by: By) -> Run:
    """Raises Held, and Unreadable."""
    names = lease_names(office.instance, run.job, [change.resource for change in office.plan_of(run).changes])
    async with holding.teams(office, names, run, patience=by.patience) as hold:
        await unfinished.all_within(office, hold, office.runs.of_status(Status.RUNNING), but=run.id)
        now = office.run(run.id)  # as it is now that its teams are ours
        if now.status is not Status.REQUESTED:
            return now
        return await approved.start(office, now, hold, _its_now(now), minute=approved.comes)


def _its_now(run: Run) -> datetime:
    """By which it is planned once more: its minute, where that is a moment ahead."""
    now = run.now(clock.now())
    return max(now, run.due) if run.due else now


async def _half_done(office: Office, run: Run) -> Run:
    async with holding.teams(office, run.report.leases or (), run) as hold:
        return await unfinished.go_on(office, run, hold)


async def _barely_begun(office: Office, run: Run, by: By) -> Run:
    """It has written nothing: begun anew where a person asks or a daemon had begun it, else over."""
    anew = by is By.PERSON or run.is_a_daemons
    turned = run.begun_anew(clock.now()) if anew else run.interrupted(clock.now())
    if not abandoned.let_go(office.runs, office.leases, run, lambda: office.runs.save(turned)):
        if by is By.DAEMON:
            return office.run(run.id)
        raise ConfigError(
            say(
                "実行 {run_id} はまだ動いているようです。`m365bot runs list` で終わりを確かめてください。",
                run_id=run.id,
            )
        )
    return await starter.begin(office, turned, patience=by.patience) if anew else turned
