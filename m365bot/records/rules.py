"""Which of several answers of one person counts.

Called by reading. Quarantined rows take no part, so that a spoilt second answer leaves the first in force.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from m365bot.records.row import Row
from m365bot.records.state import State

_NEVER = datetime.min.replace(tzinfo=UTC)


def resubmission(rows: Sequence[Row], rule: str) -> tuple[Row, ...]:
    """The rows in their order; `rule` is last, first or all, by completion time, then by order."""
    if rule == "all":
        return tuple(rows)
    by_person: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.state is State.KEPT:
            by_person[row.whose].append(place)
    pick = min if rule == "first" else max
    in_force = {
        pick(places, key=lambda place: (rows[place].raw.submitted or _NEVER, place))
        for places in by_person.values()
    }
    return tuple(_judged(row, in_force=place in in_force) for place, row in enumerate(rows))


def _judged(row: Row, *, in_force: bool) -> Row:
    return replace(row, state=State.SUPERSEDED) if row.state is State.KEPT and not in_force else row
