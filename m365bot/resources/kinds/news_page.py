"""An issue of the newsletter as a news page of its own site, published once, at its minute; corrections change that page.

Known by its name, which the service lets nobody use twice in a site, so that a lost answer is harmless; readers see it from
the moment it is published. While only our own draft is there it counts as absent: outside its window nothing is published.
What a person changed is left alone, what a person took away does not come back (docs/facts.md 52, 109).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from m365bot.content import post, sheet
from m365bot.content.text import preview
from m365bot.errors import Locked
from m365bot.programme import Person, Programme
from m365bot.resources.bounds import Pace, Window
from m365bot.resources.kind import Kind, Resource
from m365bot.resources.kinds import news_draft
from m365bot.resources.kinds.news_draft import NewsDraft
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import news_site, site_page
from m365bot.resources.shared.site_page import PUBLISHED
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import later, say

EDITED = later(
    "人がサイトで編集したページです。上書きしません(最後の変更は {who})。直した内容は原稿に書き、"
    "サイトでは前の版に戻してください。"
)
UNKNOWN_HAND = later(
    "同じ名前のページがDX通信のサイトにもう公開されています(最後の変更は {who})。上書きしません。"
    "そのページを確かめ、要らなければ削除してください。"
)
DELETED = (
    "公開したページを人がサイトから削除しています。もう一度は公開しません。"
    "要るときは、サイトのごみ箱から戻してください。"
)
UNCONFIRMED = (
    "ページは公開の手続きまで終わりましたが、まだ読者には見えません。"
    "サイトのページに承認の設定がないか確かめてください。"
)


@dataclass(frozen=True)
class NewsPage(Kind):
    """`site` is its address; `page_key` names the page for good, in ASCII: `dx-012`. `texts` are HTML, a section each.

    description: what lists of news show below the title. author: who wrote it, as far as config says so.
    """

    site: str
    page_key: str
    page_title: str
    description: str
    texts: tuple[str, ...]
    window_: Window | None = None
    approve: bool = False
    author: Person | None = None
    needs: ClassVar[tuple[str, ...]] = ("app:Sites.ReadWrite.All",)
    reads: ClassVar[tuple[str, ...]] = ("app:Sites.Read.All",)
    pace: ClassVar[Pace] = Pace(requests=2)
    told_when_left: ClassVar[bool] = False  # what was published stays

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        return news_site.is_asked_for(programme)

    @property
    def name(self) -> str:
        return self.page_key

    @property
    def title(self) -> str:
        return say("ニュース『{title}』({site})", title=self.page_title, site=self.site)

    @property
    def lease(self) -> str:
        return news_site.lease(self.site)

    @cached_property
    def draft(self) -> NewsDraft:
        """What may be there before anybody approves."""
        return NewsDraft(self.site, self.page_key, self.page_title, self.description, self.texts)

    @property
    def after(self) -> Sequence[Resource]:
        return (self.draft,)

    @property
    def cannot_do_without(self) -> Sequence[Resource]:
        return ()

    @cached_property
    def fingerprint(self) -> str:
        return post.fingerprint("\n".join((self.page_title, self.description, *self.texts)))

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"content": self.fingerprint, "state": PUBLISHED}

    @property
    def window(self) -> Window | None:
        return self.window_

    @property
    def asks(self) -> str:
        return say("公開には承認が必要です。") if self.approve else ""

    @property
    def drafted_by(self) -> Person | None:
        return self.author

    @property
    def preview(self) -> str:
        return "\n".join((self.page_title, self.description, *map(preview, self.texts)))

    @property
    def outdated(self) -> str:
        return say("原稿が変わったか、訂正がまだ公開されていません。")

    async def see(self, view: View) -> Seen | None:
        memo = view.memo(self.key)
        known = str(memo.get("id") or news_draft.known(view, self.draft))
        page = await news_site.page(self.site, view, self.draft.file_name, known)
        if page is None:
            return self._seen_deleted(memo)
        if site_page.was_ever_published(page):
            return await self._judged(view, page)
        return await self._seen_as_draft(view, page)

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        place = await news_site.path(self.site, tenant.view)
        body = news_draft.body_of(self.draft)
        key = await (self._corrected(tenant, was, body) if was else self._first(tenant, body))
        try:
            await site_page.publish(tenant, place, key)
        except Locked as error:
            raise await site_page.held(tenant.view, place, key, error) from error
        stored = await site_page.read(tenant.view, place, key)
        is_out = site_page.state(stored) == PUBLISHED
        memo = {**site_page.memo(stored, self.fingerprint), "out": is_out}
        return Seen(key, memo=memo, remark="" if is_out else say(UNCONFIRMED))

    # What it is now

    def _seen_deleted(self, memo: Json) -> Seen | None:
        """Absent, unless it is known to have been out: it was there for all to see, and somebody decided otherwise."""
        if not (memo.get("id") and memo.get("out")):
            return None
        return Seen(str(memo["id"]), {"content": "", "state": ""}, withheld=say(DELETED))

    async def _seen_as_draft(self, view: View, page: Json) -> Seen | None:
        """Nothing that anybody can read is there yet; a person's hand in it is told."""
        place = await news_site.path(self.site, view)
        _, why = await news_draft.judged(view, place, page, self.draft)
        return Seen(str(page["id"]), {"content": "", "state": ""}, withheld=why) if why else None

    async def _judged(self, view: View, page: Json) -> Seen:
        """Is it as we left it, what the service made of that, or what a person did?"""
        memo = view.memo(self.key)
        is_known = bool(memo.get("id") == page["id"] and memo.get("etag"))
        if is_known and memo["etag"] == site_page.etag(page):
            return self._seen(page, str(memo["content"]), {"out": True})
        whole = await site_page.read(view, await news_site.path(self.site, view), str(page["id"]))
        words, is_by_us = sheet.says_now(whole), site_page.is_by(view, whole)
        said = self._said(words, memo if is_known else {})
        if site_page.editor(whole) or not (said or is_by_us):
            return self._left(view, whole, EDITED if is_known else UNKNOWN_HAND)
        return self._seen(whole, said, {**site_page.memo(whole, said), "out": True})

    def _said(self, words: str, memo: Json) -> str:
        """Which content that is, by its words; empty: none that is known."""
        if memo and words == memo.get("words"):
            return str(memo["content"])
        return self.fingerprint if words == self.draft.words else ""

    def _seen(self, page: Json, content: str, memo: Json) -> Seen:
        facts = {"content": content, "state": site_page.state(page)}
        kept = {"etag": site_page.etag(page), "content": content}
        return Seen(str(page["id"]), facts, {"web_url": page["webUrl"], **memo}, kept=kept)

    def _left(self, view: View, page: Json, edited: str) -> Seen:
        why = site_page.why_left(view, page, edited)
        return Seen(str(page["id"]), {"content": "", "state": site_page.state(page)}, withheld=why)

    # What is written

    async def _first(self, tenant: Tenant, body: Json) -> str:
        return await news_draft.stored(tenant, self.draft, body, self.draft.fingerprint)

    async def _corrected(self, tenant: Tenant, was: Seen, body: Json) -> str:
        if was.kept["content"] != self.fingerprint:
            place = await news_site.path(self.site, tenant.view)
            try:
                await site_page.change(tenant, place, was.id, str(was.kept["etag"]), body)
            except Locked as error:
                raise await site_page.held(tenant.view, place, was.id, error) from error
        return was.id
