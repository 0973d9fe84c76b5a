"""Pages of sites, a team's or any other: found by their address, and read as their readers see them.

Called by the pages of the viewer and by links. `site` is a site's address in Graph. All goes by the person's own rights.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from markupsafe import Markup

from m365bot.sandbox.viewer import safe_html, times
from m365bot.sandbox.viewer.files import Folder
from m365bot.sandbox.viewer.graph import Graph, Json, Refused, path
from m365bot.sandbox.viewer.inner import Answer

_TEXT = "#microsoft.graph.textWebPart"
_IMAGE = "d1d91016-032f-456d-98a4-721247c305e8"


@dataclass(frozen=True)
class Picture:
    """`url`: where it lies in SharePoint."""

    url: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Part:
    """A text, a picture, or the name of what the viewer does not draw."""

    html: Markup | None = None
    picture: Picture | None = None
    other: str = ""


@dataclass(frozen=True)
class SitePage:
    """`banner` stands beside the title; `likes` and `comments` count."""

    title: str
    about: str
    modified: str
    sections: tuple[tuple[tuple[Part, ...], ...], ...]
    banner: Picture | None = None
    likes: int = 0
    comments: int = 0


def is_page(url: str) -> bool:
    return "/SitePages/" in unquote(urlsplit(url).path)


async def found(graph: Graph, site: str, url: str) -> str | None:
    """The id of the page of a site that an address names."""
    rows = await graph.every(f"{site}/pages")
    wanted = _place(url)
    return next((str(row["id"]) for row in rows if _place(row["webUrl"]) == wanted), None)


async def read(graph: Graph, site: str, key: str, lead: Callable[[str], str]) -> SitePage:
    row = await graph.get(f"{site}{path('pages', key)}/microsoft.graph.sitePage", expand="canvasLayout")
    sections = row["canvasLayout"].get("horizontalSections") or ()
    area, reactions = row.get("titleArea") or {}, row.get("reactions") or {}
    image = str(area.get("imageWebUrl") or "")
    return SitePage(
        row["title"],
        row.get("description") or "",
        times.full(times.local(row["lastModifiedDateTime"])),
        tuple(
            tuple(tuple(_part(part, lead) for part in column["webparts"]) for column in section["columns"])
            for section in sections
        ),
        Picture(image, str(area.get("alternativeText") or ""), "") if image else None,
        likes=int(reactions.get("likeCount") or 0),
        comments=int(reactions.get("commentCount") or 0),
    )


async def picture(graph: Graph, site: str, url: str) -> Answer:
    """The bytes of a picture that lies in the site's own library, its host named or not; 404 for any other."""
    row = await graph.get(f"{site}/drive")
    inner = Folder(row["id"], "", row["webUrl"]).path_of(urljoin(row["webUrl"], url))
    if not inner:
        raise Refused(404)
    return await graph.content(f"{path('drives', row['id'])}/root:/{quote(inner)}:/content")


async def of_team(graph: Graph, team: str) -> str:
    """The address of a team's own site."""
    row = await graph.get(path("groups", team, "sites", "root"))
    return path("sites", row["id"])


async def at(graph: Graph, url: str) -> str | None:
    """The address of the site that an address of SharePoint lies in; None where the person may read none there."""
    parts = urlsplit(url)
    names = unquote(parts.path).strip("/").split("/")
    inner = "/".join(names[:2]) if names[0].lower() in ("sites", "teams") else ""
    try:
        row = await graph.get(f"/sites/{parts.hostname}:/{quote(inner)}")
    except Refused:
        return None
    return path("sites", row["id"])


def _part(row: Json, lead: Callable[[str], str]) -> Part:
    if row["@odata.type"] == _TEXT:
        return Part(html=safe_html.cleaned(row["innerHtml"], lead))
    data: dict[str, Any] = row.get("data") or {}
    if row.get("webPartType") != _IMAGE:
        return Part(other=str(data.get("title") or row.get("webPartType")))
    said = data.get("properties") or {}
    sources = (data.get("serverProcessedContent") or {}).get("imageSources") or ()
    url = next((str(each["value"]) for each in sources if each.get("key") == "imageSource"), "")
    return Part(picture=Picture(url, str(said.get("altText") or ""), str(said.get("captionText") or "")))


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), unquote(parts.path).lower()
