"""A message of the service account to one person, in the chat of the two, sent exactly once.

The chat is found or made by both its people, which the service itself does once (docs/facts.md 41). Messages cannot be
searched, so each carries a marker, as a post does: the fragment `topic.digest` of a link to the chat; where the service
drops it, what an own message says is the second key. An app alone may not write in chats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urldefrag

from m365bot.content import post as content
from m365bot.content.html import clean, escape
from m365bot.errors import MissingPermission, Permanent
from m365bot.programme import Person, Programme
from m365bot.resources.ports.graph import Identity, Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared.accounts import user_id
from m365bot.resources.shared.to_person import ToPerson, topic_in
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say, tell

MEMBER = "#microsoft.graph.aadUserConversationMember"


@dataclass(frozen=True, kw_only=True)
class ChatMessage(ToPerson):
    """`sender` is the service account; `to` is known by the sign-in name."""

    sender: Person
    needs: ClassVar[tuple[str, ...]] = (
        "account:Chat.Create",
        "account:Chat.Read",
        "account:ChatMessage.Send",
        "app:User.Read.All",
    )

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        return programme is None or (programme.writes and programme.messages.by == "chat")

    @property
    def title(self) -> str:
        return say("{person} へのチャット『{subject}』", person=self.to.name, subject=self.heading)

    @property
    def nameless(self) -> str:
        return say("{person} へのチャット", person=self.to.id)

    async def see(self, view: View) -> Seen | None:
        memo = view.memo(self.key)
        if memo.get("sent"):
            return self.sent(str(memo.get("id", "")))
        chat = await self._chat(view)
        own = (
            [row for row in await self._messages(view, chat) if await self._is_ours(view, row)]
            if chat
            else []
        )
        for row in own:
            if _topic_of(row) == self.topic:
                return self.found(view, row["id"], _borne(row))
        others = self.of_others(view, "id")
        unmarked = (row for row in own if not _topic_of(row) and row["id"] not in others)
        alike = next((row for row in unmarked if _words_of(row) == self._says), None)
        if alike:
            return self.found(view, alike["id"], "")
        in_order = sorted(own, key=lambda row: str(row.get("createdDateTime", "")))
        return self.told_before(view, map(_borne, in_order))

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        chat = await self._chat(tenant.view) or await self._opened(tenant)
        body = {"body": {"contentType": "html", "content": self._content(chat)}}
        made = await self._allowed(
            tenant.create("POST", self._place(tenant.view, chat).messages, body, identity=Identity.ACCOUNT)
        )
        self.keep_told(tenant)
        return self.sent(str(made["id"]))

    async def _opened(self, tenant: Tenant) -> str:
        """The chat of the two; asked for again, it is the one that is there."""
        people = [await user_id(tenant.view, person) for person in (self.sender, self.to)]
        members = [
            {
                "@odata.type": MEMBER,
                "roles": ["owner"],
                "user@odata.bind": f"{tenant.graph.base_url}/users('{each}')",
            }
            for each in people
        ]
        body = {"chatType": "oneOnOne", "members": members}
        made = await self._allowed(tenant.create("POST", tenant.root.chats, body, identity=Identity.ACCOUNT))
        tenant.keep(self._kept, {"id": str(made["id"])})
        return str(made["id"])

    async def _allowed(self, asked: Any) -> Json:
        """Words for what a policy forbids: who may chat with whom, Graph does not say (docs/facts.md chats.policy)."""
        try:
            answer: Json = await asked
        except MissingPermission:
            raise
        except Permanent as error:
            if error.status != 403:
                raise
            raise Permanent(
                say(
                    "{person} とはチャットできません。組織の設定かライセンスのためです。"
                    "メールなどほかの方法で知らせるか、情報システム担当に確かめてください。",
                    person=self.to.id,
                ),
                status=403,
                code=error.code,
                request_id=error.request_id,
            ) from error
        return answer

    @property
    def _kept(self) -> str:
        """Under which the chat itself is remembered."""
        return f"chat:{self.to.id}"

    async def _chat(self, view: View) -> str:
        """The id of the chat of the two; empty where there is none."""
        if known := view.memo(self._kept).get("id"):
            return str(known)
        account, other = await user_id(view, self.sender), await user_id(view, self.to)
        rows = await view.pages(
            "chats of the account",
            view.root.me.chats,
            {"$expand": "members", "$top": "50"},
            identity=Identity.ACCOUNT,
        )
        both = {account, other}
        found = (row["id"] for row in rows if row.get("chatType") == "oneOnOne" and _people_of(row) == both)
        chat = str(next(found, ""))
        if chat:
            view.learn(self._kept, id=chat)
        return chat

    def _place(self, view: View, chat: str) -> Any:
        return view.root.chats.by_chat_id(chat)

    async def _messages(self, view: View, chat: str) -> tuple[Json, ...]:
        """What was said since the window opened."""
        moment = self.since(view.graph.service_now()).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {
            "$top": "50",
            "$orderby": "lastModifiedDateTime desc",
            "$filter": f"lastModifiedDateTime gt {moment}",
        }
        where = self._place(view, chat).messages
        return await view.pages(f"messages {chat} {moment}", where, query, identity=Identity.ACCOUNT)

    async def _is_ours(self, view: View, row: Json) -> bool:
        user = (row.get("from") or {}).get("user") or {}
        return bool(user.get("id") == await user_id(view, self.sender))

    def _content(self, chat: str) -> str:
        """The text below its subject, and the link that carries the marker."""
        link = f"https://teams.microsoft.com/l/chat/{quote(chat, safe='')}/0"
        marker = quote(f"{self.borne}.{self.fingerprint[:12]}", safe="")
        ending = f'<a href="{escape(f"{urldefrag(link).url}#{marker}")}">{tell("チャットを開く")}</a>'
        return f"<p><strong>{escape(self.heading)}</strong></p>\n{clean(self.text)}\n<p>{ending}</p>"

    @property
    def _says(self) -> str:
        return content.words_of(self._content(""))


def _topic_of(row: Json) -> str:
    return topic_in(_borne(row))


def _borne(row: Json) -> str:
    marker = content.marker_of((row.get("body") or {}).get("content") or "") or ""
    return marker.rpartition(".")[0]


def _words_of(row: Json) -> str:
    return content.words_of((row.get("body") or {}).get("content") or "")


def _people_of(row: Json) -> set[str]:
    members: Sequence[Json] = row.get("members") or ()
    return {str(each.get("userId")) for each in members}
