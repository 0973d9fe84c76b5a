"""The one door to a screen: whatever is printed passes here, and is made visible (ADR 45).

Called by the commands and the modules of `screen`; a promise test finds who prints past it. Names, titles, reasons
and texts come from files, people and the tenant: an approver must see what is in them.
"""

import io
import json
import sys
from typing import Any

from m365bot import visible


def takes_any_letter() -> None:
    """What a console cannot show is replaced: an error of showing must not become the result of doing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def nobody_reads() -> None:
    """Whoever read standard output has gone: what else is said goes nowhere, and the work goes on."""
    sys.stdout = io.StringIO()


def out(words: str = "") -> None:
    """A block of lines of our own on standard output; what fills them in was made `visible.line` before."""
    _put(visible.text(words) + "\n")


def err(words: str) -> None:
    """The same on standard error."""
    sys.stderr.write(visible.text(words) + "\n")
    sys.stderr.flush()


def document(value: Any) -> None:
    """What `--json` prints: the value as it is, hidden letters as JSON's escapes."""
    written = visible.dumps(value, indent=2)
    _put((written if _can_be_shown(written) else json.dumps(value, indent=2)) + "\n")


def sheet(data: bytes) -> None:
    """A file for other programs, whose cells were made visible where they were made."""
    sys.stdout.buffer.write(data)


def _put(words: str) -> None:
    try:
        sys.stdout.write(words)
        sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads()


def _can_be_shown(words: str) -> bool:
    """A program that reads JSON must find each letter, also where the console has none for it."""
    try:
        words.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
