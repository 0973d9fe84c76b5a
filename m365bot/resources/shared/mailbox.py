"""The office's one mailbox: what was drafted and sent in it since some moment, a draft made, and sent by its own id.

Called by the kinds that mail. A draft can be sent only once, so a lost answer doubles nothing; its id is kept before
anything is sent (docs/facts.md 107). What is ours bears an extended property (docs/facts.md mail.property). Decides nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from m365bot.errors import (
    Conflict,
    Doubtful,
    FaultyConfig,
    Locked,
    MissingPermission,
    NotFound,
    Permanent,
)
from m365bot.resources.ports.graph import Json
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

PROPERTY = "String {6d333635-626f-4074-8000-6b6579000000} Name m365bot"
STAYS = {"Prefer": 'IdType="ImmutableId"'}  # with every request, else an id changes with the folder
ON_ITS_WAY = 120.0  # seconds for which one run waits for the copy of what it asked to be sent
OTHERWISE = "内容の違う下書きが、送信元のメールボックスに残っています。削除すると、次の実行で作り直します。"
_SELECT = (
    "id,subject,isDraft,conversationId,createdDateTime,parentFolderId,toRecipients,ccRecipients,bccRecipients"
)
_RECIPIENTS = ("toRecipients", "ccRecipients", "bccRecipients")
_EXPAND = f"singleValueExtendedProperties($filter=id eq '{PROPERTY}')"


@dataclass(frozen=True)
class Mailbox:
    """That of an address; empty where config names none."""

    address: str

    def messages(self, view: View) -> Any:
        return view.root.users.by_user_id(self.address).messages

    async def mails(self, view: View, since: datetime) -> tuple[Json, ...]:
        """All that was drafted or sent since, read once a look for all that ask since that hour. Raises FaultyConfig."""
        if not self.address:
            raise FaultyConfig(
                say("送信元のメールボックスがありません。settings.toml の mailbox に書いてください。")
            )
        asked = f"createdDateTime ge {since:%Y-%m-%dT%H:%M:%SZ}"
        name = f"mails of {self.address} since {since:%Y-%m-%d %H}"
        try:
            return await view.once(name, lambda: self.where(view, asked))
        except NotFound as error:
            raise self._missing() from error
        except MissingPermission as error:
            raise MissingPermission(
                "Mail.ReadWrite, Mail.Send", identity=error.identity, held=error.held, code=error.code
            ) from error

    async def where(self, view: View, asked: str) -> tuple[Json, ...]:
        """Those that a filter finds, read anew each time."""
        query = {"$filter": asked, "$select": _SELECT, "$expand": _EXPAND, "$top": "500"}
        return await view.graph.pages(self.messages(view), query=query, headers=STAYS)

    async def bearing(self, view: View, value: str) -> tuple[Json, ...]:
        """Those that bear it, whenever they were made."""
        return await self.where(
            view,
            f"singleValueExtendedProperties/any(each: each/id eq '{PROPERTY}' and each/value eq '{value}')",
        )

    def _missing(self) -> Permanent:
        return Permanent(
            say(
                "送信元のメールボックス {mailbox} がありません。settings.toml の mailbox を確かめるか、"
                "情報システム担当に作成を依頼してください。",
                mailbox=self.address,
            ),
            status=404,
        )

    async def is_thrown_away(self, view: View, row: Json) -> bool:
        """Does it lie among the deleted items? The list is of all folders."""
        where = view.root.users.by_user_id(self.address).mail_folders.by_mail_folder_id("deleteditems")
        folder = await view.read("deleted items", where, {"$select": "id"})
        return bool(row.get("parentFolderId") == folder["id"])

    async def drafted(self, tenant: Tenant, key: str, body: Json) -> str:
        """The id of a new draft; kept under the key before anything else happens."""
        made = await tenant.create("POST", self.messages(tenant.view), body, headers=STAYS)
        tenant.keep(key, {"id": made["id"], "conversation": made.get("conversationId"), "leaving": False})
        return str(made["id"])

    async def redrafted(self, tenant: Tenant, message: str, body: Json) -> None:
        """What is attached stays as it is."""
        said = {name: value for name, value in body.items() if name != "attachments"}
        where = self.messages(tenant.view).by_message_id(message)
        await tenant.write("PATCH", where, said, headers=STAYS)

    async def sent(self, tenant: Tenant, key: str, message: str, known: Json | None = None) -> None:
        """That it was asked for is kept first: from then on its absence is unknown, and no reason to draft it again.

        known: what else is kept of it.
        """
        tenant.keep(key, {"leaving": True, **(known or {})})
        where = self.messages(tenant.view).by_message_id(message).send
        try:
            await tenant.write("POST", where, headers=STAYS)
        except Permanent as error:
            if not isinstance(error, NotFound | Conflict | Locked | Doubtful):
                tenant.keep(key, {"leaving": False})  # nothing left: once it is allowed, it may go
            raise


def borne(row: Json) -> str:
    """What a message of ours bears; empty where it bears nothing."""
    held = row.get("singleValueExtendedProperties") or ()
    return next((str(each["value"]) for each in held if each["id"].casefold() == PROPERTY.casefold()), "")


def bearing(value: str) -> list[Json]:
    """The property as a body has it."""
    return [{"id": PROPERTY, "value": value}]


def addresses(row: Json) -> list[str]:
    """Whom it goes to, openly or hidden, for comparing."""
    people = (each for name in _RECIPIENTS for each in row.get(name) or ())
    return [each["emailAddress"]["address"].casefold() for each in people]


def to(name: str, address: str) -> Json:
    """A recipient as a body has it."""
    return {"emailAddress": {"name": name, "address": address}}
