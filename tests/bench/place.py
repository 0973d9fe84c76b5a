"""Where a measurement happens: an instance, a sandbox, the command line; and how a figure is shown.

Called by the measurements.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from m365bot.sandbox.server import Sandbox
from tests.bot import Bot

REPOSITORY = Path(__file__).parent.parent.parent


@contextmanager
def tenant(folder: Path, *, lend_clock: bool) -> Iterator[tuple[Sandbox, Bot]]:
    """A sandbox and the bot on it, with a copy of the reference instance in `folder`."""
    instance = folder / "instance"
    for name in ("config", "jobs"):
        shutil.copytree(REPOSITORY / name, instance / name, ignore=shutil.ignore_patterns("__pycache__"))
    with Sandbox(seed="reference", lend_clock=lend_clock) as sandbox:
        os.environ.pop("M365BOT_CLOCK_URL", None)
        state = folder / "state"
        os.environ |= sandbox.env | {"M365BOT_INSTANCE": str(instance), "M365BOT_STATE_DIR": str(state)}
        yield sandbox, Bot(state)


def show(what: str, figure: object, wanted: str) -> None:
    sys.stdout.write(f"  {what:<58} {figure!s:>12}   {wanted}\n")
