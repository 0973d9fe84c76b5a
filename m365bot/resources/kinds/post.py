"""A post in a channel, made exactly once, by the service account; an edited text edits the same post.

Messages cannot be searched, so each carries a marker: the fragment `key.digest` of a link to the channel itself
(docs/facts.md 97). Where the service drops it, what an own message says under the same subject is the second key.
What is remembered needs no look; else all messages are looked through, own ones only, and an absence counts only
within the post's window. Its pictures lie in the message itself; an edit brings no new ones (`shared.hosted`).
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from m365bot import visible
from m365bot.content import post as content
from m365bot.content.html import clean
from m365bot.content.issue import images
from m365bot.content.issue.images import Picture
from m365bot.content.text import preview
from m365bot.errors import NotFound, Permanent
from m365bot.programme import Person
from m365bot.resources.kinds.channel import Channel, General, web_url
from m365bot.resources.ports.graph import Identity, Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import channel_message, hosted
from m365bot.resources.shared.accounts import user_id
from m365bot.resources.shared.issued import Issued
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

MARKERS = "post:"  # under which it is remembered that the service drops them
MARGIN = timedelta(minutes=10)  # the service's clock and ours need not agree to the second


@dataclass(frozen=True)
class Post(Issued):
    """`post_key` is ASCII and unique in the instance; `html` is the text without title and marker.

    pictures: the n-th stands in `html` (or `card`) as `../hostedContents/n/$value`. card: the JSON of an Adaptive Card that
    says what `html` says, and is sent instead of it.
    """

    channel: Channel | General
    post_key: str
    subject: str
    html: str
    sender: Person
    pictures: tuple[Picture, ...] = ()
    card: str = ""
    needs: ClassVar[tuple[str, ...]] = (
        "account:ChannelMessage.Send",
        "account:ChannelMessage.ReadWrite",
        "account:ChannelMessage.Read.All",
    )
    settles_in: ClassVar[float] = 120.0

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
        return content.fingerprint(self._all)

    @property
    def digest(self) -> str:
        """What of the fingerprint the marker has room for."""
        return content.digest(self._all)

    @property
    def _all(self) -> str:
        pictures = map(images.fingerprint, self.pictures)
        return content.said(self.subject, self.html, pictures=pictures, card=self.card)

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"digest": self.fingerprint}

    @property
    def matter(self) -> str:
        """All places that an issue is posted to."""
        return self.post_key

    @property
    def as_read(self) -> str:
        # With what reads Markdown: for the few that are looked at.
        from m365bot.content.issue import preview as shown
        from m365bot.content.issue.teams import TeamsFace

        safe = clean(self.html, pictures=len(self.pictures))  # as it is cleaned when it is sent
        return shown.of_teams(TeamsFace(safe, self.pictures), self).page

    @property
    def preview(self) -> str:
        files = hosted.files_in_words(map(hosted.stored, self.pictures))
        return "\n".join((self.subject, preview(self.html), channel_message.link_in_words(), *files))

    @property
    def outdated(self) -> str:
        return say("原稿が変わりました。") if self.approve else say("内容が変わりました。")

    async def see(self, view: View) -> Seen | None:
        memo = view.memo(self.key)
        if memo.get("id") and memo.get("channel") == await view.id_of(self.channel):
            return await self._remembered(view, memo)
        own = [message for message in await self._messages(view) if await self._is_ours(view, message)]
        for message in own:
            key, _, digest = (channel_message.marker_of(message) or "").rpartition(".")
            if key == self.post_key:
                return await self._seen(view, message, self._whole(digest))
        return await self._seen_by_its_title(view, own)

    async def _seen_by_its_title(self, view: View, own: Sequence[Json]) -> Seen | None:
        """A post whose marker the service dropped: what it says, else its title, tells which it is."""
        alike = [
            one
            for one in own
            if one.get("subject") == self.subject and not channel_message.is_known_otherwise(one)
        ]
        same = next((message for message in alike if channel_message.words_of(message) == self.says), None)
        if same:
            return await self._seen(view, same, self.fingerprint, remark=_without_marker(view))
        if not alike:
            return None
        sent = view.written_before(self.key)
        if sent and (young := [one for one in alike if channel_message.made_at(one) >= sent - MARGIN]):
            return await self._seen(view, young[0], "", remark=_without_marker(view))
        why = say("同じ題の投稿がもうあります。見分ける目印がないため、重ねて投稿しません。")
        return Seen(alike[0]["id"], withheld=why)

    async def _seen(self, view: View, message: Json, digest: str, *, remark: str = "") -> Seen:
        memo: Json = {"digest": digest, "channel": await view.id_of(self.channel)}
        if digest == self.fingerprint:
            memo |= hosted.memo_of(self.pictures)
        return Seen(
            message["id"],
            {"digest": digest},
            memo,
            kept={"text": channel_message.text(message)},
            remark=remark,
        )

    async def _remembered(self, view: View, memo: Json) -> Seen:
        """A post once made is not read again, unless it is to be edited: a person may have deleted it."""
        said = self._whole(memo["digest"])
        seen = Seen(memo["id"], facts={"digest": said}, memo={"digest": said})
        if seen.facts == self.facts:
            return seen
        now = await self._read(view, memo["id"])
        if now is None:
            return replace(seen, withheld=say("投稿を人が削除しています。訂正も再投稿もしません。"))
        is_there = channel_message.marker_of(now) == f"{self.post_key}.{self.digest}"
        if is_there and not said.startswith(self.digest):  # edited since the backup whose memory this is
            return replace(seen, facts={"digest": self.fingerprint}, memo={"digest": self.fingerprint})
        files = hosted.files_in_words(memo.get("pictures", ()))
        remark = hosted.without_new(self.pictures, memo)
        return replace(seen, kept={"text": "\n".join([channel_message.text(now), *files])}, remark=remark)

    def _whole(self, digest: str) -> str:
        """A marker, and what earlier versions remembered, hold its beginning only."""
        return self.fingerprint if digest == self.digest else digest

    async def _read(self, view: View, message: str) -> Json | None:
        """The message as it is now; None where it was deleted."""
        where = (await self._where(view)).by_chat_message_id(message)
        try:
            found = await view.read(f"message {message}", where, identity=Identity.ACCOUNT)
        except NotFound:
            return None
        return None if found.get("deletedDateTime") else found

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        link = await web_url(tenant.view, self.channel)
        marker = f"{self.post_key}.{self.digest}"
        html = self._rendered(marker, link)
        if was:
            return await (self._edit_card if self.card else self._edit)(tenant, was, html)
        body = self._message(html, self.card)
        if self.pictures:
            body["hostedContents"] = await asyncio.to_thread(hosted.contents, self.pictures)
        messages = await self._where(tenant.view)
        made = await tenant.create("POST", messages, body, identity=Identity.ACCOUNT)
        lost = channel_message.marker_of({"body": {"content": html}, **made}) != marker
        remark = _without_marker(tenant.view) if lost else ""
        return Seen(made["id"], memo=await self._memo(tenant, self.pictures), remark=remark)

    def _rendered(self, marker: str, link: str) -> str:
        """The body's HTML; a card stands above it, and has said everything."""
        html = "" if self.card else self.html
        return content.render(self.subject, html, marker=marker, link=link, pictures=len(self.pictures))

    def _message(self, html: str, card: str = "") -> Json:
        body: Json = {"subject": visible.line(self.subject), "body": {"contentType": "html", "content": html}}
        return hosted.with_card(body, card) if card else body

    async def _memo(self, tenant: Tenant, shown: Sequence[Picture]) -> Json:
        memo: Json = {"digest": self.fingerprint, "channel": await tenant.id_of(self.channel)}
        return memo | hosted.memo_of(shown)

    async def _edit(self, tenant: Tenant, was: Seen, html: str) -> Seen:
        """The same message says something else; pictures that lie in it go on showing."""
        before = tenant.view.memo(self.key).get("pictures") or ()
        lying: dict[str, str] = {}
        if before and self.pictures:
            places = await self._places(tenant.view, was.id)
            if len(places) == len(before):
                lying = {sha: place for (sha, _), place in zip(before, places, strict=True)}
        shown = await self._changed(tenant, was.id, html, lying)
        gone = shown and len(await self._places(tenant.view, was.id)) < len(shown)
        meant = [each for each in self.pictures if each.sha256 in lying]
        lost = gone or len(shown) < len(meant)
        return Seen(
            was.id, memo=await self._memo(tenant, shown), remark=hosted.gone_in_words() if lost else ""
        )

    async def _edit_card(self, tenant: Tenant, was: Seen, html: str) -> Seen:
        """Whether a card's pictures outlive an edit is on no page: it says them in words (docs/facts.md teams.edited)."""
        where = (await self._where(tenant.view)).by_chat_message_id(was.id)
        body = self._message(html, hosted.card_in_words(self.card)) | {"mentions": []}
        await tenant.write("PATCH", where, body, identity=Identity.ACCOUNT)
        remark = hosted.gone_in_words() if self.pictures else ""
        return Seen(was.id, memo=await self._memo(tenant, ()), remark=remark)

    async def _changed(
        self, tenant: Tenant, message: str, html: str, lying: Mapping[str, str]
    ) -> Sequence[Picture]:
        """The pictures that it shows afterwards: none, where the service refuses an edit that names some."""
        where = (await self._where(tenant.view)).by_chat_message_id(message)
        body, shown = hosted.kept(html, self.pictures, lying)
        more: Json = {"attachments": [], "mentions": []} if shown else {}  # docs/facts.md teams.edited
        try:
            await tenant.write("PATCH", where, self._message(body) | more, identity=Identity.ACCOUNT)
        except Permanent as error:
            if not shown or error.status != 400:
                raise
            body, shown = hosted.kept(html, self.pictures, {})
            await tenant.write("PATCH", where, self._message(body), identity=Identity.ACCOUNT)
        return shown

    async def _places(self, view: View, message: str) -> list[str]:
        """Where the message's pictures lie now."""
        where = (await self._where(view)).by_chat_message_id(message)
        found = await view.graph.read(where, identity=Identity.ACCOUNT)
        return hosted.addresses((found.get("body") or {}).get("content") or "")

    @cached_property
    def says(self) -> str:
        """All its words, as they are compared with a message's."""
        return content.words_of(self._rendered("-", "https://-"))

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
        """A person's message of the sender; what the service says by itself in a channel is nobody's."""
        if message.get("messageType", "message") != "message":
            return False
        user = (message.get("from") or {}).get("user") or {}
        return bool(user.get("id") == await user_id(view, self.sender))


def _without_marker(view: View) -> str:
    """Words for the first post whose link lost its marker; empty afterwards."""
    if view.memo(MARKERS).get("lost"):
        return ""
    view.learn(MARKERS, lost=True)
    return say(
        "Teams が投稿のリンクから目印を落としました。投稿は題と本文で見分けます。題を手で変えないでください。"
    )
