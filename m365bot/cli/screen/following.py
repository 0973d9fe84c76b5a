"""Follows on the screen a run that was left to a daemon: its progress, its end; Ctrl-C ends the looking, not the run.

Called by commands that run something. Where nobody sits at a terminal they end at once, unless they are asked to follow.
"""

import asyncio
import os
import sys

from m365bot import clock
from m365bot.cli.screen import door
from m365bot.journal import Run
from m365bot.runs import following
from m365bot.runs.office import Office
from m365bot.words import say


def is_looked_at(*, as_json: bool) -> bool:
    """Somebody sits there; on a clock that is lent to us a daemon, which has the machine's, is not waited for."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not as_json and not os.environ.get(clock.SETTING)


async def to_its_end(run: Run, office: Office) -> Run:
    """The same run later; at once where it is nobody else's."""
    if not following.is_left_to_others(run):
        return run
    door.err(
        say(
            "常駐の m365bot が、いまの実行のあとに行います(実行 {run_id})。終わりまで見届けます。"
            "Ctrl-C で見るのをやめても、実行は続きます。",
            run_id=run.id,
        )
    )
    return await following.to_its_end(office, run.id, lambda: _looks_on(run))


async def _looks_on(run: Run) -> bool:
    try:
        await asyncio.sleep(following.LOOK)
    except asyncio.CancelledError:  # Ctrl-C
        task = asyncio.current_task()
        assert task is not None  # a coroutine runs in one
        task.uncancel()
        door.err(
            say(
                "見るのをやめました。実行は続きます。終わりは `m365bot runs show {run_id}` で分かります。",
                run_id=run.id,
            )
        )
        return False
    return True
