"""Whether a body holds only what an operation takes, in the right types.

Called by routing before a handler runs. A specification is a type, `ANY`, `[specification of each]`, a dict
of known properties, or a set of their names. null passes everywhere but in arrays; `@odata.type` passes in every object.
"""

from typing import Any

ANY = object()
_FREE = frozenset({"@odata.type", "@odata.context", "@odata.etag"})
_WORDS = {str: "a string", bool: "a Boolean", int: "an integer", float: "a number", dict: "an object"}


class BadBody(ValueError):
    """A property that is unknown or of a wrong type; the message names it."""


def check(value: Any, specification: Any, at: str = "") -> None:
    """Raises BadBody, naming the property."""
    if value is None and not at:
        raise BadBody("The body must be an object.")
    if value is None or specification is ANY:
        return
    if isinstance(specification, set | frozenset):
        specification = dict.fromkeys(specification, ANY)
    if isinstance(specification, dict):
        _object(value, specification, at)
    elif isinstance(specification, list):
        _array(value, specification[0], at)
    elif not _is_a(value, specification):
        raise BadBody(f"The property '{at}' must be {_WORDS[specification]}.")


def _object(value: Any, known: dict[str, Any], at: str) -> None:
    if not isinstance(value, dict):
        raise BadBody(f"The property '{at}' must be an object." if at else "The body must be an object.")
    for name, inner in value.items():
        if name in known:
            check(inner, known[name], f"{at}/{name}" if at else name)
        elif name not in _FREE:
            raise BadBody(f"The property '{f'{at}/' if at else ''}{name}' is not known here.")


def _array(value: Any, each: Any, at: str) -> None:
    if not isinstance(value, list):
        raise BadBody(f"The property '{at}' must be an array.")
    for index, inner in enumerate(value):
        if inner is None:
            raise BadBody(f"The property '{at}[{index}]' must not be null.")
        check(inner, each, f"{at}[{index}]")


def _is_a(value: Any, kind: type) -> bool:
    if kind in (int, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind)
