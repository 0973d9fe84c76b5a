"""The one door to a screen: whatever is printed passes here, and is made visible (ADR 45).

Called by the commands and the modules of `screen`; a promise test finds who prints past it. Names, titles, reasons
and texts come from files, people and the tenant: an approver must see what is in them.
"""

import sys
from typing import Any

from m365bot import visible


def out(words: str = "") -> None:
    """A block of lines of our own on standard output; what fills them in was made `visible.line` before."""
    sys.stdout.write(visible.text(words) + "\n")
    sys.stdout.flush()


def err(words: str) -> None:
    """The same on standard error."""
    sys.stderr.write(visible.text(words) + "\n")
    sys.stderr.flush()


def document(value: Any) -> None:
    """What `--json` prints: the value as it is, hidden letters as JSON's escapes."""
    sys.stdout.write(visible.dumps(value, indent=2) + "\n")


def sheet(data: bytes) -> None:
    """A file for other programs, whose cells were made visible where they were made."""
    sys.stdout.buffer.write(data)
