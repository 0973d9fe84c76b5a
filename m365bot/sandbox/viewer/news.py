"""News of the sites that a person reads, and where a page of such a site is shown in the viewer.

Called by the pages of news and by links. Everything goes by the person's own rights: who may not read a site sees nothing.
"""

import asyncio
from dataclasses import dataclass
from urllib.parse import unquote

from m365bot.sandbox.viewer import site_pages, times
from m365bot.sandbox.viewer.addresses import Addresses
from m365bot.sandbox.viewer.graph import Graph, Json, path


@dataclass(frozen=True)
class Story:
    """One page. `picture`: where the viewer shows what stands beside its title; empty for none."""

    title: str
    about: str
    site: str
    day: str
    href: str
    picture: str = ""


@dataclass(frozen=True)
class Front:
    """News, the newest first, and the other pages of the same sites."""

    stories: tuple[Story, ...]
    pages: tuple[Story, ...]


async def front(graph: Graph, to: Addresses) -> Front:
    sites = await graph.every("/sites", search="*")
    lists = await asyncio.gather(*(_pages(graph, site) for site in sites))
    rows = [(site, row) for site, some in zip(sites, lists, strict=True) for row in some]
    rows.sort(key=lambda each: str(each[1]["createdDateTime"]), reverse=True)
    news = [_story(to, site, row) for site, row in rows if row.get("promotionKind") == "newsPost"]
    told = {site["id"] for site, row in rows if row.get("promotionKind") == "newsPost"}
    others = [
        _story(to, site, row)
        for site, row in rows
        if row.get("promotionKind") != "newsPost" and site["id"] in told
    ]
    return Front(tuple(news), tuple(others))


async def address_of(graph: Graph, to: Addresses, url: str) -> str | None:
    """The viewer's page for the address of a page; None where the person finds none there."""
    site = await site_pages.at(graph, url)
    key = await site_pages.found(graph, site, url) if site else None
    return to.news(unquote(str(site).rpartition("/")[2]), key) if key else None


async def _pages(graph: Graph, site: Json) -> list[Json]:
    return await graph.every(f"{path('sites', site['id'])}/pages/microsoft.graph.sitePage")


def _story(to: Addresses, site: Json, row: Json) -> Story:
    image = str((row.get("titleArea") or {}).get("imageWebUrl") or row.get("thumbnailWebUrl") or "")
    return Story(
        title=row["title"],
        about=row.get("description") or "",
        site=site["displayName"],
        day=times.full(times.local(row["createdDateTime"])),
        href=to.news(site["id"], row["id"]),
        picture=to.news_picture(site["id"], image) if image else "",
    )
