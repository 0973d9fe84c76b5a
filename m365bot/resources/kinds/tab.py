"""A website tab of a channel: an address, a page of the team's site, or the channel's own folder.

A POST has no uniqueness, so tabs are listed first; the key is app and name (docs/facts.md 105), and an absence
is believed only after a while. One that we made is known by its id, whatever people call it since.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from m365bot.errors import Conflict, Doubtful, M365BotError, MissingPermission, NotReady, Permanent
from m365bot.programme import PAGES, Programme, TabSpec
from m365bot.programme.names import width_fold
from m365bot.resources.kind import Kind, Resource
from m365bot.resources.kinds import page as pages
from m365bot.resources.kinds.channel import Channel
from m365bot.resources.kinds.folder import SITE_PATIENCE, SITE_WAIT, ChannelFolder
from m365bot.resources.kinds.page import Page
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

WEBSITE = "com.microsoft.teamspace.tab.web"
FOLDER = "folder"


@dataclass(frozen=True)
class Tab(Kind):
    """`url` is an https address; without it and without a page it opens the channel's folder."""

    channel: Channel
    display_name: str
    url: str | None = None
    page: Page | None = None
    needs: ClassVar[tuple[str, ...]] = ("app:TeamsTab.ReadWrite.All",)
    called: ClassVar[Mapping[str, str]] = {"opens": "開くもの"}
    settles_in: ClassVar[float] = 120.0

    @classmethod
    def needs_for(cls, programme: Programme | None) -> frozenset[str]:
        """Of the pages that tabs open."""
        return frozenset(Page.needs if programme and Page.is_asked_for(programme) else ())

    @classmethod
    def each_of(
        cls, channel: Channel, specs: Iterable[TabSpec], pages: Mapping[str, tuple[str, ...]]
    ) -> Iterator[Kind]:
        """A channel's tabs, each page that one opens before it; `pages`: what they say, by their titles. A tab whose page
        another job keeps is left to that job.
        """
        for spec in specs:
            if spec.page in PAGES and spec.page not in pages:
                continue
            texts = pages.get(spec.page or "")
            page = Page(channel.team, str(spec.page), texts) if texts is not None else None
            if page:
                yield page
            yield cls(channel, spec.name, spec.url, page)

    @property
    def name(self) -> str:
        return self.display_name

    @property
    def title(self) -> str:
        return say("タブ『{name}』({channel})", name=self.display_name, channel=self.channel.name)

    @property
    def parent(self) -> Channel:
        return self.channel

    @property
    def after(self) -> Sequence[Resource]:
        return (self.page,) if self.page else ()

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"opens": self.url or self._stands_for}

    @property
    def _stands_for(self) -> str:
        """What is compared in place of an address that is known to the tenant only."""
        return self.page.page_title if self.page else FOLDER

    async def see(self, view: View) -> Seen | None:
        where = await self._tabs(view)
        tabs = await view.pages(f"tabs {self.channel.key}", where, {"$expand": "teamsApp"})
        ours = [tab for tab in tabs if _is_website(tab)]
        same = [tab for tab in ours if _fold(tab) == width_fold(self.display_name)]
        if not same:
            return self._renamed(view, ours)
        opens = (same[0].get("configuration") or {}).get("websiteUrl") or ""
        if self.url is None and opens and opens == await self._own_url(view):
            opens = self._stands_for
        return Seen(same[0]["id"], facts={"opens": opens})

    def _renamed(self, view: View, tabs: Sequence[Json]) -> Seen | None:
        """The tab that we made, under a name that a person gave it: no second one is made beside it (C73)."""
        known = view.memo(self.key).get("id")
        for tab in tabs:
            if tab["id"] == known:
                words = say(
                    "Teamsで『{name}』という名前に変わっています。"
                    "名前を戻すか、cohort.yaml のタブの名前を合わせてください。",
                    name=tab.get("displayName") or "?",
                )
                return Seen(tab["id"], withheld=words)
        return None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        tabs = await self._tabs(tenant.view)
        body: Json = {
            "displayName": self.display_name,
            "configuration": await self._configuration(tenant.view),
        }
        if was:
            await tenant.write("PATCH", tabs.by_teams_tab_id(was.id), body)
            return Seen(was.id)
        body["teamsApp@odata.bind"] = f"{tenant.graph.base_url}/appCatalogs/teamsApps/{WEBSITE}"
        try:
            made = await tenant.create("POST", tabs, body)
        except Permanent as error:
            raise self._or_made(error) from error
        return Seen(made["id"])

    def _or_made(self, error: Permanent) -> M365BotError:
        """A 400 was seen for a tab that was made all the same (docs/facts.md 130): it is looked for before it counts."""
        if error.status != 400 or isinstance(error, Conflict | MissingPermission):
            return error
        return Doubtful(str(error), status=error.status, code=error.code, request_id=error.request_id)

    async def _tabs(self, view: View) -> Any:
        return (await self.channel.place(view)).tabs

    async def _configuration(self, view: View) -> Json:
        url = self.url or await self._own_url(view)
        if not url:
            words = say("{what}が開くフォルダーがまだありません。", what=self.title)
            if self.page:
                words = say("{what}が開くページがまだありません。", what=self.title)
            raise NotReady(words, after=SITE_WAIT, patience=SITE_PATIENCE)
        return {"entityId": None, "contentUrl": url, "removeUrl": None, "websiteUrl": url}

    async def _own_url(self, view: View) -> str:
        """Of the page, or of the channel's folder; empty while that is not there."""
        try:
            if self.page:
                return await pages.url_of(view, self.page)
            seen = await view.seen(ChannelFolder(self.channel))
        except NotReady:
            return ""
        return str(view.memo(ChannelFolder(self.channel).key).get("web_url", "")) if seen else ""


def _is_website(tab: Json) -> bool:
    """One of ours by its app; a tab may have none that the service would name (docs/facts.md 130)."""
    return bool((tab.get("teamsApp") or {}).get("id") == WEBSITE)


def _fold(tab: Json) -> str:
    return width_fold(tab.get("displayName") or "")
