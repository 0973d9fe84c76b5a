"""A post that was made, as it is remembered.

Made by the database, shown by the desk. Pure.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Posted:
    """digest: of what it says. at: when it was last made or edited; None where these books do not know."""

    digest: str
    at: datetime | None
