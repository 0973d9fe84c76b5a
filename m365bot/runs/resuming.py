"""Goes on with a run that a person names: one that died, or one that waits for its turn.

Called by `m365bot runs resume`.
"""

from m365bot.errors import ConfigError
from m365bot.journal import Run, Status, Trigger
from m365bot.runs import abandoned, approving, holding, requested, starter, unfinished
from m365bot.runs.office import Office
from m365bot.words import say


async def resume(office: Office, run_id: str) -> Run:
    """Carry out what is left of it, or begin it anew where it had no plan. Raises ConfigError and Held."""
    run = office.run(run_id)
    if run.status is Status.REQUESTED:
        return await _requested(office, run)
    if run.status is not Status.RUNNING:
        words = say(
            "実行 {run_id} は中断していないため、再開できません(現在の状態: {status})。",
            run_id=run_id,
            status=run.status.words,
        )
        raise ConfigError(words)
    return await _died(office, run) if run.plan else await _died_before_planning(office, run)


async def _requested(office: Office, run: Run) -> Run:
    if run.trigger is Trigger.APPROVAL:
        return await approving.carry_out(office, run)
    mine = requested.claimed(office, run)
    return await _begun(office, mine) if mine else office.run(run.id)


async def _died(office: Office, run: Run) -> Run:
    async with holding.teams(office, run.report.get("leases", []), run.id):
        return await unfinished.resume(office, run.id) or run


async def _died_before_planning(office: Office, run: Run) -> Run:
    if not abandoned.claimed(office.runs, office.leases, run):
        raise ConfigError(
            say(
                "実行 {run_id} はまだ動いているようです。`m365bot runs list` で終わりを確かめてください。",
                run_id=run.id,
            )
        )
    return await _begun(office, office.run(run.id))


async def _begun(office: Office, run: Run) -> Run:
    (ended,) = await starter.begin(office, run)
    return ended
