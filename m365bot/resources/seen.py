"""What was found in the tenant, and how it differs from what is wanted.

Returned by every kind's `see` and `write`, compared by reconcile. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from m365bot.journal.writing import Stored


@dataclass(frozen=True)
class Seen:
    """What was found in the tenant.

    id: the service's own. facts: what is compared, under the names of `Resource.facts`. memo: what is worth
    remembering beside the id. withheld: why it must be left as it is, although it differs. kept: facts that
    an update needs (an eTag), compared with nothing. half_made: nothing can belong to it until it is finished,
    and nobody has it: it is finished within its window alone.
    stored: what a write brought into records. remark: what a person should know of it, although all is well.
    asks: why a person must approve before it is taken for ours.
    """

    id: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    memo: Mapping[str, Any] = field(default_factory=dict)
    withheld: str = ""
    kept: Mapping[str, Any] = field(default_factory=dict)
    half_made: bool = False
    stored: Stored | None = None
    remark: str = ""
    asks: str = ""


def differs(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Fact → (found, wanted). A wanted fact that the answer did not hold is a mistake of ours: KeyError."""
    return {name: (found[name], value) for name, value in wanted.items() if found[name] != value}
