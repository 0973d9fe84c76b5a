"""A mail from the office's one mailbox to one person, sent exactly once: drafted, then sent by the draft's own id.

A draft can be sent only once, so a lost answer doubles nothing; the id is kept before anything is sent, and never lost
with a process that dies (docs/facts.md 107). It is known again by its topic, an extended property of it (docs/facts.md
mail.property), and by whom it went to: nothing in the tenant hangs on how persons are called here. One list of the
mailbox since the window opened tells of all mails. "Sent" means accepted: who has no mailbox, or none of this name,
comes back as a report into the office's mailbox.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from m365bot import visible
from m365bot.content import placeholders
from m365bot.content import post as content
from m365bot.content.text import preview
from m365bot.errors import FaultyConfig, MissingPermission, NotFound, NotReady, Permanent
from m365bot.programme import Person
from m365bot.resources.bounds import Limit, Pace, Window
from m365bot.resources.kind import Kind
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

PROPERTY = "String {6d333635-626f-4074-8000-6b6579000000} Name m365bot"
STAYS = {"Prefer": 'IdType="ImmutableId"'}  # with every request, else an id changes with the folder
BEGINNING = "mail:"
MARGIN = timedelta(minutes=10)  # the service's clock and ours need not agree to the second
DAY = timedelta(days=1)
ON_ITS_WAY = 120.0  # seconds for which one run waits for the copy of what it asked to be sent
SELECT = "id,subject,isDraft,conversationId,createdDateTime,toRecipients"
RECIPIENTS = Limit("recipients", "メールやチャットの宛先", "人")


@dataclass(frozen=True)
class Mail(Kind):
    """`topic` is ASCII; each person gets one mail of a topic. subject, html: people stand in them as placeholders, so
    that no plan holds a name. to: where mail is read is the person's `contact`. about: who else is named in it.
    """

    mailbox: str
    topic: str
    to: Person
    subject: str
    html: str
    window_: Window
    about: tuple[Person, ...] = ()
    needs: ClassVar[tuple[str, ...]] = ("mailbox:Mail.ReadWrite", "mailbox:Mail.Send")
    settles_in: ClassVar[float] = 120.0
    told_when_left: ClassVar[bool] = False  # what was sent is sent
    pace: ClassVar[Pace] = Pace(requests=2)
    creations: ClassVar[Limit | None] = RECIPIENTS

    @property
    def name(self) -> str:
        return f"{self.topic}-{self.to.id}"

    @property
    def title(self) -> str:
        return say(
            "{person} へのメール『{subject}』", person=self.to.name, subject=self._filled(self.subject)
        )

    @property
    def nameless(self) -> str:
        return say("{person} へのメール", person=self.to.id)

    @property
    def counted_as(self) -> str:
        return self.to.id

    @property
    def lease(self) -> str:
        return "mailbox"

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
        return "\n".join((self._filled(self.subject), preview(self._html)))

    @property
    def outdated(self) -> str:
        return say("下書きのままです。送信します。")

    async def see(self, view: View) -> Seen | None:
        memo = view.memo(self.key)
        if memo.get("sent"):
            return self._sent(str(memo.get("id", "")))
        if not self.mailbox:
            raise FaultyConfig(
                say("送信元のメールボックスがありません。settings.toml の mailbox に書いてください。")
            )
        mail = self._ours(await self._mails(view), view)
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
            return None
        if mail["isDraft"]:
            return Seen(
                mail["id"], {"sent": False, "digest": ""}, {"conversation": mail.get("conversationId")}
            )
        return self._sent(mail["id"])

    def _sent(self, key: str) -> Seen:
        """What was sent stays as it is, whatever it says."""
        return Seen(key, self.facts, {"sent": True})

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """Drafted, or its draft brought up to date; then sent."""
        messages = self._messages(tenant.view)
        if was is None:
            made = await tenant.create("POST", messages, self._body, headers=STAYS)
            key = str(made["id"])
            tenant.keep(self.key, {"id": key, "conversation": made.get("conversationId"), "leaving": False})
        else:
            key = was.id
            self._wait_for_what_may_be_under_way(tenant.view)
            await tenant.write("PATCH", messages.by_message_id(key), self._body, headers=STAYS)
        tenant.keep(self.key, {"leaving": True})
        await tenant.write("POST", messages.by_message_id(key).send, headers=STAYS)
        return self._sent(key)

    def _wait_for_what_may_be_under_way(self, view: View) -> None:
        """A draft that was asked to be sent may be on its way yet."""
        left = view.unsettled(self) if view.memo(self.key).get("leaving") else 0.0
        if left > 0:
            raise NotReady(say("送信を頼んだ下書きの様子を見ています。"), after=left)

    @property
    def _body(self) -> Json:
        address = {"name": visible.line(self.to.name), "address": self.to.contact}
        return {
            "subject": visible.line(self._filled(self.subject)),
            "body": {"contentType": "html", "content": self._html},
            "toRecipients": [{"emailAddress": address}],
            "singleValueExtendedProperties": [{"id": PROPERTY, "value": self.topic}],
        }

    @property
    def _html(self) -> str:
        return placeholders.in_html(self.html, (self.to, *self.about))

    def _filled(self, text: str) -> str:
        return placeholders.in_text(text, (self.to, *self.about))

    def _messages(self, view: View) -> Any:
        return view.root.users.by_user_id(self.mailbox).messages

    async def _mails(self, view: View) -> tuple[Json, ...]:
        """All that was drafted or sent since the window opened, read once for all mails of that window."""
        since = self._since(view)
        query = {
            "$filter": f"createdDateTime ge {since:%Y-%m-%dT%H:%M:%SZ}",
            "$select": SELECT,
            "$expand": f"singleValueExtendedProperties($filter=id eq '{PROPERTY}')",
            "$top": "100",
        }
        try:
            return await view.once(
                f"mails since {since:%Y-%m-%d %H}",
                lambda: view.graph.pages(self._messages(view), query=query, headers=STAYS),
            )
        except NotFound as error:
            raise Permanent(
                say(
                    "送信元のメールボックス {mailbox} がありません。settings.toml の mailbox を確かめるか、"
                    "情報システム担当に作成を依頼してください。",
                    mailbox=self.mailbox,
                ),
                status=404,
            ) from error
        except MissingPermission as error:
            raise MissingPermission(
                "Mail.ReadWrite, Mail.Send", identity=error.identity, held=error.held, code=error.code
            ) from error

    def _since(self, view: View) -> datetime:
        """Before the window opened, also where the service's clock is behind ours."""
        now = view.graph.service_now()
        return min(self.window_.opens, now - DAY).astimezone(now.tzinfo) - MARGIN

    def _ours(self, rows: Sequence[Json], view: View) -> Json | None:
        """By its id, its topic, its conversation, and at last by what it says to whom; what was sent before a draft."""
        memo, others = view.memo(self.key), self._of_others(view)
        ranked = sorted(rows, key=lambda row: bool(row.get("isDraft")))
        marks = (
            lambda row: row["id"] == memo.get("id"),
            lambda row: topic_of(row) == self.topic and self._is_to(row),
            lambda row: bool(memo.get("conversation")) and row.get("conversationId") == memo["conversation"],
            lambda row: not topic_of(row) and not others & _names(row) and self._reads_alike(row),
        )
        return next((row for mark in marks for row in ranked if mark(row)), None)

    def _reads_alike(self, row: Json) -> bool:
        same_subject = row.get("subject") == visible.line(self._filled(self.subject))
        return not row.get("isDraft") and same_subject and self._is_to(row)

    def _is_to(self, row: Json) -> bool:
        to = [each["emailAddress"]["address"].casefold() for each in row.get("toRecipients") or ()]
        return to == [self.to.contact.casefold()]

    def _of_others(self, view: View) -> frozenset[str]:
        """Ids and conversations of mails that are known as others."""
        keys = (key for key in view.known if key.startswith(BEGINNING) and key != self.key)
        memos = (view.memo(key) for key in keys)
        return frozenset(
            str(memo[name]) for memo in memos for name in ("id", "conversation") if memo.get(name)
        )


def topic_of(row: Json) -> str:
    """The topic that a message of ours bears; empty where it bears none."""
    held = row.get("singleValueExtendedProperties") or ()
    return next((str(each["value"]) for each in held if each["id"].casefold() == PROPERTY.casefold()), "")


def _names(row: Json) -> frozenset[str]:
    return frozenset({str(row["id"]), str(row.get("conversationId"))})
