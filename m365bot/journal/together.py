"""One document for a run and what it did first of what was left from before.

Called by runs. Pure: no row changes, only what is shown.
"""

from collections.abc import Sequence
from dataclasses import replace

from m365bot.journal import exits
from m365bot.journal.run import Run
from m365bot.journal.status import Status


def shown(mine: Run, before: Sequence[Run]) -> Run:
    """With counts, errors and exits of all. Where nothing else was to do, it is that of what was left."""
    *others, last = [*before, mine] if mine.status is not Status.NOTHING_TO_DO else [mine, *before]
    if not others:
        return last
    report = last.report.with_what_was_left(run.report for run in others)
    # An approval that no longer holds is told, but what counts is that a new one is asked for.
    counting = [last, *(run for run in others if run.status is not Status.REJECTED)]
    code = exits.first(exits.own(run.status, run.report) for run in counting)
    return replace(last, report=replace(report, exit=code))
