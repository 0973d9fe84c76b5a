"""One kind of Microsoft 365 thing a file: what it is, how to see it, compare it, write it.

A kind is found by its file: adding one is all it takes.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache

from m365bot.resources.kind import Kind


@cache
def known() -> Mapping[str, type[Kind]]:
    """Every kind there is, by its name."""
    files = [importlib.import_module(f"{__name__}.{file.name}") for file in pkgutil.iter_modules(__path__)]
    return {kind.__name__: kind for file in files for kind in vars(file).values() if _is_kind(kind)}


def _is_kind(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Kind) and not inspect.isabstract(value)
