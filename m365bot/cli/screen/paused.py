"""What is paused, as a line each.

Called by the commands that show jobs and runs, and by those that pause and resume.
"""

from collections.abc import Sequence
from datetime import tzinfo

from m365bot import visible
from m365bot.cli.screen import door
from m365bot.journal.pause import Pause


def told(pauses: Sequence[Pause], zone: tzinfo | None) -> None:
    """On standard error, where it is no part of a table."""
    for pause in pauses:
        door.err(visible.line(pause.words(zone)))
