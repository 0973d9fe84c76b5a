"""What speaks for an operation's likeness beyond the contract's schemas.

Read by coverage. `examples`: numbers replayed by tests/contract; `clients`: other people's programs.
"""

from typing import TypedDict


class Evidence(TypedDict, total=False):
    """Of one operation."""

    examples: tuple[str, ...]
    clients: tuple[str, ...]
    seen: str


EVIDENCE: dict[str, Evidence] = {}
