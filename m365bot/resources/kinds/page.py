"""A page of a team's site, known by its name, kept as it is wanted and published; a person's edit is left alone.

Two facts a page: what we wrote (a mark in its description), and what is stored (its eTag and its words as they were read
back): did we change it, did anybody else? The service writes content anew, so the one is never compared with the other
(docs/facts.md 52). It is a draft until it is published, so readers see the old one or the new one and nothing between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

from m365bot.content import post, sheet
from m365bot.errors import Locked, NotReady, Permanent
from m365bot.programme import Programme
from m365bot.resources.kind import Kind, Resource
from m365bot.resources.kinds import pictures_of_page
from m365bot.resources.kinds.picture import Picture
from m365bot.resources.kinds.pictures_of_page import ABSENT, NOT_OURS, Above
from m365bot.resources.kinds.team import Team
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import site, site_page
from m365bot.resources.shared.site_page import PUBLISHED
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import ParentAbsent, View
from m365bot.words import later, say

EDITED = later(
    "人がサイトで編集したページです。上書きしません(最後の変更は {who})。直した内容は cohort.yaml などの設定に書き、"
    "サイトではこのページを削除してください(次の実行で作り直します)。"
)
NO_PICTURES = "テナントが図を受け付けなかったので、ページに図はありません。同じ数字は、ページの表にあります。"
FOREIGN = (
    "同じ名前のページがサイトにもうあります。上書きしません。そのページを確かめ、要らなければ削除するか、"
    "別の名前にしてください。"
)


@dataclass(frozen=True)
class Page(Kind):
    """`texts` are HTML, each a section of its own; `pictures` stand above the text of the number beside them.

    Nothing in them may be for fewer eyes than the whole team's.
    """

    team: Team
    page_title: str
    texts: tuple[str, ...] = ()
    pictures: tuple[tuple[int, Picture], ...] = ()
    needs: ClassVar[tuple[str, ...]] = ("app:Sites.ReadWrite.All",)
    reads: ClassVar[tuple[str, ...]] = ("app:Sites.Read.All",)
    lands_in: ClassVar[float] = site_page.LANDS_IN

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        cohorts = programme.unfinished if programme else ()
        return any(tab.page for cohort in cohorts for channel in cohort.channels for tab in channel.tabs)

    @property
    def name(self) -> str:
        return sheet.file_name(self.page_title)

    @property
    def title(self) -> str:
        return say("ページ『{title}』({team})", title=self.page_title, team=self.team.display_name)

    @property
    def parent(self) -> Team:
        return self.team

    @property
    def recalls(self) -> Sequence[str]:
        return (site.key_of(self.team),)

    @cached_property
    def fingerprint(self) -> str:
        drawn = (f"{number} {picture.sha256}" for number, picture in self.pictures)
        return post.fingerprint("\n".join((self.page_title, *self.texts, *drawn)))

    @property
    def digest(self) -> str:
        """What of the fingerprint the mark has room for."""
        return self.fingerprint[:12]

    @property
    def after(self) -> Sequence[Resource]:
        return tuple(picture for _, picture in self.pictures)

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"content": self.fingerprint, "state": PUBLISHED}

    @property
    def outdated(self) -> str:
        return say("内容が変わったか、まだ公開されていません。")

    @property
    def conflict(self) -> str:
        return say("同じ名前のページがサイトのどこかにあるようです(ごみ箱かもしれません)。確かめてください。")

    async def see(self, view: View) -> Seen | None:
        try:
            place = await site.path(self.team, view)
        except NotReady:
            if await view.seen(self.team) is None:
                raise ParentAbsent(self.team.title, self.team.key) from None
            return None  # a site that is being made holds no page; the write waits for it
        page = await site_page.found(view, place, self.name, str(view.memo(self.key).get("id") or ""))
        return await self._with_pictures(view, await self._judged(view, page)) if page else None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        place = await site.path(self.team, tenant.view)
        key, remark = await self._stored(tenant, place, was)
        try:
            await site_page.publish(tenant, self, place, key)
        except Locked as error:
            raise await site_page.held(tenant.view, place, key, error) from error
        stored = await site_page.read(tenant.view, place, key)
        shown = {"pictures": await pictures_of_page.put(tenant.view, self.pictures)} if self.pictures else {}
        return Seen(key, memo={**site_page.memo(stored, self.fingerprint), **shown}, remark=remark)

    # What it is now

    async def _with_pictures(self, view: View, seen: Seen) -> Seen:
        """One that is not there any more, or was made anew, has to be put on the page again."""
        if not self.pictures or seen.withheld or seen.facts["content"] != self.fingerprint:
            return seen
        now, before = await pictures_of_page.items(view, self.pictures), view.memo(self.key).get("pictures")
        is_known = now == before or (before is None and await self._shows_them(view, seen.id))
        if ABSENT not in now and is_known:
            return replace(seen, memo={**seen.memo, "pictures": now})
        return replace(seen, facts={**seen.facts, "content": ""}, kept={**seen.kept, "content": ""})

    async def _shows_them(self, view: View, key: str) -> bool:
        """Without memory the page itself tells, as far as the service does."""
        shown = sheet.items_of(await self._read(view, key))
        images = [
            image for each in (await pictures_of_page.images(view, self.pictures)).values() for image in each
        ]
        return bool(images) and shown == [image.item.lower() for image in images]

    async def _judged(self, view: View, found: Json) -> Seen:
        """Is it as we left it, what the service made of that, or what a person did?"""
        memo, key = view.memo(self.key), str(found["id"])
        is_ours_to_tell = memo.get("id") == key and memo.get("etag")
        if is_ours_to_tell and memo["etag"] == site_page.etag(found):
            return self._seen(found, str(memo["content"]), {})
        whole = await self._read(view, key)
        marked = self._whole(sheet.digest_of(str(whole.get("description") or "")), memo)
        words = sheet.says_now(whole)
        if not marked:
            return self._left(whole, say(FOREIGN))
        if self._is_as_written(view, whole, words, marked, memo if is_ours_to_tell else {}):
            return self._seen(whole, marked, site_page.memo(whole, marked))
        if marked == self.fingerprint and words == self._words and site_page.state(whole) == PUBLISHED:
            return self._seen(whole, marked, site_page.memo(whole, marked))
        return self._left(whole, site_page.why_left(view, whole, EDITED))

    def _is_as_written(self, view: View, whole: Json, words: str, marked: str, memo: Json) -> bool:
        """Nobody but us wrote it: it says what we stored, or it was this app that changed it last."""
        if site_page.editor(whole):
            return False
        if memo and words == memo.get("words"):
            return True
        return site_page.is_by(view, whole) or (marked == self.fingerprint and words == self._words)

    def _seen(self, found: Json, content: str, memo: Json) -> Seen:
        facts = {"content": content, "state": site_page.state(found)}
        kept = {"etag": site_page.etag(found), "content": content}
        return Seen(str(found["id"]), facts, memo or {"web_url": found["webUrl"]}, kept=kept)

    def _left(self, whole: Json, why: str) -> Seen:
        return Seen(str(whole["id"]), {"content": "", "state": site_page.state(whole)}, withheld=why)

    async def _read(self, view: View, key: str) -> Json:
        return await site_page.read(view, await site.path(self.team, view), key)

    def _whole(self, marked: str, memo: Json) -> str:
        """The mark holds the beginning of a fingerprint only."""
        known = (self.fingerprint, str(memo.get("content") or ""))
        return next((one for one in known if marked and one.startswith(marked)), marked)

    @cached_property
    def _words(self) -> str:
        return sheet.says(self.page_title, self.texts, pictures_of_page.words(self.pictures))

    # What is written

    async def _stored(self, tenant: Tenant, place: str, was: Seen | None) -> tuple[str, str]:
        """Its id, and what a person should know.

        Where the service takes no pictures, it goes without: its text holds every figure (docs/facts.md pages.images).
        """
        images = await pictures_of_page.images(tenant.view, self.pictures)
        try:
            key = await self._sent(tenant, place, was, images)
        except Permanent as error:
            if error.status != 400 or not images:
                raise
            return await self._sent(tenant, place, was, {}), say(NO_PICTURES)
        ours = [each for each in await pictures_of_page.items(tenant.view, self.pictures) if each != NOT_OURS]
        is_whole = sum(map(len, images.values())) == len(ours)
        return key, "" if is_whole else say(NO_PICTURES)

    async def _sent(self, tenant: Tenant, place: str, was: Seen | None, images: Above) -> str:
        body = self._body(images)
        if was is None:
            return str((await site_page.make(tenant, place, self.name, body))["id"])
        if was.kept["content"] != self.fingerprint:
            try:
                await site_page.change(tenant, self, place, was.id, str(was.kept["etag"]), body)
            except Locked as error:
                raise await site_page.held(tenant.view, place, was.id, error) from error
        return was.id

    def _body(self, images: Above) -> Json:
        return {
            "title": self.page_title,
            "description": sheet.description(self.digest),
            "canvasLayout": sheet.canvas(self.texts, images),
        }


async def url_of(view: View, page: Page) -> str:
    """Where people open it; empty while it is not there."""
    if not view.memo(page.key).get("web_url"):
        seen = await view.seen(page)
        return str(seen.memo.get("web_url", "")) if seen else ""
    return str(view.memo(page.key)["web_url"])
