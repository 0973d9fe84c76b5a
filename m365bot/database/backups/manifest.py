"""What a backup says of itself: whose, when, of which versions, and by what sum its data are whole.

Called by this package and by whoever looks how old the newest is. Pure; names nobody.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

FORMAT = 1
"""Of the package. A later one that this version could not read has a higher number."""


class Unreadable(ValueError):
    """It is no manifest."""


@dataclass(frozen=True)
class Manifest:
    """schema: the migration its tables are of. sha256, size: of the data. rows: how many of each table."""

    instance: str
    made: datetime
    schema: str
    software: str
    sha256: str
    size: int
    rows: Mapping[str, int]
    format: int = FORMAT

    def to_json(self) -> str:
        told = asdict(self) | {"made": self.made.isoformat(), "rows": dict(self.rows)}
        return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Manifest":
        """Of a later format only what is there to say so. Raises Unreadable."""
        try:
            told: dict[str, Any] = json.loads(text)
            made = datetime.fromisoformat(str(told["made"]))
            return cls(
                instance=str(told["instance"]),
                made=made if made.tzinfo else made.astimezone(),
                schema=str(told["schema"]),
                software=str(told.get("software", "")),
                sha256=str(told["sha256"]),
                size=int(told["size"]),
                rows={str(name): int(count) for name, count in told.get("rows", {}).items()},
                format=int(told["format"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable from error
