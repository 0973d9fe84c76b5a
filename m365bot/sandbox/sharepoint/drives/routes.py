"""Drives: which there are, their root, and listings of children.

Registered with the router on import; called by the server.
"""

from typing import Any

from m365bot.sandbox.sharepoint import access, asked, options, pages, permissions, problems
from m365bot.sandbox.sharepoint.drives import as_json
from m365bot.sandbox.stored.drive import Drive, Item
from m365bot.sandbox.stored.sharepoint import Site
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.problems import not_simulated
from m365bot.sandbox.wire.routing import operation

_ONE = {"$select"}
_MANY = {"$select", "$top", "$skiptoken", "$orderby"}
_ORDERS = {"name": lambda item: item.name.lower(), "lastModifiedDateTime": lambda item: item.modified}


@operation("GET", "/drives/{drive-id}", slice="drives", needs=permissions.READ_FILES, query=_ONE)
def get_drive(call: Call) -> Reply:
    return _drive(call, asked.drive(call))


@operation("GET", "/sites/{site-id}/drive", slice="sites", needs=permissions.READ_FILES, query=_ONE)
def get_site_drive(call: Call) -> Reply:
    site = asked.site(call)
    return _drive(call, asked.store(call).drives[site.drive_id])


@operation("GET", "/sites/{site-id}/drives", slice="sites", needs=permissions.READ_FILES, query=_ONE)
def list_site_drives(call: Call) -> Reply:
    return _drives(call, asked.site(call))


@operation("GET", "/groups/{group-id}/drive", slice="groups", needs=permissions.READ_FILES, query=_ONE)
def get_group_drive(call: Call) -> Reply:
    site = asked.group_site(call)
    return _drive(call, asked.store(call).drives[site.drive_id])


@operation("GET", "/groups/{group-id}/drives", slice="groups", needs=permissions.READ_FILES, query=_ONE)
def list_group_drives(call: Call) -> Reply:
    return _drives(call, asked.group_site(call))


@operation("GET", "/drives/{drive-id}/root", slice="drives", needs=permissions.READ_ITEM, query=_ONE)
def get_root(call: Call) -> Reply:
    drive = asked.drive(call)
    return shown(call, drive, drive.root)


@operation(
    "GET", "/drives/{drive-id}/root/children", slice="drives", needs=permissions.READ_FILES, query=_MANY
)
def list_root_children(call: Call) -> Reply:
    drive = asked.drive(call)
    return children(call, drive, drive.root)


@operation(
    "GET",
    "/drives/{drive-id}/items/{driveItem-id}/children",
    slice="drives",
    needs=permissions.READ_FILES,
    query=_MANY,
)
def list_children(call: Call) -> Reply:
    return children(call, *asked.item(call))


@operation(
    "GET",
    "/drives/{drive-id}/root:/{item-path}:/children",
    slice="drives",
    needs=permissions.READ_FILES,
    query=_MANY,
)
def list_children_by_path(call: Call) -> Reply:
    return children(call, *asked.item_by_path(call))


def shown(call: Call, drive: Drive, item: Item, status: int = 200) -> Reply:
    """One item as the answer, with its eTag as a header too."""
    body = as_json.item(asked.lens(call), drive, item)
    if "publication" in call.query.get("$select", "") and not item.folder:
        body["publication"] = as_json.publication(item)
    if "sharepointIds" in call.query.get("$select", ""):
        body["sharepointIds"] = as_json.sharepoint_ids(asked.lens(call), drive, item)
    chosen = _chosen(call, body)
    context = asked.context(call, f"drives('{drive.id}')/items/$entity")
    return Reply(status, {**context, **chosen}, {"ETag": item.e_tag})


def children(call: Call, drive: Drive, parent: Item) -> Reply:
    """A page of what lies in a folder; a page too many is never offered (C37)."""
    if not parent.folder:
        raise problems.invalid("The item is not a folder.")
    lens = asked.lens(call)
    size = lens.store.settings.children_page
    rows, links = pages.page(call, _ordered(call, drive, parent), size)
    value = [_chosen(call, as_json.item(lens, drive, item)) for item in rows]
    return Reply(200, {**asked.context(call, f"drives('{drive.id}')/items"), **links, "value": value})


def _ordered(call: Call, drive: Drive, parent: Item) -> list[Item]:
    rows = [each for each in drive.children(parent) if asked.may(call, drive, each, access.READ)]
    wanted = call.query.get("$orderby")
    if not wanted:
        return rows
    name, _, direction = wanted.partition(" ")
    if name not in options.DRIVE_ITEM or direction not in ("", "asc", "desc"):
        raise problems.invalid(f"$orderby '{wanted}' is not supported.")
    if name not in _ORDERS:
        raise not_simulated(f"sorting children by '{name}'")
    return sorted(rows, key=_ORDERS[name], reverse=direction == "desc")


def _chosen(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    wanted = call.query.get("$select")
    return options.select(body, wanted, options.DRIVE_ITEM, "driveItem")


def _drive(call: Call, drive: Drive) -> Reply:
    body = as_json.drive(asked.lens(call), drive)
    chosen = options.select(body, call.query.get("$select"), options.DRIVE, "drive")
    return Reply(200, {**asked.context(call, "drives/$entity"), **chosen})


def _drives(call: Call, site: Site) -> Reply:
    lens, wanted = asked.lens(call), call.query.get("$select")
    rows = [as_json.drive(lens, drive) for drive in lens.store.drives_of(site)]
    value = [options.select(row, wanted, options.DRIVE, "drive") for row in rows]
    return Reply(200, {**asked.context(call, "drives"), "value": value})
