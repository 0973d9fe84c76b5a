"""Dataclasses to JSON and back, for the one file a sandbox's state lies in.

Called by the tenant. Knows dataclasses, dicts and lists of them, and what JSON knows.
"""

import types
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


def revive(kind: Any, data: Any) -> Any:
    """data as `kind`, down to the leaves."""
    if data is None:
        return None
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return revive(next(each for each in inner if each is not type(None)), data)
    if origin is dict:
        return {key: revive(inner[1], value) for key, value in data.items()}
    if origin is list:
        return [revive(inner[0], value) for value in data]
    if is_dataclass(kind) and isinstance(kind, type):
        known = _hints(kind)
        return kind(**{name: revive(known[name], value) for name, value in data.items() if name in known})
    return data


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}
