"""Nothing that the engine's library reads from its tables is unpickled, whatever a row is labelled.

Called once by the queue. A pickle calls what it names; our own rows are JSON.
"""

import sys
from functools import cache
from typing import Any


@cache
def refused() -> None:
    """For the rest of this process: a hook cannot be taken out again."""
    sys.addaudithook(_look)


def _look(event: str, arguments: Any) -> None:
    """Asked before an unpickler looks up a name; Python's own C code calls it from the frame that unpickles."""
    if event == "pickle.find_class" and _is_the_librarys(sys._getframe(1).f_globals.get("__name__", "")):
        raise PermissionError("pickled rows are refused")


def _is_the_librarys(module: str) -> bool:
    return module == "dbos" or module.startswith("dbos.")
