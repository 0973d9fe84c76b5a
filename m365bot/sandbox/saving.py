"""Dataclasses to JSON and back, and the one file a sandbox's state lies in, which is its owner's alone.

Called by the tenant and by the app. Knows dataclasses, dicts and lists of them, and what JSON knows.
"""

import os
import types
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

_OWNERS_ALONE = 0o600  # secrets and passwords lie in it


def draft_of(state: Path) -> Path:
    return state.with_suffix(".draft")


def keep(state: Path, text: str) -> None:
    """Written whole, then put in its place; also where an older file there was open to others."""
    draft = draft_of(state)
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNERS_ALONE), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    draft.replace(state)


def close_to_others(state: Path) -> None:
    """One that is there already, before anything is read from it."""
    if state.is_file():
        state.chmod(_OWNERS_ALONE)


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
