"""How many read an issue, as far as Graph tells: looked up once a day, remembered, shown to officers. It changes nothing.

Views and readers are the analytics of the page's item; likes and comments stand on the page; of posts reactions count.
Who it was is never asked. Where a figure is not given (another cloud, a permission, a tenant that answers nothing) that is
remembered as the reason, and no run fails for it (docs/facts.md pages.readers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from m365bot.errors import GraphError, NotFound, ServiceAccountSignedOut
from m365bot.journal.readership import AWAY, NOTHING, REFUSED
from m365bot.resources.kind import Kind
from m365bot.resources.kinds.news_page import NewsPage
from m365bot.resources.kinds.post import Post
from m365bot.resources.ports.graph import Identity, Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import news_site
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True)
class Readers(Kind):
    """Of one issue, by its key, `dx-012`: `page`, and its `posts`, as far as they are out."""

    issue: str
    page: NewsPage | None = None
    posts: tuple[Post, ...] = ()
    eases: ClassVar[tuple[str, ...]] = ("app:Sites.Read.All", "account:ChannelMessage.Read.All")
    is_beside: ClassVar[bool] = True
    told_when_left: ClassVar[bool] = False

    @property
    def name(self) -> str:
        return self.issue

    @property
    def title(self) -> str:
        return say("『{issue}』の閲覧数", issue=self.issue)

    @property
    def lease(self) -> str:
        return self.page.lease if self.page else self.posts[0].lease

    async def see(self, view: View) -> Seen | None:
        memo, today = view.memo(self.key), view.now.date().isoformat()
        if memo.get("day") == today or not (self._page_id(view) or self._sent(view)):
            return Seen("")
        page = await self._of_page(view) if self._page_id(view) else {}
        posts = await self._of_posts(view) if self._sent(view) else {}
        return Seen("", memo={"day": today, "at": view.now.isoformat(), "page": page, "posts": posts})

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """There is nothing to be written: it is always as it is wanted."""
        return Seen("")

    # What of it is out, by what is remembered

    def _page_id(self, view: View) -> str:
        memo = view.memo(self.page.key) if self.page else {}
        return str(memo.get("id") or "") if memo.get("out") else ""

    def _sent(self, view: View) -> Sequence[tuple[Post, str]]:
        found = ((post, str(view.memo(post.key).get("id") or "")) for post in self.posts)
        return [(post, key) for post, key in found if key]

    # What Graph tells

    async def _of_page(self, view: View) -> Json:
        assert self.page is not None  # it is out
        try:
            place = await news_site.path(self.page.site, view)
            where = f"{place}/lists/{await _library(view, self.page.site, place)}/items/{self._page_id(view)}"
            views = _stat(await view.graph.read(f"{where}/analytics/allTime"))
            reactions = await self._reactions(view, place)
        except (GraphError, ServiceAccountSignedOut) as error:
            return {"why": _why(error)}
        return {**views, **reactions} if views else {**reactions, "why": NOTHING}

    async def _reactions(self, view: View, place: str) -> Json:
        where = f"{place}/pages/{self._page_id(view)}/microsoft.graph.sitePage"
        page = await view.graph.read(where, query={"$select": "id,reactions"})
        facet: Json = page.get("reactions") or {}
        found = {"likes": facet.get("likeCount"), "comments": facet.get("commentCount")}
        return {name: count for name, count in found.items() if isinstance(count, int)}

    async def _of_posts(self, view: View) -> Json:
        total = 0
        try:
            for post, key in self._sent(view):
                where = (await post.channel.place(view)).messages.by_chat_message_id(key)
                message = await view.read(f"message {key}", where, identity=Identity.ACCOUNT)
                total += len(message.get("reactions") or ())
        except (GraphError, ServiceAccountSignedOut) as error:
            return {"why": _why(error)}
        return {"reactions": total}


def _stat(answer: Json) -> Json:
    """The sample on the page wraps the figures, the metadata do not (docs/facts.md pages.readers)."""
    whole: Json = answer.get("allTime") or answer
    access: Any = whole.get("access")
    if not isinstance(access, dict) or not isinstance(access.get("actionCount"), int):
        return {}
    return {"views": access["actionCount"], "readers": access.get("actorCount")}


async def _library(view: View, site: str, place: str) -> str:
    """The id of the library in which the site's pages lie; remembered. Raises NotFound."""
    key = f"newssite:{site}"
    if not view.memo(key).get("pages"):
        lists = await view.pages(f"lists of {place}", f"{place}/lists", {"$select": "id,list"})
        mine = (
            str(one["id"]) for one in lists if (one.get("list") or {}).get("template") == "webPageLibrary"
        )
        found = next(mine, "")
        if not found:
            raise NotFound(say("サイトのページのライブラリが見つかりません。"), status=404)
        view.learn(key, pages=found)
    return str(view.memo(key)["pages"])


def _why(error: Exception) -> str:
    status = getattr(error, "status", None)
    if status in (401, 403):
        return REFUSED
    return NOTHING if status in (400, 404, 405, 501) else AWAY
