"""One message of a mailing: to a list, to some readers who do not see each other, or to one reader; drafted, then sent once.

Made by `Mailing` while it is carried out, and never part of a plan: whom it goes to stands in no plan. Known again by what
it bears, else by its draft's conversation (docs/facts.md mail.property, 107); what was asked to be sent and is nowhere is
unknown, never absent. A draft whose answer was lost is found before another is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from m365bot import visible
from m365bot.errors import NotReady
from m365bot.resources.kind import Kind
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared.inline import Inline
from m365bot.resources.shared.mailbox import ON_ITS_WAY, Mailbox, bearing, borne, to
from m365bot.resources.shared.readership import Reader
from m365bot.resources.shared.to_person import JOINT
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True)
class Content:
    """What every reader of a mailing gets. digest: the beginning of one over all of it, in hex."""

    subject: str
    html: str
    pictures: tuple[Inline, ...]
    digest: str

    @cached_property
    def body(self) -> Json:
        """Of a draft, but for whom it goes to. Raises FaultyConfig where a picture is not what was approved."""
        files = [each.attachment for each in self.pictures]
        return {
            "subject": visible.line(self.subject),
            "body": {"contentType": "html", "content": self.html},
            **({"attachments": files} if files else {}),
        }


@dataclass(frozen=True)
class Letter(Kind):
    """`topic`: which it is, in ASCII; no other message bears it. hidden: they see the mailbox alone, and not each other."""

    topic: str
    mailbox: Mailbox
    content: Content
    readers: tuple[Reader, ...]
    hidden: bool = False
    needs: ClassVar[tuple[str, ...]] = ("mailbox:Mail.ReadWrite", "mailbox:Mail.Send")
    settles_in: ClassVar[float] = 120.0

    @property
    def name(self) -> str:
        return self.topic

    @property
    def lease(self) -> str:
        return "mailings"

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"sent": True}

    async def see(self, view: View) -> Seen | None:
        memo = view.memo(self.key)
        if memo.get("sent"):
            return self._sent(str(memo["id"]))
        row = await self._by_what_it_bears(view) or await self._by_its_conversation(view, memo)
        if row is None and memo.get("leaving"):
            raise NotReady(
                say("送信を頼んだメールが、まだ送信済みアイテムに見当たりません。重ねて送ることはしません。"),
                patience=ON_ITS_WAY,
            )
        if row is None or self._says_something_else(row) or await self._is_thrown_away(view, row):
            self._wait_for_what_may_be_under_way(view)
            return None
        return Seen(row["id"], {"sent": False}, half_made=True) if row["isDraft"] else self._sent(row["id"])

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """Drafted, or its draft found; then sent by its id."""
        if was is None:
            key = await self.mailbox.drafted(tenant, self.key, self._body)
        else:
            key = was.id
            self._wait_for_what_may_be_under_way(tenant.view)
            # Somebody may have had it open in the mailbox: what goes out is what was approved, to whom it was.
            await self.mailbox.redrafted(tenant, key, {"ccRecipients": [], "bccRecipients": [], **self._body})
        await self.mailbox.sent(tenant, self.key, key, {"to": [each.alias for each in self.readers]})
        return self._sent(key)

    def _wait_for_what_may_be_under_way(self, view: View) -> None:
        left = view.unsettled(self) if view.memo(self.key).get("leaving") else 0.0
        if left > 0:
            raise NotReady(say("送信を頼んだ下書きの様子を見ています。"), after=left)

    def _says_something_else(self, row: Json) -> bool:
        """A draft of a text that was corrected since: it stays where it is, and another is made."""
        return bool(row["isDraft"]) and borne(row) not in ("", self.borne)

    async def _is_thrown_away(self, view: View, row: Json) -> bool:
        return bool(row["isDraft"]) and await self.mailbox.is_thrown_away(view, row)

    @property
    def borne(self) -> str:
        return f"{self.topic}{JOINT}{self.content.digest}"

    def _sent(self, key: str) -> Seen:
        return Seen(key, self.facts, {"sent": True})

    async def _by_what_it_bears(self, view: View) -> Json | None:
        """What was sent before a draft."""
        return _first(await self.mailbox.bearing(view, self.borne))

    async def _by_its_conversation(self, view: View, memo: Json) -> Json | None:
        """A sent copy may have lost what it bore (docs/facts.md mail.property); a draft may say what was corrected since."""
        key = memo.get("conversation")
        return _first(await self.mailbox.where(view, f"conversationId eq '{key}'")) if key else None

    @property
    def _body(self) -> Json:
        people = [to(visible.line(each.name), each.address) for each in self.readers]
        open_ = [to(self.mailbox.address, self.mailbox.address)] if self.hidden else people
        return {
            **self.content.body,
            "toRecipients": open_,
            **({"bccRecipients": people} if self.hidden else {}),
            "singleValueExtendedProperties": bearing(self.borne),
        }


def _first(rows: Sequence[Json]) -> Json | None:
    return next(iter(sorted(rows, key=lambda row: bool(row["isDraft"]))), None)
