"""An upload session: what was asked for, and the bytes that have come so far.

Held by the store of SharePoint; written by the uploads of drives. Knows nothing of requests.
"""

import base64
from dataclasses import asdict, dataclass, field
from typing import Any

from m365bot.sandbox.stored.drive import Identity


@dataclass(slots=True)
class Upload:
    """`item` is the file to be replaced, else `parent` and `name` say what will be made.

    match: the eTag that was asked for, so that the end can be held against it. total: 0 before the first fragment.
    """

    id: str
    drive_id: str
    parent: str
    name: str
    conflict: str
    by: Identity
    expires: float
    item: str = ""
    match: str = ""
    deferred: bool = False
    total: int = 0
    received: bytearray = field(default_factory=bytearray)

    @property
    def is_whole(self) -> bool:
        return 0 < self.total == len(self.received)

    @property
    def ranges(self) -> list[str]:
        return [] if self.is_whole else [f"{len(self.received)}-"]

    def dump(self) -> dict[str, Any]:
        return {**asdict(self), "received": base64.b64encode(self.received).decode()}


def upload_from(data: dict[str, Any]) -> Upload:
    """From what dump gave."""
    return Upload(**{**data, "received": bytearray(base64.b64decode(data["received"]))})
