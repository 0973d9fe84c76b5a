"""Standard output with colours where it is a terminal, behind the same door.

Used by `show`. Reads no markup: a name in square brackets is a name.
"""

import sys

from rich.console import Console

from m365bot import visible


class Screen:
    """A fixed width in a pipe, so that tables do not depend on who reads them."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 110)

    def line(self, words: str, style: str = "") -> None:
        """One line, whatever stands in it."""
        self._console.print(visible.line(words), markup=False, style=style or None)

    def block(self, words: str, style: str = "") -> None:
        """Lines of our own making, a table say."""
        for each in words.split("\n"):
            self.line(each, style)
