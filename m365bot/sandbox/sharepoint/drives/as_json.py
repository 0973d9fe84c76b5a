"""Drives and their items as Graph shows them.

Called by the routes of drives, lists and channels. Decides nothing: state in, JSON out.
"""

from typing import Any
from urllib.parse import quote

from m365bot.sandbox.sharepoint import tokens
from m365bot.sandbox.sharepoint.lens import Lens
from m365bot.sandbox.sharepoint.media_types import mime_type
from m365bot.sandbox.stored.drive import Drive, Item

DOWNLOAD = "@microsoft.graph.downloadUrl"


def drive(lens: Lens, each: Drive) -> dict[str, Any]:
    site = lens.store.sites[each.site_id]
    quota, used = lens.store.settings.quota_bytes, each.size(each.root)
    return {
        "createdDateTime": each.created,
        "description": "",
        "id": each.id,
        "lastModifiedDateTime": max(item.modified for item in each.items.values()),
        "name": each.name,
        "webUrl": lens.web_url(site, "Shared Documents"),
        "driveType": "documentLibrary",
        "createdBy": {"user": {"displayName": "システム アカウント"}},
        "owner": {"group": {"id": site.group_id, "displayName": f"{site.title} 所有者"}}
        if site.group_id
        else {"user": {"displayName": "システム アカウント"}},
        "quota": {
            "deleted": 0,
            "remaining": quota - used,
            "state": "normal",
            "total": quota,
            "used": used,
        },
    }


def item(lens: Lens, of: Drive, each: Item) -> dict[str, Any]:
    """An item in full, as GET answers it."""
    shown = _facts(lens, of, each)
    if each.id != of.root_id:
        shown["parentReference"] = _parent(lens, of, each)
    if not each.folder:
        shown["cTag"] = each.c_tag  # folders have none (metadata of v1.0, driveItem)
        shown[DOWNLOAD] = download_url(lens, of, each)
    return shown


def publication(each: Item) -> dict[str, Any]:
    """Who has checked it out, where somebody has; shown only where it is asked for by name."""
    if not each.checked_out_by:
        return {"level": "published", "versionId": f"{each.ctag}.0"}
    return {"level": "checkout", "versionId": f"{each.ctag}.0", "checkedOutBy": each.checked_out_by}


def sharepoint_ids(lens: Lens, of: Drive, each: Item) -> dict[str, Any]:
    """What other parts of the service know it by; shown only where it is asked for by name."""
    _, site, web = lens.store.sites[of.site_id].id.split(",")
    return {
        "listId": of.list_id,
        "listItemId": str(each.number),
        "listItemUniqueId": each.guid.lower(),
        "siteId": site,
        "webId": web,
    }


def files_folder(lens: Lens, of: Drive, each: Item) -> dict[str, Any]:
    """As filesFolder answers: no creation time, a parent of drive id and type only (docs/facts.md 23)."""
    return {
        "id": each.id,
        "createdDateTime": "0001-01-01T00:00:00Z",
        "lastModifiedDateTime": each.modified,
        "name": each.name,
        "webUrl": _item_url(lens, of, each),
        "size": of.size(each),
        "parentReference": {"driveId": of.id, "driveType": "documentLibrary"},
        "fileSystemInfo": {
            "createdDateTime": each.fs_created,
            "lastModifiedDateTime": each.fs_modified,
        },
        "folder": {"childCount": len(of.names.get(each.id, {}))},
    }


def change(lens: Lens, of: Drive, each: Item) -> dict[str, Any]:
    """An item as delta shows it: no cTag, no path; deleted ones without a name (docs/facts.md 103)."""
    parent = {"driveId": of.id, "driveType": "documentLibrary"}
    if each.parent:
        parent["id"] = each.parent
    kind = {"@odata.type": "#microsoft.graph.driveItem"}
    if each.deleted:
        return {**kind, "id": each.id, "parentReference": parent, "deleted": {"state": "deleted"}}
    return {**kind, **_facts(lens, of, each), "parentReference": parent}


def version(number: int, modified: str, by: dict[str, Any], size: int) -> dict[str, Any]:
    return {
        "id": f"{number}.0",
        "lastModifiedBy": by,
        "lastModifiedDateTime": modified,
        "size": size,
    }


def download_url(lens: Lens, of: Drive, each: Item) -> str:
    """Pre-authenticated and short-lived (docs/facts.md 59)."""
    until = int(lens.now.timestamp() + lens.store.settings.download_url_s)
    token = tokens.sealed(lens.store, drive=of.id, item=each.id, until=until)
    return f"{lens.origin}/_content/{token}"


def _facts(lens: Lens, of: Drive, each: Item) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "createdDateTime": each.created,
        "eTag": each.e_tag,
        "id": each.id,
        "lastModifiedDateTime": each.modified,
        "name": each.name,
        "webUrl": _item_url(lens, of, each),
        "size": of.size(each),
        "createdBy": each.created_by,
        "lastModifiedBy": each.modified_by,
        "fileSystemInfo": {
            "createdDateTime": each.fs_created,
            "lastModifiedDateTime": each.fs_modified,
        },
        **_facets(lens, of, each),
    }
    if each.description:
        shown["description"] = each.description
    return shown


def _facets(lens: Lens, of: Drive, each: Item) -> dict[str, Any]:
    if not each.folder:
        known = {} if lens.now.timestamp() < each.hashed_at else {"hashes": {"quickXorHash": each.hash}}
        return {"file": {"mimeType": mime_type(each.name), **known}}
    facet: dict[str, Any] = {"folder": {"childCount": len(of.names.get(each.id, {}))}}
    return {**facet, "root": {}} if each.id == of.root_id else facet


def _parent(lens: Lens, of: Drive, each: Item) -> dict[str, Any]:
    parent = of.items[each.parent]
    tail = "/".join(quote(name) for name in of.path(parent))
    return {
        "driveType": "documentLibrary",
        "driveId": of.id,
        "id": parent.id,
        "name": parent.name if parent.id != of.root_id else of.name,
        "path": f"/drives/{of.id}/root:" + (f"/{tail}" if tail else ""),
        "siteId": lens.store.sites[of.site_id].id.split(",")[1],
    }


def _item_url(lens: Lens, of: Drive, each: Item) -> str:
    site = lens.store.sites[of.site_id]
    return lens.web_url(site, "Shared Documents", *of.path(each))
