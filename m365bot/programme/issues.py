"""Issues of the newsletter DX通信.

Called by the newsletter's job. Pure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from m365bot.programme.channels import Target
from m365bot.programme.pictures import Image

ON_TIME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Issue:
    """One file of newsletter/. `late`: how long after `publish` it may still go out, None: ask. `body` is
    Markdown; `pictures` are the files that it shows.
    """

    number: int
    title: str
    author: str
    publish: datetime
    late: timedelta | None
    to: tuple[str, ...]
    channels: tuple[Target, ...]
    approve: bool
    body: str
    path: Path
    pictures: tuple[Image, ...] = ()

    @property
    def until(self) -> datetime:
        """The end of its window: afterwards its absence is no reason to send it.

        `late: ask` leaves the minutes that a run on time may take.
        """
        return self.publish + (self.late or ON_TIME)
