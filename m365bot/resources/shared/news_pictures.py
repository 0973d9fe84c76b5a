"""The pictures of an issue in the library of the newsletter's site, and what its page has to name of them.

Called by NewsPage when it is written, and not before: whoever reads the site reads its library, so a picture goes up with
the approved page (ADR 94). A name holds the beginning of the source's sha256: the same picture is put once, another is
another file, and what was sent twice is the same twice. What a person put in a picture's place stays as it is.
"""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from m365bot.content.issue import images
from m365bot.content.issue.images import Picture
from m365bot.content.sheet import Image
from m365bot.errors import NotFound
from m365bot.programme.names import file_fold
from m365bot.resources.ports.graph import Json
from m365bot.resources.shared import news_site
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View

FOLDER = "DX通信の図"
_IDS = ("siteId", "webId", "listId", "listItemUniqueId")


def file_name(page_key: str, picture: Picture) -> str:
    return f"{page_key}-{picture.sha256[:12]}{images.suffix(picture)}"


async def put(tenant: Tenant, site: str, wanted: Mapping[str, Picture]) -> Mapping[str, Image]:
    """By the names of their files, as a page shows them; left out is what the service does not name.

    Raises what a write raises.
    """
    if not wanted:
        return {}
    drive = await _drive(tenant.view, site)
    there = {file_fold(item["name"]): item for item in await _there(tenant.view, drive)}
    items = {
        name: there.get(file_fold(name)) or await _sent(tenant, drive, name, wanted[name]) for name in wanted
    }
    shown = await asyncio.gather(*(_image(tenant.view, drive, items[name], wanted[name]) for name in wanted))
    return {name: image for name, image in zip(wanted, shown, strict=True) if image}


async def _sent(tenant: Tenant, drive: str, name: str, picture: Picture) -> Json:
    """Put by its path: the folder is made with the first (docs/facts.md files.upsert), a second time changes nothing."""
    where = f"/drives/{drive}/root:/{quote(FOLDER)}/{quote(name)}:/content"
    data = await asyncio.to_thread(images.scaled, picture)
    return await tenant.create("PUT", where, data)


async def _there(view: View, drive: str) -> Sequence[Json]:
    where = f"/drives/{drive}/root:/{quote(FOLDER)}:/children"
    try:
        return await view.graph.pages(where, query={"$select": "id,name"})
    except NotFound:
        return ()


async def _image(view: View, drive: str, item: Json, picture: Picture) -> Image | None:
    found = await view.graph.read(
        f"/drives/{drive}/items/{item['id']}", query={"$select": "id,webUrl,sharepointIds"}
    )
    ids: Json = found.get("sharepointIds") or {}
    if not all(ids.get(name) for name in _IDS):
        return None
    url = str(found["webUrl"])
    size = images.shown_size(picture)
    own, web, library, unique = (str(ids[name]) for name in _IDS)
    place = urlsplit(url).path
    return Image(place, picture.alt, size, site=own, web=web, list=library, item=unique, url=url)


async def _drive(view: View, site: str) -> str:
    """The site's library of documents; remembered."""
    key = f"newssite:{site}"
    if not view.memo(key).get("drive"):
        found = await view.graph.read(f"{await news_site.path(site, view)}/drive", query={"$select": "id"})
        view.learn(key, drive=found["id"])
    return str(view.memo(key)["drive"])
