"""An issue of the newsletter as a news page of its own site, published once, at its minute; corrections change that page.

Known by its name, which the service lets nobody use twice in a site, so that a lost answer is harmless; readers see it from
the moment it is published. While only our own draft is there it counts as absent: outside its window nothing is published.
What a person changed is left alone, what a person took away does not come back (docs/facts.md 52, 109).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

from m365bot.content import post, sheet
from m365bot.content.html import escape
from m365bot.content.issue import images
from m365bot.content.issue.images import Picture
from m365bot.content.issue.page import PageFace
from m365bot.content.text import preview
from m365bot.errors import Locked, Permanent
from m365bot.programme import Person, Programme
from m365bot.programme.pictures import Image
from m365bot.resources.bounds import Pace, Window
from m365bot.resources.kind import Resource
from m365bot.resources.kinds import news_draft
from m365bot.resources.kinds.news_draft import NewsDraft
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import news_pictures, news_site, site_page
from m365bot.resources.shared.issued import Issued
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
    "公開したページを人がサイトから削除したか、名前を変えています。もう一度は公開しません。"
    "要るときは、サイトのごみ箱から戻すか、名前を戻してください。"
)
NO_PICTURES = "サイトが図を受け付けなかったので、ページに図はありません。図の説明は文章で載せました。"
UNCONFIRMED = (
    "ページは公開の手続きまで終わりましたが、まだ読者には見えません。"
    "サイトのページに承認の設定がないか確かめてください。"
)


@dataclass(frozen=True)
class NewsPage(Issued):
    """`site` is its address; `page_key` names the page for good, in ASCII: `dx-012`. `texts` are HTML, a section each.

    description: what lists of news show below the title. pictures: each with the number of the text below it (that after the
    last: below them all) and its caption; banner: the one beside the title.
    """

    site: str
    page_key: str
    page_title: str
    description: str
    texts: tuple[str, ...]
    pictures: tuple[tuple[int, Picture, str], ...] = ()
    banner: Image | None = None
    needs: ClassVar[tuple[str, ...]] = ("app:Sites.ReadWrite.All",)
    reads: ClassVar[tuple[str, ...]] = ("app:Sites.Read.All",)
    lands_in: ClassVar[float] = site_page.LANDS_IN
    pace: ClassVar[Pace] = Pace(requests=2)
    goes_on: ClassVar[bool] = True
    is_told_of: ClassVar[bool] = True  # the index of back issues shows what readers see of it, so not before

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        return news_site.is_asked_for(programme)

    @classmethod
    def of(
        cls,
        face: PageFace,
        *,
        site: str,
        page_key: str,
        window: Window | None = None,
        approve: bool = False,
        author: Person | None = None,
    ) -> "NewsPage":
        """What an issue looks like there, as a page of that site."""
        return cls(
            site,
            page_key,
            face.title,
            face.description,
            face.texts,
            tuple((one.number, one.picture, one.caption) for one in face.pictures),
            banner=face.banner,
            window_=window,
            approve=approve,
            author=author,
        )

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
        until = self.window_.closes if self.window_ else None
        return NewsDraft(self.site, self.page_key, self.page_title, self.description, self.texts, until)

    @property
    def after(self) -> Sequence[Resource]:
        return (self.draft,)

    @property
    def cannot_do_without(self) -> Sequence[Resource]:
        return ()

    @cached_property
    def fingerprint(self) -> str:
        shown = (
            f"{number} {images.fingerprint(picture)} {caption}" for number, picture, caption in self.pictures
        )
        banner = images.fingerprint(self.banner) if self.banner else ""
        said = (self.site, self.page_title, self.description, banner, *self.texts, *shown)
        return post.fingerprint("\n".join(said))

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"content": self.fingerprint, "state": PUBLISHED}

    @property
    def matter(self) -> str:
        return self.page_key

    @property
    def as_read(self) -> str:
        # With what reads Markdown: for the few that are looked at.
        from m365bot.content.issue import preview as shown
        from m365bot.content.issue.page import Placed, clean

        placed = tuple(Placed(*one) for one in self.pictures)
        face = PageFace(self.page_title, self.description, tuple(map(clean, self.texts)), placed, self.banner)
        return shown.of_page(face, None).page

    @property
    def preview(self) -> str:
        shown = [
            " ".join(filter(None, (images.in_words(one.alt), caption, one.name, one.sha256[:12])))
            for _, one, caption in self.pictures
        ]
        return "\n".join((self.page_title, self.description, *map(preview, self.texts), *shown))

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
        key, remark = await self._stored(tenant, was)
        try:
            await site_page.publish(tenant, self, place, key)
        except Locked as error:
            raise await news_site.busy(tenant.view, place, key, error) from error
        stored = await site_page.read(tenant.view, place, key)
        is_out = site_page.state(stored) == PUBLISHED
        memo = {**site_page.memo(stored, self.fingerprint), "out": is_out}
        return Seen(key, memo=memo, remark=remark if is_out else say(UNCONFIRMED))

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
        if not said and (site_page.editor(whole) or not is_by_us):
            return self._left(view, whole, EDITED if is_known else UNKNOWN_HAND)
        return self._seen(whole, said, {**site_page.memo(whole, said), "out": True})

    def _said(self, words: str, memo: Json) -> str:
        """Which content that is, by its words; empty: none that is known."""
        if memo and words == memo.get("words"):
            return str(memo["content"])
        return self.fingerprint if words == self._words else ""

    def _seen(self, page: Json, content: str, memo: Json) -> Seen:
        facts = {"content": content, "state": site_page.state(page)}
        kept = {"etag": site_page.etag(page), "content": content}
        return Seen(str(page["id"]), facts, {"web_url": page["webUrl"], **memo}, kept=kept)

    def _left(self, view: View, page: Json, edited: str) -> Seen:
        why = site_page.why_left(view, page, edited)
        return Seen(str(page["id"]), {"content": "", "state": site_page.state(page)}, withheld=why)

    # What is written

    async def _stored(self, tenant: Tenant, was: Seen | None) -> tuple[str, str]:
        """Its id, and what a person should know: where the service takes no pictures, their words stand in the text."""
        shown = await news_pictures.put(tenant, self.site, self._files)
        try:
            key = await self._sent(tenant, was, self._body(shown))
        except Permanent as error:
            if error.status != 400 or not shown:
                raise
            return await self._sent(tenant, was, self._body({})), say(NO_PICTURES)
        return key, "" if len(shown) == len(self._files) else say(NO_PICTURES)

    async def _sent(self, tenant: Tenant, was: Seen | None, body: Json) -> str:
        if was is None:
            # links and words for lists tell no words apart
            return await news_draft.stored(tenant, self, self.draft, body, "")
        if was.kept["content"] != self.fingerprint:
            place = await news_site.path(self.site, tenant.view)
            try:
                await site_page.change(tenant, self, place, was.id, str(was.kept["etag"]), body)
            except Locked as error:
                raise await news_site.busy(tenant.view, place, was.id, error) from error
        return was.id

    @cached_property
    def _files(self) -> Mapping[str, Picture]:
        """Name of a picture's file → the picture, each once."""
        every = [*(picture for _, picture, _ in self.pictures), *([self.banner] if self.banner else [])]
        return {news_pictures.file_name(self.page_key, picture): picture for picture in every}

    @cached_property
    def _words(self) -> str:
        above: dict[int, list[str]] = {}
        for number, picture, _ in self.pictures:
            above.setdefault(number, []).append(picture.alt)
        return sheet.says(self.page_title, self.texts, above)

    def _body(self, shown: Mapping[str, sheet.Image]) -> Json:
        """With the pictures that can be shown, and the words of those that cannot."""
        above: dict[int, list[sheet.Image]] = {}
        texts = [*self.texts, ""]
        for number, picture, caption in self.pictures:
            image = shown.get(news_pictures.file_name(self.page_key, picture))
            if image:
                above.setdefault(number, []).append(replace(image, alt=picture.alt, caption=caption))
            else:
                texts[number] = f"<p>{escape(images.in_words(picture.alt))}</p>{texts[number]}"
        body = news_draft.body_of(replace(self.draft, texts=tuple(texts if texts[-1] else texts[:-1])), above)
        banner = shown.get(news_pictures.file_name(self.page_key, self.banner)) if self.banner else None
        return {**body, **(_beside_the_title(banner) if banner else {})}


def _beside_the_title(image: sheet.Image) -> Json:
    """docs/facts.md pages.news"""
    area = {
        "layout": "imageAndTitle",
        "imageWebUrl": image.place,
        "alternativeText": image.alt,
        "serverProcessedContent": image.sources,
    }
    return {"titleArea": area, "thumbnailWebUrl": image.url}
