"""The pages about news: what is new, one page of a site with its pictures, and links between such pages.

Called by the router. Each reads what it shows and hands it to a template; none decides who may see what.
"""

from starlette.responses import RedirectResponse, Response

from m365bot.sandbox.viewer import links, news, pages, problems, site_pages
from m365bot.sandbox.viewer.graph import path
from m365bot.sandbox.viewer.visit import Visit


async def news_front(at: Visit) -> Response:
    return at.page("news.html", front=await news.front(at.graph, at.to))


async def news_page(at: Visit) -> Response:
    """As its reader sees it."""
    site = at.request.path_params["site"]

    def lead(url: str) -> str:
        return at.to.news_link(url) if links.is_inside(url) else url

    shown = await site_pages.read(at.graph, path("sites", site), at.request.path_params["page"], lead)
    return at.page(
        "news_page.html", front=None, shown=shown, picture=lambda url: at.to.news_picture(site, url)
    )


async def news_picture(at: Visit) -> Response:
    url, site = at.request.query_params.get("url", ""), path("sites", at.request.path_params["site"])
    return pages.sent(url.rpartition("/")[2], await site_pages.picture(at.graph, site, url))


async def followed_link(at: Visit) -> Response:
    url = at.request.query_params.get("url", "")
    place = await news.address_of(at.graph, at.to, url) if site_pages.is_page(url) else None
    if place:
        return RedirectResponse(place, 303)
    return at.trouble(problems.of_words(problems.NOT_HERE))
