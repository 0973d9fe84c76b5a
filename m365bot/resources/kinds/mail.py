"""A mail from the office's one mailbox to one person, sent exactly once: drafted, then sent by the draft's own id.

A draft can be sent only once, so a lost answer doubles nothing; the id is kept before anything is sent, and never lost
with a process that dies (docs/facts.md 107). It is known again by its topic, an extended property of it (docs/facts.md
mail.property), and by whom it went to: nothing in the tenant hangs on how persons are called here. One list of the
mailbox since the window opened tells of all mails. "Sent" means accepted: who has no mailbox, or none of this name,
comes back as a report into the office's mailbox.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from m365bot import visible
from m365bot.errors import NotReady
from m365bot.programme import Programme
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared.mailbox import ON_ITS_WAY, OTHERWISE, Mailbox, addresses, bearing, borne, to
from m365bot.resources.shared.to_person import ToPerson, topic_in
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True, kw_only=True)
class Mail(ToPerson):
    """`mailbox` is the address it leaves from; it goes to where the person reads mail, the `contact`. calendar,
    cancellation: calendar files that go with it, of what is held and of what is off; empty: none.
    """

    mailbox: str
    calendar: str = ""
    cancellation: str = ""
    needs: ClassVar[tuple[str, ...]] = ("mailbox:Mail.ReadWrite", "mailbox:Mail.Send")

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        if programme is None:
            return True
        goes_by_mail = (
            programme.messages.by == "mail" or "attendance" in programme.messages.texts
        )  # to chiefs, always
        return programme.writes and goes_by_mail

    @property
    def title(self) -> str:
        return say("{person} へのメール『{subject}』", person=self.to.name, subject=self.heading)

    @property
    def nameless(self) -> str:
        return say("{person} へのメール", person=self.to.id)

    @property
    def outdated(self) -> str:
        return say("下書きのままです。送信します。")

    async def see(self, view: View) -> Seen | None:
        memo = view.memo(self.key)
        if memo.get("sent"):
            return self.sent(str(memo.get("id", "")))
        mails = await self._box.mails(view, self.since(view.graph.service_now()))
        mail = self._ours(mails, view)
        if mail is None and memo.get("leaving"):
            raise NotReady(
                say(
                    "送信を頼んだメールが、まだ送信済みアイテムに見当たりません。重ねて送ることはしません。"
                    "{mailbox} の送信済みアイテムを確かめてください。",
                    mailbox=self.mailbox,
                ),
                patience=ON_ITS_WAY,
            )
        if mail is None:
            return self.told_before(view, self._borne_by_others(mails))
        if mail["isDraft"] and borne(mail) not in ("", self.borne):
            # its files say something else, and stay as they are
            thrown_away = await self._box.is_thrown_away(view, mail)
            return None if thrown_away else Seen(mail["id"], withheld=say(OTHERWISE))
        if mail["isDraft"]:
            memo = {"conversation": mail.get("conversationId")}
            return Seen(mail["id"], {"sent": False, "digest": ""}, memo, half_made=True)
        return self.found(view, mail["id"], borne(mail))

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """Drafted, or its draft brought up to date; then sent."""
        if was is None:
            key = await self._box.drafted(tenant, self.key, self._body)
        else:
            key = was.id
            self._wait_for_what_may_be_under_way(tenant.view)
            await self._box.redrafted(tenant, key, self._body)
        await self._box.sent(tenant, self.key, key)
        self.keep_told(tenant)
        return self.sent(key)

    def _wait_for_what_may_be_under_way(self, view: View) -> None:
        """A draft that was asked to be sent may be on its way yet."""
        left = view.unsettled(self) if view.memo(self.key).get("leaving") else 0.0
        if left > 0:
            raise NotReady(say("送信を頼んだ下書きの様子を見ています。"), after=left)

    @property
    def _body(self) -> Json:
        named = (("calendar", "PUBLISH", self.calendar), ("cancelled", "CANCEL", self.cancellation))
        files = [_attached(*each) for each in named if each[-1]]
        return {
            "subject": self.heading,
            "body": {"contentType": "html", "content": self.text},
            "toRecipients": [to(visible.line(self.to.name), self.to.contact)],
            "singleValueExtendedProperties": bearing(self.borne),
            **({"attachments": files} if files else {}),
        }

    @property
    def _box(self) -> Mailbox:
        return Mailbox(self.mailbox)

    def _ours(self, rows: Sequence[Json], view: View) -> Json | None:
        """By its id, its topic, its conversation, and at last by what it says to whom; what was sent before a draft."""
        memo, others = view.memo(self.key), self.of_others(view, "id", "conversation")
        ranked = sorted(rows, key=lambda row: bool(row.get("isDraft")))
        marks = (
            lambda row: row["id"] == memo.get("id"),
            lambda row: topic_of(row) == self.topic and self._is_to(row),
            lambda row: bool(memo.get("conversation")) and row.get("conversationId") == memo["conversation"],
            lambda row: not topic_of(row) and not others & _names(row) and self._reads_alike(row),
        )
        return next((row for mark in marks for row in ranked if mark(row)), None)

    def _borne_by_others(self, rows: Sequence[Json]) -> list[str]:
        """By what was sent to the same person, the newest last."""
        own = [row for row in rows if not row.get("isDraft") and self._is_to(row)]
        return [borne(row) for row in sorted(own, key=lambda row: str(row.get("createdDateTime", "")))]

    def _reads_alike(self, row: Json) -> bool:
        same_subject = row.get("subject") == self.heading
        return not row.get("isDraft") and same_subject and self._is_to(row)

    def _is_to(self, row: Json) -> bool:
        return addresses(row) == [self.to.contact.casefold()]


def _attached(name: str, method: str, calendar: str) -> Json:
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": f"{name}.ics",
        "contentType": f"text/calendar; charset=utf-8; method={method}",
        "contentBytes": base64.b64encode(calendar.encode()).decode(),
    }


def topic_of(row: Json) -> str:
    """The topic that a message of ours bears; empty where it bears none."""
    return topic_in(borne(row))


def _names(row: Json) -> frozenset[str]:
    return frozenset({str(row["id"]), str(row.get("conversationId"))})
