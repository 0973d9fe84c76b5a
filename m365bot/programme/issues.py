"""Issues of the newsletter DX通信: what one is, when it may go out, and by which faces it reaches people.

Called by the newsletter's job, and by whatever shows how an issue stands. Pure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from m365bot.programme.channels import Target
from m365bot.programme.pictures import Image

ON_TIME = timedelta(minutes=15)
ASKED_FOR = timedelta(days=14)  # how long a person is asked about an issue that missed its time
TEAMS, PAGE, MAIL, EXPORT = FACES = ("teams", "page", "mail", "export")


@dataclass(frozen=True, slots=True)
class Issue:
    """One file of newsletter/. `late`: how long after `publish` it may still go out, None: ask. `body` is Markdown;
    `pictures` are the files that it shows. group: to whom it is mailed, by name or address; mail: in which way (list, bcc,
    each). resend: when a corrected issue is mailed once more; None: mail that was sent stays as it is.
    post: html or card, as Teams gets it.
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
    group: str = ""
    mail: str = "list"
    resend: datetime | None = None
    post: str = "html"

    @property
    def key(self) -> str:
        """By which each of its faces is known, in the tenant too."""
        return f"dx-{self.number:03}"

    @property
    def subject(self) -> str:
        """What heads it wherever it is read."""
        return f"DX通信 第{self.number}号 {self.title}"

    @property
    def until(self) -> datetime:
        """The end of its window: afterwards its absence is no reason to send it.

        `late: ask` leaves the minutes that a run on time may take.
        """
        return self.publish + (self.late or ON_TIME)

    @property
    def mailed_until(self) -> datetime:
        """Afterwards nothing of it is mailed any more, whoever says so."""
        return max(self.publish, self.resend or self.publish) + ASKED_FOR

    @property
    def asks_until(self) -> datetime | None:
        """Until when a person is asked whether it goes out late; None: nobody is asked."""
        return self.publish + ASKED_FOR if self.late is None else None
