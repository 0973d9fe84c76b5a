"""Who writes into a drive, where and when.

Made of a call by the routes of drives, and by the control API.
"""

from dataclasses import dataclass
from datetime import datetime

from m365bot.sandbox.stored.drive import Drive, Identity
from m365bot.sandbox.stored.sharepoint import SharePoint
from m365bot.sandbox.stored.times import stamp


@dataclass(frozen=True, slots=True)
class Hand:
    store: SharePoint
    drive: Drive
    by: Identity
    now: datetime
    hashes_late_s: float = 0.0

    @property
    def at(self) -> str:
        return stamp(self.now)
