"""The pictures of an issue in the library of the newsletter's site, and what its page has to name of them.

Called by NewsPage when it is written, and not before: whoever reads the site reads its library, so a picture goes up with
the approved page (ADR 94). A name holds the beginning of the source's sha256: the same picture is put once, another is
another file, and what was sent twice is the same twice. What a person put in a picture's place stays, and is on
no page of ours.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from urllib.parse import quote, urlsplit

from m365bot.content.issue import images
from m365bot.content.issue.images import Picture
from m365bot.content.sheet import Image
from m365bot.errors import NotFound
from m365bot.programme.names import file_fold
from m365bot.resources.ports.graph import Json
from m365bot.resources.shared import drive as drive_of
from m365bot.resources.shared import news_site, quickxor
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View

FOLDER = "DX通信の図"
USUAL = (1200, 675)
"""Width and height of a picture that nobody measured."""
_IDS = ("siteId", "webId", "listId", "listItemUniqueId")


def file_name(page_key: str, picture: Picture) -> str:
    return f"{page_key}-{picture.sha256[:32]}{images.suffix(picture)}"


def is_of(file: str, page_key: str) -> bool:
    """Is a file called as this puts those of that page?"""
    return bool(re.fullmatch(rf"{re.escape(page_key)}-[0-9a-f]{{32}}(-[0-9a-f]{{8}})?\.(png|jpg)", file))


async def put(tenant: Tenant, site: str, wanted: Mapping[str, Picture]) -> Mapping[str, Image]:
    """By the names of their files, as a page shows them; left out is what the service does not name.

    Raises what a write raises.
    """
    if not wanted:
        return {}
    drive = await _drive(tenant.view, site)
    there = await _there(tenant.view, drive)
    shown = {}
    for name, picture in wanted.items():
        item = await _item(tenant, drive, there, (name, picture))
        image = await _image(tenant.view, drive, item, picture.alt)
        if image:
            shown[name] = replace(image, size=images.shown_size(picture))
    return shown


async def found(view: View, site: str, wanted: Mapping[str, str]) -> Mapping[str, Image]:
    """File name → the picture as a page shows it, of those that are there; wanted: their words. Puts nothing."""
    if not wanted:
        return {}
    drive = await _drive(view, site)
    there = await _there(view, drive)
    items = {name: there[file_fold(name)] for name in wanted if file_fold(name) in there}
    shown = {name: await _image(view, drive, item, wanted[name]) for name, item in items.items()}
    return {name: image for name, image in shown.items() if image}


async def _item(tenant: Tenant, drive: str, there: Mapping[str, Json], named: tuple[str, Picture]) -> Json:
    """The file, put where it is not there yet. What lies under its name and is something else was put there by a person: it
    stays, and ours lies beside it under a longer name.
    """
    name, picture = named
    data = await asyncio.to_thread(images.scaled, picture)
    own = there.get(file_fold(name))
    if own and _is_same(own, data):
        return own
    if own:
        stem, dot, kind = name.rpartition(".")
        name = f"{stem}-{sha256(data).hexdigest()[:8]}{dot}{kind}"
    where = f"/drives/{drive}/root:/{quote(FOLDER)}/{quote(name)}:/content"
    return there.get(file_fold(name)) or await tenant.create("PUT", where, data)


def _is_same(item: Json, data: bytes) -> bool:
    """By size, and by its hash where the service has one yet."""
    own = drive_of.hash_of(item)
    return item.get("size") == len(data) and (not own or own == quickxor.of(data))


async def _there(view: View, drive: str) -> Mapping[str, Json]:
    """What lies in the folder, by name; the folder itself is made with the first file (docs/facts.md files.upsert)."""
    where = f"/drives/{drive}/root:/{quote(FOLDER)}:/children"
    try:
        rows = await view.graph.pages(where, query={"$select": "id,name,size,file"})
    except NotFound:
        return {}
    return {file_fold(row["name"]): row for row in rows}


async def _image(view: View, drive: str, item: Json, alt: str) -> Image | None:
    found = await view.graph.read(
        f"/drives/{drive}/items/{item['id']}", query={"$select": "id,webUrl,sharepointIds"}
    )
    ids: Json = found.get("sharepointIds") or {}
    if not all(ids.get(name) for name in _IDS):
        return None
    url = str(found["webUrl"])
    own, web, library, unique = (str(ids[name]) for name in _IDS)
    place = urlsplit(url).path
    return Image(place, alt, USUAL, site=own, web=web, list=library, item=unique, url=url)


async def _drive(view: View, site: str) -> str:
    """The site's library of documents; remembered."""
    key = f"newssite:{site}"
    if not view.memo(key).get("drive"):
        found = await view.graph.read(f"{await news_site.path(site, view)}/drive", query={"$select": "id"})
        view.learn(key, drive=found["id"])
    return str(view.memo(key)["drive"])
