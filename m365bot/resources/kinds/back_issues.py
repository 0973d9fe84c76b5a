"""The index of back issues on the newsletter's site: a page that lists what is published there, the newest first.

What it lists is what the site shows as published under the names of issues, in the words and with the picture there;
so nothing gets on it that nobody approved, and an issue whose manuscript is long gone stays. A person's edit is left alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from m365bot.content import post, sheet
from m365bot.content.issue import archive
from m365bot.content.issue.archive import Entry
from m365bot.errors import Conflict, Locked, NotReady
from m365bot.programme import Programme
from m365bot.resources.kind import Kind
from m365bot.resources.kinds.news_draft import TAKEN
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import news_pictures, news_site, site_page
from m365bot.resources.shared.site_page import PUBLISHED
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import later, say

EDITED = later(
    "人がサイトで編集したページです。上書きしません(最後の変更は {who})。"
    "自動の一覧に戻すときは、サイトでこのページを削除してください(次の実行で作り直します)。"
)
CURRENT, BEHIND = "current", "behind"


@dataclass(frozen=True)
class BackIssues(Kind):
    """`issues`: of each that config knows, the name of its page, and its day.

    Pages are known as issues by `issue_name`, a pattern of their names.
    """

    site: str
    page_key: str
    page_title: str
    issues: tuple[tuple[str, datetime], ...]
    issue_name: str = r"dx-\d{3,}"
    needs: ClassVar[tuple[str, ...]] = ("app:Sites.ReadWrite.All",)
    reads: ClassVar[tuple[str, ...]] = ("app:Sites.Read.All",)
    lands_in: ClassVar[float] = site_page.LANDS_IN
    told_when_left: ClassVar[bool] = False

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        return news_site.is_asked_for(programme)

    @classmethod
    def of(cls, programme: Programme) -> "BackIssues":
        """On the newsletter's site, with what config knows of the issues that have a page there."""
        known = (issue for issue in programme.issues if "page" in issue.to)
        return cls(
            programme.newsletter_site,
            archive.PAGE,
            archive.TITLE,
            tuple((archive.page_key(one.number), one.publish) for one in known),
        )

    @property
    def name(self) -> str:
        return self.page_key

    @property
    def title(self) -> str:
        return say("ページ『{title}』({site})", title=self.page_title, site=self.site)

    @property
    def lease(self) -> str:
        return news_site.lease(self.site)

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"listed": CURRENT, "state": PUBLISHED}

    @property
    def outdated(self) -> str:
        return say("公開済みの号と一覧が違います。")

    async def see(self, view: View) -> Seen | None:
        page = await news_site.page(self.site, view, self._file, str(view.memo(self.key).get("id") or ""))
        wanted = await self._entries(view)
        if page is None:
            return None if wanted else Seen("", self.facts)  # nothing to list yet
        return await self._judged(view, page, wanted)

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        place = await news_site.path(self.site, tenant.view)
        wanted = await self._entries(tenant.view)
        body = await self._body(tenant.view, wanted)
        key = await (self._changed(tenant, place, was, body) if was else self._made(tenant, place, body))
        written = await site_page.read(
            tenant.view, place, key
        )  # what says this, should the answer to the next be lost
        tenant.keep(self.key, {"id": key, **self._memo(written, wanted)})
        try:
            await site_page.publish(tenant, self, place, key)
        except Locked as error:
            raise await site_page.held(tenant.view, place, key, error) from error
        stored = await site_page.read(tenant.view, place, key)
        return Seen(key, memo=self._memo(stored, wanted))

    # What it is now

    async def _entries(self, view: View) -> Sequence[Entry]:
        """What readers find there, the newest first."""
        pages = await news_site.pages(self.site, view)
        found = [self._entry(view, page) for page in pages if site_page.was_ever_published(page)]
        return sorted((one for one in found if one), key=lambda one: (one.day, one.name), reverse=True)

    def _entry(self, view: View, page: Json) -> Entry | None:
        """None for what is no issue, and for one that somebody works on while it is not known what readers see of it."""
        name = str(page["name"]).removesuffix(".aspx")
        if not re.fullmatch(self.issue_name, name):
            return None
        shown = _shown(page, name) if site_page.state(page) == PUBLISHED else self._before(view, name)
        made = datetime.fromisoformat(str(page["createdDateTime"])).astimezone(view.now.tzinfo)
        day = dict(self.issues).get(name, made)
        return replace(shown, name=name, url=str(page["webUrl"]), day=day) if shown else None

    def _before(self, view: View, name: str) -> Entry | None:
        """As the index showed it last: what a person is writing in a page is nobody's to read yet."""
        kept = (view.memo(self.key).get("shown") or {}).get(name)
        return Entry(name, kept[0], kept[1], "", datetime.min, picture=kept[2], alt=kept[3]) if kept else None

    def _fingerprint(self, entries: Sequence[Entry]) -> str:
        return post.fingerprint("\n".join((self.page_title, *(entry.says for entry in entries))))

    async def _judged(self, view: View, page: Json, entries: Sequence[Entry]) -> Seen:
        """Is it as we left it, as we were about to when an answer was lost, or what a person did?"""
        memo, key, wanted = view.memo(self.key), str(page["id"]), self._fingerprint(entries)
        is_known = bool(memo.get("id") == key and memo.get("etag"))
        if is_known and memo["etag"] == site_page.etag(page):
            return self._seen(page, CURRENT if memo["content"] == wanted else BEHIND, {})
        whole = await site_page.read(view, await news_site.path(self.site, view), key)
        words = sheet.says_now(whole)
        is_as_stored = is_known and words == memo.get("words")
        is_as_wanted = words == sheet.says_now(await self._body(view, entries))
        if site_page.editor(whole) or not (is_as_stored or is_as_wanted or site_page.is_by(view, whole)):
            return Seen(
                key, self._seen(page, BEHIND, {}).facts, withheld=site_page.why_left(view, whole, EDITED)
            )
        stored = str(memo["content"]) if is_as_stored else ""
        content = wanted if is_as_wanted else stored
        listed = CURRENT if content == wanted else BEHIND
        return self._seen(whole, listed, site_page.memo(whole, content))

    def _seen(self, page: Json, listed: str, memo: Json) -> Seen:
        facts = {"listed": listed, "state": site_page.state(page)}
        return Seen(str(page["id"]), facts, memo, kept={"etag": site_page.etag(page), "listed": listed})

    def _memo(self, page: Json, entries: Sequence[Entry]) -> Json:
        shown = {one.name: [one.title, one.description, one.picture, one.alt] for one in entries}
        return {**site_page.memo(page, self._fingerprint(entries)), "shown": shown}

    # What is written

    @property
    def _file(self) -> str:
        return f"{self.page_key}.aspx"

    async def _body(self, view: View, entries: Sequence[Entry]) -> Json:
        covers = {entry.picture: entry.alt for entry in entries if entry.picture}
        shown = await news_pictures.found(view, self.site, covers)
        return {
            "title": self.page_title,
            "description": archive.description(),
            "titleArea": {"layout": "plain"},
            "canvasLayout": archive.canvas(entries, shown),
        }

    async def _made(self, tenant: Tenant, place: str, body: Json) -> str:
        try:
            return str((await site_page.make(tenant, place, self._file, body))["id"])
        except Conflict as error:
            raise NotReady(say(TAKEN, name=self._file), status=409, after=5, patience=90) from error

    async def _changed(self, tenant: Tenant, place: str, was: Seen, body: Json) -> str:
        if was.kept["listed"] != CURRENT:
            try:
                await site_page.change(tenant, self, place, was.id, str(was.kept["etag"]), body)
            except Locked as error:
                raise await site_page.held(tenant.view, place, was.id, error) from error
        return was.id


def _shown(page: Json, name: str) -> Entry:
    """What stands on a published page; of pictures one that came with an approved page, as its file is called."""
    area = page.get("titleArea") or {}
    addresses = (str(area.get("imageWebUrl") or ""), str(page.get("thumbnailWebUrl") or ""))
    files = (unquote(urlsplit(one).path).rpartition("/")[2] for one in addresses)
    picture = next((one for one in files if news_pictures.is_of(one, name)), "")
    alt = str(area.get("alternativeText") or "")
    return Entry(
        name,
        str(page["title"]),
        str(page.get("description") or ""),
        "",
        datetime.min,
        picture=picture,
        alt=alt,
    )
