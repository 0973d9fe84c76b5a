"""The draft of an issue's page on the newsletter's site: made early, so that the name is ours and the site known.

Nobody but who may edit the site sees it, so it needs no approval (docs/facts.md 52, 109); it holds the words alone, for a
picture in a library of the site could be read at once (ADR 94). Publishing is NewsPage's; once it is out, none is wanted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from m365bot.content import post, sheet
from m365bot.content.issue import page as face
from m365bot.errors import Changed, Conflict, Locked, NotReady
from m365bot.programme import Programme
from m365bot.resources.kind import Kind
from m365bot.resources.kinds.pictures_of_page import Above
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import news_site, site_page
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import Sought, View
from m365bot.words import later, say

LOCKED = 423
EDITED = later(
    "人がサイトで下書きに手を入れています(最後の変更は {who})。上書きも公開もしません。直した内容は原稿に書き、"
    "サイトではこの下書きを削除してください。"
)
TAKEN = (
    "{name} という名前のページがDX通信のサイトのどこかにあるようです(一覧にはまだ出ていません)。"
    "サイトのページとごみ箱を確かめてください。"
)
FOREIGN = (
    "同じ名前のページがDX通信のサイトにもうあります。上書きしません。そのページを確かめ、"
    "要らなければ削除してください。"
)


@dataclass(frozen=True)
class NewsDraft(Kind):
    """`site` is its address; `texts` are HTML, each a section of its own; `page_key` names the page for good, in ASCII.

    until: when the page's time is over, after which none is made.
    """

    site: str
    page_key: str
    page_title: str
    description: str
    texts: tuple[str, ...]
    until: datetime | None = None
    needs: ClassVar[tuple[str, ...]] = ("app:Sites.ReadWrite.All",)
    reads: ClassVar[tuple[str, ...]] = ("app:Sites.Read.All",)
    told_when_left: ClassVar[bool] = False  # nobody reads it

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        return news_site.is_asked_for(programme)

    @property
    def name(self) -> str:
        return self.page_key

    @property
    def title(self) -> str:
        return say("ニュースの下書き『{title}』", title=self.page_title)

    @property
    def lease(self) -> str:
        return news_site.lease(self.site)

    @property
    def file_name(self) -> str:
        return f"{self.page_key}.aspx"

    @cached_property
    def fingerprint(self) -> str:
        return post.fingerprint("\n".join((self.page_title, self.description, *self.texts)))

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"content": self.fingerprint}

    @property
    def outdated(self) -> str:
        return say("原稿が変わりました。")

    @cached_property
    def words(self) -> str:
        return sheet.says(self.page_title, self.texts)

    async def see(self, view: View) -> Seen | None:
        page = await news_site.page(self.site, view, self.file_name, known(view, self))
        if page is None:
            return Seen("", self.facts) if self.until and view.now > self.until else None
        if site_page.was_ever_published(page):
            return Seen(str(page["id"]), self.facts)
        content, why = await judged(view, await news_site.path(self.site, view), page, self)
        return Seen(str(page["id"]), {"content": content}, withheld=why)

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        place = await news_site.path(self.site, tenant.view)
        try:
            key = await stored(tenant, self, self, body_of(self), self.fingerprint)
        except NotReady as error:
            error.patience = 0.0 if error.status == LOCKED else error.patience  # nobody waits for a draft
            raise
        page = await site_page.read(tenant.view, place, key)
        return Seen(key, memo={**site_page.memo(page, self.fingerprint), "page": key})


def known(view: View, draft: NewsDraft) -> str:
    """The page's id, as far as a write of ours was answered with it."""
    return str(view.memo(draft.key).get("page") or "")


def body_of(draft: NewsDraft, images: Above | None = None) -> Json:
    """As news; the service shows it as such once it is published (docs/facts.md pages.news)."""
    return {
        "title": draft.page_title,
        "description": draft.description,
        "promotionKind": "newsPost",
        "titleArea": {"layout": "plain"},
        "canvasLayout": sheet.canvas(draft.texts, images, face.clean),
    }


async def stored(tenant: Tenant, whose: Sought, draft: NewsDraft, body: Json, content: str) -> str:
    """The page's id, once its draft says this. whose: what it is written for. content: what that is known by; empty: it
    is written in any case.

    Raises Changed where readers see it already or a person had a hand in it: then it is looked at once more.
    """
    view, place = tenant.view, await news_site.path(draft.site, tenant.view)
    page = await news_site.page(draft.site, view, draft.file_name, known(view, draft))
    if page is None:
        return await _made(tenant, place, draft, body)
    said, why = await judged(view, place, page, draft)
    if why or site_page.was_ever_published(page):
        raise Changed(why or say("計画のあとに、ページが公開されました。"), status=412)
    if not content or said != content:
        await _changed(tenant, whose, place, page, body)
    return str(page["id"])


async def _made(tenant: Tenant, place: str, draft: NewsDraft, body: Json) -> str:
    """Its name is taken where an earlier answer was lost and the list does not show yet what was made (docs/facts.md 9)."""
    try:
        made = await site_page.make(tenant, place, draft.file_name, {**body, "pageLayout": "article"})
    except Changed:
        raise
    except Conflict as error:
        raise NotReady(say(TAKEN, name=draft.file_name), status=409, after=5, patience=90) from error
    tenant.keep(draft.key, {"page": made["id"]})
    return str(made["id"])


async def _changed(tenant: Tenant, whose: Sought, place: str, page: Json, body: Json) -> None:
    key = str(page["id"])
    try:
        await site_page.change(tenant, whose, place, key, site_page.etag(page), body)
    except Locked as error:
        raise await news_site.busy(tenant.view, place, key, error) from error


async def judged(view: View, place: str, page: Json, draft: NewsDraft) -> tuple[str, str]:
    """Of a page that readers never saw: what we know to stand in it, and why it has to be left alone."""
    memo = view.memo(draft.key)
    is_known = memo.get("page") == page["id"]
    if is_known and memo.get("etag") == site_page.etag(page):
        return str(memo["content"]), ""
    whole = await site_page.read(view, place, str(page["id"]))
    is_by_us, as_ours = site_page.is_by(view, whole), sheet.says_now(whole) == draft.words
    is_by_others = not (is_by_us or site_page.is_by_nobody(whole))
    if is_by_others or (site_page.editor(whole) and not as_ours):
        return "", site_page.why_left(view, whole, EDITED)
    if as_ours:  # who merely has it open is waited for when it is written
        return draft.fingerprint, ""
    return "", "" if is_known or is_by_us else say(FOREIGN)
