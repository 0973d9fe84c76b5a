"""The index of back issues on the newsletter's site: a page that lists what is published there, the newest first.

What it lists is what the site shows as published under the names of issues, in the words that stand there; so nothing gets
on it that nobody approved, and an issue whose manuscript is long gone stays. A person's edit of it is left alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from m365bot.content import post, sheet
from m365bot.content.issue import archive
from m365bot.content.issue.archive import Entry
from m365bot.errors import Conflict, Locked, NotReady
from m365bot.programme import Programme
from m365bot.programme.pictures import Image
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
    """`issues`: of each that config knows, the name of its page, its day and the picture beside its title, if any.

    Pages are known as issues by `issue_name`, a pattern of their names.
    """

    site: str
    page_key: str
    page_title: str
    issues: tuple[tuple[str, datetime, Image | None], ...]
    issue_name: str = r"dx-\d{3,}"
    needs: ClassVar[tuple[str, ...]] = ("app:Sites.ReadWrite.All",)
    reads: ClassVar[tuple[str, ...]] = ("app:Sites.Read.All",)
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
            tuple((archive.page_key(one.number), one.publish, archive.cover(one.pictures)) for one in known),
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
        return await self._judged(view, page, self._fingerprint(wanted))

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        place = await news_site.path(self.site, tenant.view)
        wanted = await self._entries(tenant.view)
        body = await self._body(tenant, wanted)
        key = await (self._changed(tenant, place, was, body) if was else self._made(tenant, place, body))
        written = await site_page.read(
            tenant.view, place, key
        )  # what says this, should the answer to the next be lost
        tenant.keep(self.key, {"id": key, **site_page.memo(written, self._fingerprint(wanted))})
        try:
            await site_page.publish(tenant, place, key)
        except Locked as error:
            raise await site_page.held(tenant.view, place, key, error) from error
        stored = await site_page.read(tenant.view, place, key)
        return Seen(key, memo=site_page.memo(stored, self._fingerprint(wanted)))

    # What it is now

    async def _entries(self, view: View) -> Sequence[Entry]:
        """What readers find there, the newest first."""
        known = {name: (day, picture) for name, day, picture in self.issues}
        found = []
        for page in await news_site.pages(self.site, view):
            name = str(page["name"]).removesuffix(".aspx")
            if re.fullmatch(self.issue_name, name) and site_page.was_ever_published(page):
                made = datetime.fromisoformat(str(page["createdDateTime"])).astimezone(view.now.tzinfo)
                day, picture = known.get(name, (made, None))
                described = str(page.get("description") or "")
                found.append(Entry(name, str(page["title"]), described, str(page["webUrl"]), day, picture))
        return sorted(found, key=lambda entry: (entry.day, entry.name), reverse=True)

    def _fingerprint(self, entries: Sequence[Entry]) -> str:
        return post.fingerprint("\n".join((self.page_title, *(entry.says for entry in entries))))

    async def _judged(self, view: View, page: Json, wanted: str) -> Seen:
        memo, key = view.memo(self.key), str(page["id"])
        is_known = bool(memo.get("id") == key and memo.get("etag"))
        if is_known and memo["etag"] == site_page.etag(page):
            return self._seen(page, CURRENT if memo["content"] == wanted else BEHIND, {})
        whole = await site_page.read(view, await news_site.path(self.site, view), key)
        is_as_stored = is_known and sheet.says_now(whole) == memo.get("words")
        if site_page.editor(whole) or not (is_as_stored or site_page.is_by(view, whole)):
            return Seen(
                key, self._seen(page, BEHIND, {}).facts, withheld=site_page.why_left(view, whole, EDITED)
            )
        content = str(memo["content"]) if is_as_stored else ""
        listed = CURRENT if content == wanted else BEHIND
        return self._seen(whole, listed, site_page.memo(whole, content))

    def _seen(self, page: Json, listed: str, memo: Json) -> Seen:
        facts = {"listed": listed, "state": site_page.state(page)}
        return Seen(str(page["id"]), facts, memo, kept={"etag": site_page.etag(page), "listed": listed})

    # What is written

    @property
    def _file(self) -> str:
        return f"{self.page_key}.aspx"

    async def _body(self, tenant: Tenant, entries: Sequence[Entry]) -> Json:
        files = {
            news_pictures.file_name(entry.name, entry.picture): entry for entry in entries if entry.picture
        }
        pictures = {name: entry.picture for name, entry in files.items() if entry.picture}
        there = await news_pictures.put(tenant, self.site, pictures)
        shown = {files[name].name: image for name, image in there.items()}
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
                await site_page.change(tenant, place, was.id, str(was.kept["etag"]), body)
            except Locked as error:
                raise await site_page.held(tenant.view, place, was.id, error) from error
        return was.id
