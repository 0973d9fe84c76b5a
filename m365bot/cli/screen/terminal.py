"""How much room a terminal has.

Called by commands that show tables.
"""

import shutil
import sys


def room() -> int | None:
    """Columns of the terminal that standard output is; None in a pipe, where nothing wraps."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
