"""Standard output with colours where it is a terminal, behind the same door.

Used by `show`. Reads no markup: a name in square brackets is a name.
"""

import sys

from rich.console import Console

from m365bot import visible
from m365bot.cli.screen import door


class _Patient(Console):
    """Goes on where whoever read us has gone; rich itself would end the process."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        door.nobody_reads()


class Screen:
    """A fixed width in a pipe, so that tables do not depend on who reads them."""

    def __init__(self) -> None:
        self._console = _Patient(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 110)

    def line(self, words: str, style: str = "") -> None:
        """One line, whatever stands in it."""
        self._console.print(visible.line(words), markup=False, style=style or None)

    def block(self, words: str, style: str = "") -> None:
        """Lines of our own making, a table say."""
        for each in words.split("\n"):
            self.line(each, style)
