"""A post in a channel, made exactly once, by the service account; an edited text edits the same post.

Messages cannot be searched, so each carries a marker: the fragment `key.digest` of a link to the channel itself
(docs/facts.md 97). What is remembered needs no look; else all messages are looked through, own ones only, and
an absence counts only within the post's window.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from m365bot.content import post as content
from m365bot.content.text import preview
from m365bot.errors import NotFound
from m365bot.programme import Person
from m365bot.resources.bounds import Window
from m365bot.resources.kind import Kind
from m365bot.resources.kinds.channel import Channel, General, web_url
from m365bot.resources.ports.graph import Identity, Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared.accounts import user_id
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

MARGIN = timedelta(minutes=10)  # the service's clock and ours need not agree to the second


@dataclass(frozen=True)
class Post(Kind):
    """`post_key` is ASCII and unique in the instance; `html` is the text without title and marker."""

    channel: Channel | General
    post_key: str
    subject: str
    html: str
    sender: Person
    window_: Window | None = None
    approve: bool = False
    needs: ClassVar[tuple[str, ...]] = (
        "account:ChannelMessage.Send",
        "account:ChannelMessage.ReadWrite",
        "account:ChannelMessage.Read.All",
    )
    settles_in: ClassVar[float] = 120.0
    told_when_left: ClassVar[bool] = False  # what was sent is sent

    @property
    def name(self) -> str:
        return self.post_key

    @property
    def title(self) -> str:
        return say("{channel}への投稿『{subject}』", channel=self.channel.title, subject=self.subject)

    @property
    def parent(self) -> Channel | General:
        return self.channel

    @cached_property
    def fingerprint(self) -> str:
        return content.fingerprint(f"{self.subject}\n{self.html}")

    @property
    def digest(self) -> str:
        """What of the fingerprint the marker has room for."""
        return content.digest(f"{self.subject}\n{self.html}")

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"digest": self.fingerprint}

    @property
    def window(self) -> Window | None:
        return self.window_

    @property
    def asks(self) -> str:
        return say("公開には承認が必要です。") if self.approve else ""

    @property
    def preview(self) -> str:
        return f"{self.subject}\n{preview(self.html)}"

    @property
    def outdated(self) -> str:
        return say("原稿が変わりました。") if self.approve else say("内容が変わりました。")

    async def see(self, view: View) -> Seen | None:
        memo = view.memo(self.key)
        if memo.get("id") and memo.get("channel") == await view.id_of(self.channel):
            return await self._remembered(view, memo)
        for message in await self._messages(view):
            key, _, digest = (content.marker_of(message["body"]["content"] or "") or "").rpartition(".")
            if key == self.post_key and await self._is_ours(view, message):
                channel = await view.id_of(self.channel)
                said = self._whole(digest)
                return Seen(message["id"], {"digest": said}, {"digest": said, "channel": channel})
        return None

    async def _remembered(self, view: View, memo: Json) -> Seen:
        """A post once made is not read again, unless it is to be edited: a person may have deleted it."""
        said = self._whole(memo["digest"])
        seen = Seen(memo["id"], facts={"digest": said}, memo={"digest": said})
        if said == self.fingerprint or not await self._is_deleted(view, memo["id"]):
            return seen
        return replace(seen, withheld=say("投稿を人が削除しています。訂正も再投稿もしません。"))

    def _whole(self, digest: str) -> str:
        """A marker, and what earlier versions remembered, hold its beginning only."""
        return self.fingerprint if digest == self.digest else digest

    async def _is_deleted(self, view: View, message: str) -> bool:
        where = (await self._where(view)).by_chat_message_id(message)
        try:
            found = await view.read(f"message {message}", where, identity=Identity.ACCOUNT)
        except NotFound:
            return True
        return bool(found.get("deletedDateTime"))

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        link = await web_url(tenant.view, self.channel)
        marker = f"{self.post_key}.{self.digest}"
        html = content.render(self.subject, self.html, marker=marker, link=link)
        body = {"body": {"contentType": "html", "content": html}}
        messages = await self._where(tenant.view)
        if was:
            where = messages.by_chat_message_id(was.id)
            await tenant.write("PATCH", where, body, identity=Identity.ACCOUNT)
            return Seen(
                was.id, memo={"digest": self.fingerprint, "channel": await tenant.id_of(self.channel)}
            )
        made = await tenant.create("POST", messages, body, identity=Identity.ACCOUNT)
        return Seen(
            made["id"], memo={"digest": self.fingerprint, "channel": await tenant.id_of(self.channel)}
        )

    async def _where(self, view: View) -> Any:
        return (await self.channel.place(view)).messages

    async def _messages(self, view: View) -> tuple[Json, ...]:
        """After an unclear write, what changed since just before it; else every message there is."""
        where, since = await self._where(view), view.written_before(self.key)
        if since is None:
            name = f"messages {self.channel.key}"
            return await view.pages(name, where, {"$top": "50"}, identity=Identity.ACCOUNT)
        moment = (since - MARGIN).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {"$filter": f"lastModifiedDateTime gt {moment}"}
        delta = await view.graph.delta(where.delta, link=None, query=query, identity=Identity.ACCOUNT)
        return delta.items

    async def _is_ours(self, view: View, message: Json) -> bool:
        user = (message.get("from") or {}).get("user") or {}
        return bool(user.get("id") == await user_id(view, self.sender))
