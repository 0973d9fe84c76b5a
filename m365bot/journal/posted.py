"""A post, a page or another face of an issue that was made, as it is remembered.

Made by the database, shown by the desk and by `newsletter status`. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Posted:
    """digest: of what it says. at: when it was last made or edited; None where these books do not know. memo: all that is
    remembered of it.
    """

    digest: str
    at: datetime | None
    memo: Mapping[str, Any] = field(default_factory=dict, compare=False)
