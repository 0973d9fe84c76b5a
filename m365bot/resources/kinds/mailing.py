"""An issue's mail from the office's one mailbox to a group: one to its list, some with its members hidden, or one to each.

Made by the newsletter's job. Carried out letter by letter (shared/letter), each exactly once; whoever was served is never
written to again, whatever becomes of the group, the text or the database: the mailbox itself tells of what was sent. A
letter's topic is the mailing's key, and behind a dot which part of the readers it is for. "Sent" means accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from m365bot import visible
from m365bot.content import post as content
from m365bot.content.issue import images, plain
from m365bot.content.issue.images import Picture
from m365bot.errors import FaultyConfig, NotReady, Permanent
from m365bot.programme import Issue, Programme
from m365bot.resources.bounds import Pace, Window
from m365bot.resources.capabilities import Divided
from m365bot.resources.seen import Seen
from m365bot.resources.shared import addressee, delivery, readership
from m365bot.resources.shared.addressee import Group, Nobody
from m365bot.resources.shared.delivery import Delivery, Mode
from m365bot.resources.shared.inline import Inline
from m365bot.resources.shared.issued import Issued
from m365bot.resources.shared.letter import Content
from m365bot.resources.shared.mailbox import Mailbox
from m365bot.resources.shared.readership import Readership
from m365bot.resources.shared.sent import Sent, part_in
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import Bound, View
from m365bot.words import later, say, tell

if TYPE_CHECKING:
    from m365bot.content.issue.mail import MailFace

MARGIN = timedelta(minutes=10)  # the service's clock and ours need not agree to the second
DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)
LETTER = "letter:"  # how the keys of its parts begin


@dataclass(frozen=True, kw_only=True)
class Mailing(Issued, Divided):
    """`mailing_key` is ASCII without dot and plus, and unique in the instance. group: a display name or an address, as
    config has it. since: when it may have begun to go out, whatever its window says by now. most: readers
    beyond which a person must look first. pictures: the n-th is `cid:picturen` in the HTML.
    """

    mailing_key: str
    mailbox: str
    group: str
    subject: str
    html: str
    window_: Window
    since: datetime
    mode: str = Mode.LIST
    pictures: tuple[Picture, ...] = ()
    most: int = 5000
    needs: ClassVar[tuple[str, ...]] = (
        "mailbox:Mail.ReadWrite",
        "mailbox:Mail.Send",
        "app:GroupMember.Read.All",
    )
    settles_in: ClassVar[float] = 120.0
    asks_in_words: ClassVar[str] = later("送信には承認が必要です。")
    pace: ClassVar[Pace] = Pace(requests=2)

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        return programme is None or any("mail" in issue.to for issue in programme.issues)

    @classmethod
    def of(cls, face: "MailFace", issue: Issue, programme: Programme, **whole: Any) -> "Mailing":
        """An issue's, to its group in its way. whole: its window, its author, whether somebody is to approve it."""
        return cls(
            mailing_key=issue.key,
            mailbox=programme.messages.mailbox,
            group=issue.group,
            subject=face.subject,
            html=face.html,
            pictures=tuple(each.picture for each in face.pictures),
            since=issue.publish,
            mode=issue.mail,
            most=programme.guards.recipients,
            **whole,
        )

    def once_more(self, at: datetime) -> "Mailing":
        """The same readers get it again, as a correction: another mailing, which somebody has to approve in any case.

        Its moment heads it: a second one of the day is another to readers, and where sent copies lose what they bore
        (docs/facts.md mail.property) the subject is all that tells them apart.
        """
        long = self.window_.closes - self.window_.opens
        return replace(
            self,
            mailing_key=f"{self.mailing_key}-{at:%Y%m%d%H%M}",
            subject=tell("【訂正 {at:%m-%d %H:%M}】{subject}", at=at, subject=self.subject),
            window_=Window(at, at + max(long, ONE_HOUR)),
            since=at,
            approve=True,
        )

    @property
    def matter(self) -> str:
        return self.mailing_key

    @property
    def as_read(self) -> str:
        from m365bot.content.issue import (
            preview as shown,
        )  # with what reads Markdown: for the few that are looked at

        return shown.with_inline(self.html, {each.cid: (each.name, each.data) for each in self._inline})

    @property
    def _inline(self) -> tuple[Inline, ...]:
        """The n-th is called `cid:picturen` by the HTML."""
        return tuple(Inline(f"picture{number}", each) for number, each in enumerate(self.pictures, 1))

    @property
    def name(self) -> str:
        return self.mailing_key

    @property
    def title(self) -> str:
        return say("『{group}』へのメール『{subject}』", group=self.group, subject=self.subject)

    @property
    def lease(self) -> str:
        return "mailings"

    @cached_property
    def fingerprint(self) -> str:
        """Of all that readers get, and by which way."""
        pictures = map(images.fingerprint, self.pictures)
        return content.fingerprint(
            "\n".join((self.mailbox, self.mode, self.group, self.subject, self.html, *pictures))
        )

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"sent": True, "digest": self.fingerprint}

    @property
    def window(self) -> Window:
        return self.window_

    @property
    def lasts(self) -> float:
        """One letter each is paced by the mailbox for hours; no letter leaves once the window is closed."""
        open_for = (self.window_.closes - self.window_.opens).total_seconds()
        return min(open_for, delivery.LONGEST) if self.mode == Mode.EACH else 0.0

    @property
    def preview(self) -> str:
        lines = (line for line in plain.of(self.html).split("\n") if line.strip())
        return "\n".join((self.subject, *lines))

    async def see(self, view: View) -> Seen | None:
        """Absent until every reader is served: what is left of it is sent within the window, or not at all."""
        if view.memo(self.key).get("sent"):
            return self._done
        sent = await self._sent(view)
        if sent.by_list:
            return self._done
        found = await self._delivery(view, sent)
        if isinstance(found, Nobody):
            return self._unsent(found)
        return self._done if found.is_over else None

    def _unsent(self, nobody: Nobody) -> Seen:
        """Raises FaultyConfig where config has to be mended: what goes out with it waits for it."""
        if nobody.by_config and self.mode != Mode.ONE:
            raise FaultyConfig(nobody.words)
        return Seen("", withheld=nobody.words)

    async def divided(self, view: View) -> Delivery:
        found = await self._delivery(view, await self._sent(view))
        if isinstance(found, Nobody):
            raise Permanent(found.words)
        return found

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """It is carried out in parts alone."""
        raise NotReady(say("宛先ごとに送ります。"))

    @property
    def _done(self) -> Seen:
        """What was sent stays as it is, whatever it says by now."""
        return Seen("", self.facts, {"sent": True})

    async def _sent(self, view: View) -> Sent:
        now = view.graph.service_now()
        rows = await self._box.mails(view, self._since(now))
        told = Sent.told(self.mailing_key, visible.line(self.subject), rows, now)
        return told.and_also(*self._remembered(view))

    def _remembered(self, view: View) -> tuple[list[str], list[str]]:
        """Parts that went out, and aliases they went to, as far as memory knows: of an earlier run, and of one that died."""
        done, memo = self._done_letters(view), view.memo(self.key)
        told = [part_in(key.removeprefix(LETTER), self.mailing_key) for key in done]
        reached = [alias for key in done for alias in view.memo(key).get("to", ())]
        parts = [*memo.get("served", ()), *(part for part in told if part is not None)]
        return parts, [*memo.get("reached", ()), *reached]

    def _done_letters(self, view: View) -> tuple[str, ...]:
        mine = [key for key in view.known if part_in(key.removeprefix(LETTER), self.mailing_key) is not None]
        return tuple(key for key in mine if key.startswith(LETTER) and view.memo(key).get("sent"))

    def _doubtful(self, view: View) -> Mapping[str, frozenset[str]]:
        """Parts that were asked to be sent, and of which nobody knows more; to which aliases."""
        asked = [key for key in view.known if key.startswith(LETTER) and view.memo(key).get("leaving")]
        open_ = [key for key in asked if not view.memo(key).get("sent")]
        parts = {part_in(key.removeprefix(LETTER), self.mailing_key): view.memo(key) for key in open_}
        return {part: frozenset(memo.get("to", ())) for part, memo in parts.items() if part is not None}

    async def _delivery(self, view: View, sent: Sent) -> Delivery | Nobody:
        is_test = self.mode == Mode.ONE
        group = await (addressee.one_person if is_test else addressee.of)(view, self.group)
        if isinstance(group, Group):
            view.bound[self.key] = Bound(
                group.known_by, say("宛先は {address} です。", address=group.address)
            )
        to = await self._readers(view, group) if isinstance(group, Group) else group
        if isinstance(to, Nobody):
            return to
        doubtful = self._doubtful(view)
        by_another_way = sent.parts - {""} or doubtful.keys() - {""}
        if self.mode == Mode.LIST and by_another_way and not sent.by_list:
            words = say("一部の人には1通ずつ送ってあります。リストに送ると2通届くため、送りません。")
            return Nobody(words, by_config=False)
        says = Content(self.subject, self.html, self._inline, self.fingerprint[:12])
        of = int(view.memo(self.key).get("of") or 0)
        return Delivery(
            key=self.mailing_key,
            mode=Mode(self.mode),
            to=to,
            sent=sent,
            box=self._box,
            content=says,
            of=of,
            done=self._done_letters(view),
            doubtful=doubtful,
        )

    async def _readers(self, view: View, group: Group) -> Readership | Nobody:
        if self.mode == Mode.ONE:
            return readership.the_list(group)
        if self.mode == Mode.LIST:
            return Nobody(_for_subscribers(group)) if group.unified else readership.the_list(group)
        found = await readership.members(view, group)
        if isinstance(found, Readership) and len(found.readers) > self.most:
            return Nobody(self._too_many(len(found.readers)))
        return found

    def _too_many(self, count: int) -> str:
        return say(
            "『{group}』の宛先が{count}人いて、安全確認の上限{most}人を超えるため、送りません。グループの誤りでなければ、"
            "programme.yaml の guards: recipients を一時的に上げてください。",
            group=self.group,
            count=count,
            most=self.most,
        )

    @property
    def _box(self) -> Mailbox:
        return Mailbox(self.mailbox)

    def _since(self, now: datetime) -> datetime:
        """Before it may have begun, and for the whole day by which the mailbox's limit counts."""
        return min(self.since, self.window_.opens, now - DAY).astimezone(now.tzinfo) - MARGIN


def _for_subscribers(group: Group) -> str:
    return say(
        "『{group}』は Microsoft 365 グループです。グループのアドレスに送ったメールは、購読している人にしか届きません。"
        "配布リストを使うか、audience の mail を bcc か each にしてください。",
        group=group.name,
    )
