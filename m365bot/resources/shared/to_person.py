"""What a message to one person is, whichever way it goes: its key, its text with people as placeholders, its window.

Derived from by the kinds that write to people. Never asks Graph itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from m365bot import visible
from m365bot.content import placeholders
from m365bot.content import post as content
from m365bot.content.text import preview
from m365bot.programme import Person
from m365bot.records.told import Told
from m365bot.resources.bounds import Limit, Pace, Window
from m365bot.resources.kind import Kind
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

MARGIN = timedelta(minutes=10)  # the service's clock and ours need not agree to the second
DAY = timedelta(days=1)
MOST = 18  # words that are borne: with them a topic stays below 255 letters, at which a mailbox's list may cut a value
JOINT = "+"


@dataclass(frozen=True, kw_only=True)
class ToPerson(Kind):
    """`topic` is ASCII without a dot at its end; each person gets one message of a topic. subject, html: people stand in
    them as placeholders, so that no plan holds a name. about: who else is named in it. since_: since when one of this
    topic may have been sent, where that is before today's window. tells: what the person then knows of the own sessions,
    to be remembered once it is sent. words: what it says, a word for each thing, borne beside the topic: what another
    message since then said already, whatever its topic, is not said again. asks_: why somebody is to approve it.
    """

    topic: str
    to: Person
    subject: str
    html: str
    window_: Window
    about: tuple[Person, ...] = ()
    since_: datetime | None = None
    tells: Told | None = None
    words: tuple[str, ...] = ()
    asks_: str = ""
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
    def asks(self) -> str:
        return self.asks_

    @property
    def borne(self) -> str:
        """Topic and words, as the message bears them in the tenant."""
        return JOINT.join((self.topic, *(self.words if len(self.words) <= MOST else ())))

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

    def found(self, view: View, key: str, borne: str) -> Seen:
        """One of ours was sent: what it says of sessions is known to the person."""
        words = words_in(borne)
        self._learn(view, words or self._all_words)
        return self.sent(key)

    def told_before(self, view: View, others: Iterable[str]) -> Seen | None:
        """others: what other messages to the person bear, the newest last. What they say is not said again."""
        newest = {word[:4]: word for borne in others for word in words_in(borne)}
        known = frozenset(self.words) & frozenset(newest.values())
        if not known:
            return None
        self._learn(view, known)
        if known == frozenset(self.words):
            return self.sent("")
        words = say("一部は、すでに案内していたことが分かりました。残りは、次の実行で案内します。")
        return Seen("", withheld=words)

    def _learn(self, view: View, words: Collection[str]) -> None:
        if self.tells:
            before = view.memo(self.tells.key)
            view.learn(self.tells.key, **self.tells.only(words, before).to_memo())

    @property
    def _all_words(self) -> frozenset[str]:
        return frozenset(one.word for one in self.tells.appointments) if self.tells else frozenset()

    def keep_told(self, tenant: Tenant) -> None:
        """It left: this is what the person was told last."""
        if self.tells:
            tenant.keep(self.tells.key, self.tells.to_memo())

    def sent(self, key: str, **memo: Any) -> Seen:
        """What was sent stays as it is, whatever it says."""
        return Seen(key, self.facts, {"sent": True, **memo})


def topic_in(borne: str) -> str:
    return borne.partition(JOINT)[0]


def words_in(borne: str) -> frozenset[str]:
    return frozenset(borne.split(JOINT)[1:])
