"""The files of a channel: its folder, what lies in it, and the bytes of one file.

Called by the pages. Everything goes by the person's own rights.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from m365bot.sandbox.viewer import times
from m365bot.sandbox.viewer.graph import Graph, Json, path
from m365bot.sandbox.viewer.inner import Answer
from m365bot.sandbox.words import word

_KINDS = {
    ".pdf": "pdf",
    **dict.fromkeys((".doc", ".docx", ".odt"), "word"),
    **dict.fromkeys((".xls", ".xlsx", ".csv", ".ods"), "sheet"),
    **dict.fromkeys((".ppt", ".pptx", ".odp"), "slides"),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"), "picture"),
}
_SHOWN_AS_THEY_ARE = ("application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp")
_NEVER_SHOWN = ("text/html", "text/xml", "text/javascript")  # they could run


@dataclass(frozen=True)
class Folder:
    """A channel's folder: its drive, its path there ("" is the drive's root), its address."""

    drive: str
    place: str
    web_url: str

    def address(self, inner: str, tail: str = "") -> str:
        """Graph's address of what lies at `inner` (a path from the folder on)."""
        root = f"{path('drives', self.drive)}/root"
        whole = "/".join(filter(None, (self.place, inner)))
        if not whole:
            return root + (f"/{tail}" if tail else "")
        return f"{root}:/{quote(whole)}" + (f":/{tail}" if tail else "")

    def path_of(self, url: str) -> str | None:
        """The path from the folder on that an address of SharePoint names; "" is the folder itself."""
        here, there = _segments(self.web_url), _segments(url)
        begins = [each.casefold() for each in there[: len(here)]]
        if begins != [each.casefold() for each in here]:
            return None
        return "/".join(there[len(here) :])


@dataclass(frozen=True)
class Entry:
    """A file or folder; `path` from the channel's folder on; `kind` picks its picture; `thing` for the trail."""

    name: str
    path: str
    kind: str
    modified: str
    by: str
    size: str
    thing: tuple[str, ...] = ()

    @property
    def is_folder(self) -> bool:
        return self.kind == "folder"


@dataclass(frozen=True)
class Crumb:
    name: str
    path: str


def is_sharepoint(url: str) -> bool:
    return (urlsplit(url).hostname or "").endswith(".sharepoint.com")


async def folder(graph: Graph, team: str, channel: str) -> Folder:
    """Refused with 404 while it is being made."""
    row = await graph.get(path("teams", team, "channels", channel, "filesFolder"))
    drive = row["parentReference"]["driveId"]
    item = await graph.get(path("drives", drive, "items", row["id"]))  # filesFolder itself has no path
    return Folder(drive, _place_in_drive(item), row["webUrl"])


async def entries(graph: Graph, of: Folder, inner: str) -> list[Entry]:
    """Folders first, by name."""
    rows = await graph.every(of.address(inner, "children"))
    found = [_entry(row, inner, of.drive) for row in rows]
    return sorted(found, key=lambda each: (not each.is_folder, each.name))


def crumbs(inner: str) -> list[Crumb]:
    parts = PurePosixPath(inner).parts
    return [Crumb(name, "/".join(parts[: number + 1])) for number, name in enumerate(parts)]


async def opened(graph: Graph, of: Folder, inner: str) -> Answer:
    return await graph.content(of.address(inner, "content"))


def shown_as(media_type: str) -> str | None:
    """How a browser may show it in the page; None: it is to be saved."""
    plain = media_type.partition(";")[0].strip().lower()
    if plain in _SHOWN_AS_THEY_ARE:
        return plain
    if plain.startswith("text/") and plain not in _NEVER_SHOWN:
        return "text/plain; charset=utf-8"
    return None


def _place_in_drive(item: Json) -> str:
    """A private channel's files lie in its library's root, a standard one's in a folder of its own."""
    if "root" in item:
        return ""
    above = unquote(item["parentReference"]["path"].partition("root:")[2]).strip("/")
    return "/".join(filter(None, (above, item["name"])))


def _segments(url: str) -> list[str]:
    """Host and path, decoded; SharePoint tells no case apart."""
    parts = urlsplit(url)
    return [parts.hostname or "", *filter(None, unquote(parts.path).split("/"))]


def _entry(row: Json, inner: str, drive: str) -> Entry:
    name = row["name"]
    user = (row.get("lastModifiedBy") or {}).get("user") or (row.get("lastModifiedBy") or {}).get(
        "application"
    )
    is_folder = "folder" in row
    return Entry(
        name,
        "/".join(filter(None, (inner, name))),
        "folder" if is_folder else _KINDS.get(PurePosixPath(name).suffix.lower(), "file"),
        times.short(times.local(row.get("lastModifiedDateTime"))),
        (user or {}).get("displayName") or "",
        word("{count} 個").format(count=row["folder"]["childCount"])
        if is_folder
        else _size(row.get("size") or 0),
        thing=("drives", drive, "items", row["id"]),
    )


def _size(count: int) -> str:
    if count < 1024:
        return word("{count} バイト").format(count=count)
    return f"{count / 1024:,.0f} KB" if count < 1024**2 else f"{count / 1024**2:,.1f} MB"
