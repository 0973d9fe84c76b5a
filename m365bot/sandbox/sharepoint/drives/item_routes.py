"""One item of a drive: read, made, changed, deleted, by id and by path.

Registered with the router on import; called by the server. Contents lie in drive_content_routes.
"""

from collections.abc import Mapping
from typing import Any, cast

from m365bot.sandbox.sharepoint import asked, permissions, problems
from m365bot.sandbox.sharepoint.drives import as_json, files
from m365bot.sandbox.sharepoint.drives.routes import shown
from m365bot.sandbox.stored.drive import Drive, Item
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.routing import operation

CONFLICT = "@microsoft.graph.conflictBehavior"
_ITEM = "/drives/{drive-id}/items/{driveItem-id}"
_PATH = "/drives/{drive-id}/root:/{item-path}"
_ONE = {"$select"}
_CHILD = {"name", "folder", "file", "description", "fileSystemInfo", CONFLICT}
_CHANGE = {"name", "parentReference", "description", "fileSystemInfo", CONFLICT}


@operation("GET", _ITEM, slice="drives", needs=permissions.READ_ITEM, query=_ONE)
def get_item(call: Call) -> Reply:
    return _read(call, *asked.item(call))


@operation("GET", _PATH, slice="drives", needs=permissions.READ_ITEM, query=_ONE)
def get_item_by_path(call: Call) -> Reply:
    return _read(call, *asked.item_by_path(call))


@operation("POST", f"{_ITEM}/children", slice="drives", needs=permissions.WRITE_FILES, body=_CHILD)
def make_child(call: Call) -> Reply:
    return _make(call, *asked.item(call))


@operation(
    "POST", "/drives/{drive-id}/root/children", slice="drives", needs=permissions.WRITE_FILES, body=_CHILD
)
def make_child_of_root(call: Call) -> Reply:
    drive = asked.drive(call)
    return _make(call, drive, drive.root)


@operation("POST", f"{_PATH}:/children", slice="drives", needs=permissions.WRITE_FILES, body=_CHILD)
def make_child_by_path(call: Call) -> Reply:
    return _make(call, *asked.item_by_path(call))


@operation("PATCH", _ITEM, slice="drives", needs=permissions.WRITE_FILES, body=_CHANGE)
def change_item(call: Call) -> Reply:
    return _change(call, *asked.item(call))


@operation("PATCH", _PATH, slice="drives", needs=permissions.WRITE_FILES, body=_CHANGE)
def change_item_by_path(call: Call) -> Reply:
    return _change(call, *asked.item_by_path(call))


@operation("DELETE", _ITEM, slice="drives", needs=permissions.WRITE_FILES)
def delete_item(call: Call) -> Reply:
    return _delete(call, *asked.item(call))


@operation("DELETE", _PATH, slice="drives", needs=permissions.WRITE_FILES)
def delete_item_by_path(call: Call) -> Reply:
    return _delete(call, *asked.item_by_path(call))


@operation("GET", f"{_ITEM}/versions", slice="drives", needs=permissions.READ_FILES)
def list_versions(call: Call) -> Reply:
    _, item = asked.item(call)
    if item.folder:
        raise problems.invalid("A folder has no versions.")
    earlier = [(each.number, each.modified, each.modified_by, each.size) for each in item.earlier]
    rows = [*earlier, (item.ctag, item.modified, item.modified_by, item.size)][::-1]
    value = [as_json.version(*row) for row in rows]
    return Reply(200, {**asked.context(call, "Collection(driveItemVersion)"), "value": value})


def conflict(source: Mapping[str, Any], default: files.Conflict) -> files.Conflict:
    """The conflict behaviour asked for, in a body or a query."""
    wanted = source.get(CONFLICT) or default
    if wanted not in ("fail", "replace", "rename"):
        raise problems.invalid(f"Invalid value '{wanted}' for {CONFLICT}.")
    return cast(files.Conflict, wanted)


def _read(call: Call, drive: Drive, item: Item) -> Reply:
    if item.e_tag in asked.tags(call, "If-None-Match"):
        return Reply(304, None, {"ETag": item.e_tag})
    return shown(call, drive, item)


def _make(call: Call, drive: Drive, parent: Item) -> Reply:
    body = asked.body(call)
    hand, name = asked.hand(call, drive), str(body.get("name") or "")
    behaviour = conflict(body, "fail")
    if ("folder" in body) == ("file" in body):
        raise problems.invalid("Exactly one of 'folder' and 'file' must be given.")
    if "folder" in body:
        return shown(call, drive, files.make_folder(hand, parent, name, behaviour), 201)
    # `replace` of a file that is there was refused as well (docs/facts.md 55).
    item, _ = files.put(hand, parent, name, b"", "rename" if behaviour == "rename" else "fail")
    return shown(call, drive, item, 201)


def _change(call: Call, drive: Drive, item: Item) -> Reply:
    asked.check_match(call, item.e_tag)
    body = asked.body(call)
    hand = asked.hand(call, drive)
    name, parent = body.get("name", item.name), _new_parent(drive, item, body.get("parentReference"))
    asked.check(call, drive, parent)
    if (name, parent.id) != (item.name, item.parent):
        files.rename(hand, item, parent, name, conflict(body, "fail"))
    return shown(call, drive, files.patch(hand, item, body))


def _new_parent(drive: Drive, item: Item, reference: dict[str, Any] | None) -> Item:
    if item.id == drive.root_id:
        raise problems.invalid("The root cannot be changed.")
    if not reference:
        return drive.items[item.parent]
    if reference.get("driveId", drive.id) != drive.id:
        raise problems.invalid("Items cannot be moved between drives with PATCH.")
    if "id" in reference:
        found = drive.get(str(reference["id"]))
    else:
        found = drive.at_path(_segments(str(reference.get("path", ""))))
    if found is None:
        raise problems.not_found()
    return found


def _segments(path: str) -> list[str]:
    _, _, tail = path.partition("root:")
    return [part for part in tail.split("/") if part]


def _delete(call: Call, drive: Drive, item: Item) -> Reply:
    asked.check_match(call, item.e_tag)
    files.remove(asked.hand(call, drive), item)
    return Reply(204)
