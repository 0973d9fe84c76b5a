"""What reading config/ gave.

Called by the composition root and the command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from m365bot.reading.complaints import Complaint

if TYPE_CHECKING:
    from m365bot.programme.programme import Programme


@dataclass(frozen=True)
class Reading:
    """A programme where one could be made, and everything to be said about the files."""

    programme: Programme | None
    complaints: tuple[Complaint, ...] = ()
    remarks: tuple[Complaint, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not self.complaints
