"""What a message to one person is, whichever way it goes: its key, its text with people as placeholders, its window.

Derived from by the kinds that write to people. Never asks Graph itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from m365bot import visible
from m365bot.content import placeholders
from m365bot.content import post as content
from m365bot.content.text import preview
from m365bot.programme import Person
from m365bot.resources.bounds import Limit, Pace, Window
from m365bot.resources.kind import Kind
from m365bot.resources.seen import Seen
from m365bot.resources.view import View

MARGIN = timedelta(minutes=10)  # the service's clock and ours need not agree to the second
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class ToPerson(Kind):
    """`topic` is ASCII without a dot at its end; each person gets one message of a topic. subject, html: people stand in
    them as placeholders, so that no plan holds a name. about: who else is named in it. since_: since when one of this
    topic may have been sent, where that is before today's window.
    """

    topic: str
    to: Person
    subject: str
    html: str
    window_: Window
    about: tuple[Person, ...] = ()
    since_: datetime | None = None
    settles_in: ClassVar[float] = 120.0
    told_when_left: ClassVar[bool] = False  # what was sent is sent
    pace: ClassVar[Pace] = Pace(requests=2)
    creations: ClassVar[Limit | None] = Limit("recipients", "メールやチャットの宛先", "人")

    @property
    def name(self) -> str:
        return f"{self.topic}-{self.to.id}"

    @property
    def counted_as(self) -> str:
        return self.to.id

    @property
    def lease(self) -> str:
        return f"{self.kind.lower()}s"

    @cached_property
    def fingerprint(self) -> str:
        return content.fingerprint(f"{self.subject}\n{self.html}")

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"sent": True, "digest": self.fingerprint}

    @property
    def window(self) -> Window | None:
        return self.window_

    @property
    def preview(self) -> str:
        return "\n".join((self.heading, preview(self.text)))

    @property
    def heading(self) -> str:
        """The subject, people named in it, as one line."""
        return visible.line(placeholders.in_text(self.subject, (self.to, *self.about)))

    @property
    def text(self) -> str:
        """The HTML, people named in it."""
        return placeholders.in_html(self.html, (self.to, *self.about))

    def since(self, now: datetime) -> datetime:
        """Before the window opened; `now` is the service's, whose clock may be behind ours."""
        first = self.since_ or self.window_.opens
        opened = first if first <= now else now - DAY
        return opened.astimezone(now.tzinfo) - MARGIN

    def of_others(self, view: View, *names: str) -> frozenset[str]:
        """What is remembered under these names of other messages of this kind: they are not this one."""
        beginning = f"{self.kind.lower()}:"
        memos = (view.memo(key) for key in view.known if key.startswith(beginning) and key != self.key)
        return frozenset(str(memo[name]) for memo in memos for name in names if memo.get(name))

    def sent(self, key: str, **memo: Any) -> Seen:
        """What was sent stays as it is, whatever it says."""
        return Seen(key, self.facts, {"sent": True, **memo})
