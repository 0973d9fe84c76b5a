"""Pages of the team's site: found by their address, and read as their readers see them.

Called by the pages of the viewer and by links. Everything goes by the person's own rights.
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
    title: str
    about: str
    modified: str
    sections: tuple[tuple[tuple[Part, ...], ...], ...]


def is_page(url: str) -> bool:
    return "/SitePages/" in unquote(urlsplit(url).path)


async def found(graph: Graph, team: str, url: str) -> str | None:
    """The id of the page of a team's site that an address names."""
    rows = await graph.every(f"{await _site(graph, team)}/pages")
    wanted = _place(url)
    return next((str(row["id"]) for row in rows if _place(row["webUrl"]) == wanted), None)


async def read(graph: Graph, team: str, key: str, lead: Callable[[str], str]) -> SitePage:
    address = f"{await _site(graph, team)}{path('pages', key)}/microsoft.graph.sitePage"
    row = await graph.get(address, expand="canvasLayout")
    sections = row["canvasLayout"].get("horizontalSections") or ()
    return SitePage(
        row["title"],
        row.get("description") or "",
        times.full(times.local(row["lastModifiedDateTime"])),
        tuple(
            tuple(tuple(_part(part, lead) for part in column["webparts"]) for column in section["columns"])
            for section in sections
        ),
    )


async def picture(graph: Graph, team: str, url: str) -> Answer:
    """The bytes of a picture that lies in the team's own library, its host named or not; 404 for any other."""
    row = await graph.get(path("groups", team, "drive"))
    inner = Folder(row["id"], "", row["webUrl"]).path_of(urljoin(row["webUrl"], url))
    if not inner:
        raise Refused(404)
    return await graph.content(f"{path('drives', row['id'])}/root:/{quote(inner)}:/content")


async def _site(graph: Graph, team: str) -> str:
    row = await graph.get(path("groups", team, "sites", "root"))
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
