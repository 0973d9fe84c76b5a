"""What somebody at the desk asks a daemon to look at: a dry run, planned as a row that the desk shows; or a checkup.

Called by the daemon. Reads only; of a dry run nothing is remembered of what it saw.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import structlog

from m365bot import clock
from m365bot.errors import Broken, ConfigError, M365BotError
from m365bot.journal import checkup
from m365bot.journal.ports import Trials
from m365bot.journal.trial import Trial
from m365bot.runs import planning
from m365bot.runs.asked import Asked
from m365bot.runs.office import Office
from m365bot.words import say

log = structlog.get_logger()
Opened = Callable[[], AbstractAsyncContextManager[Office]]
Examine = Callable[[], Awaitable[None]]
"""Takes a checkup and remembers it. Raises M365BotError."""


async def out(opened: Opened, trials: Trials, trial: Trial, examine: Examine) -> None:
    """Its row is over then, whatever was raised: somebody looks at it."""
    log.info("trial.began", job=trial.job, cohort=trial.cohort)
    try:
        ended = await (_examined(examine, trial) if trial.job == checkup.NAME else _planned(opened, trial))
    except M365BotError as error:
        ended = trial.failed(str(error), clock.now())
    except Exception as error:
        log.error("trial.broke", error=type(error).__name__)
        ended = trial.failed(str(Broken(error)), clock.now())
    trials.end(ended)
    log.info("trial.ended", job=trial.job, cohort=trial.cohort, state=ended.state)


async def _planned(opened: Opened, trial: Trial) -> Trial:
    async with opened() as office:
        found = await planning.looked(office, Asked(trial.job, trial.cohort, trial.at))
        if len(found) != 1:
            raise ConfigError(say("期を一つ選んでください。"))
        one = found[0]
        return trial.came_to(one.plan.to_json(), one.stopped, one.lacking, clock.now())


async def _examined(examine: Examine, trial: Trial) -> Trial:
    await examine()
    return trial.came_to({}, "", (), clock.now())
