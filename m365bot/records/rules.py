"""Which rows count: one response once, and of several of one person those that the form wants.

Called by intake and today. Pure. Quarantined rows take no part, so that a spoilt second answer leaves the first in
force; nor do rows that their source holds no more, or that an officer says are not to count.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from m365bot.records.state import State

_NEVER = datetime.min.replace(tzinfo=UTC)


class Line(Protocol):
    """What has a say in it: of a row that is stored, and of a line that is not yet."""

    @property
    def response(self) -> str: ...
    @property
    def gone(self) -> bool: ...
    @property
    def reason(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def submitted(self) -> datetime | None: ...


def states(rows: Sequence[Line], rule: str, ignored: Container[int] = ()) -> list[State]:
    """Each row's, in the order given; `rule` is last, first or all, by completion time, then by order.

    ignored: places of those that are not to count.
    """
    found = [State.SUPERSEDED if place in ignored else _alone(row) for place, row in enumerate(rows)]
    for place in _repeated(rows):
        found[place] = State.REPEATED
    for places in _by_person(rows, found).values() if rule != "all" else ():
        pick = min if rule == "first" else max
        in_force = pick(places, key=lambda place: (rows[place].submitted or _NEVER, place))
        for place in places:
            found[place] = State.KEPT if place == in_force else State.SUPERSEDED
    return found


def _alone(row: Line) -> State:
    if row.gone:
        return State.SUPERSEDED
    return State.QUARANTINED if row.reason else State.KEPT


def _repeated(rows: Sequence[Line]) -> Iterable[int]:
    seen: set[str] = set()
    for place, row in enumerate(rows):
        if row.gone or not row.response:
            continue
        if row.response in seen:
            yield place
        seen.add(row.response)


def _by_person(rows: Sequence[Line], found: Sequence[State]) -> dict[str, list[int]]:
    people: dict[str, list[int]] = defaultdict(list)
    for place, (row, state) in enumerate(zip(rows, found, strict=True)):
        if state is State.KEPT:
            people[row.who].append(place)
    return people
