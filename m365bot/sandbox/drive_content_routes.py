"""Contents of files: uploaded in one request, downloaded through a pre-authenticated address.

Registered with the router on import; called by the server. Upload sessions are not simulated.
"""

from m365bot.sandbox import drive_json, files, sharepoint_call, sharepoint_problems
from m365bot.sandbox.drive_item_routes import CONFLICT, conflict
from m365bot.sandbox.drive_routes import shown
from m365bot.sandbox.drives import Drive, Item
from m365bot.sandbox.routing import Call, Reply, operation

_ITEM = "/drives/{drive-id}/items/{driveItem-id}"
_PATH = "/drives/{drive-id}/root:/{item-path}"


@operation("GET", f"{_ITEM}/content", slice="drives")
def download(call: Call) -> Reply:
    return _redirect(call, *sharepoint_call.item(call))


@operation("GET", f"{_PATH}:/content", slice="drives")
def download_by_path(call: Call) -> Reply:
    return _redirect(call, *sharepoint_call.item_by_path(call))


@operation("PUT", f"{_ITEM}/content", slice="drives", body=bytes)
def upload(call: Call) -> Reply:
    drive, item = sharepoint_call.item(call)
    if item.folder:
        raise sharepoint_problems.invalid("A folder has no content.")
    sharepoint_call.check_match(call, item.e_tag)
    files.overwrite(sharepoint_call.hand(call, drive), item, sharepoint_call.content(call))
    return shown(call, drive, item)


@operation("PUT", f"{_PATH}:/content", slice="drives", query={CONFLICT}, body=bytes)
def upload_by_path(call: Call) -> Reply:
    drive = sharepoint_call.drive(call)
    return _put(call, drive, drive.root, sharepoint_call.segments(call.params["item-path"]))


@operation("PUT", f"{_ITEM}:/{{filename}}:/content", slice="drives", query={CONFLICT}, body=bytes)
def upload_by_parent(call: Call) -> Reply:
    return _put(call, *sharepoint_call.item(call), sharepoint_call.segments(call.params["filename"]))


def _put(call: Call, drive: Drive, start: Item, names: list[str]) -> Reply:
    """Folders on the way are made where missing."""
    hand = sharepoint_call.hand(call, drive)
    behaviour = conflict(call.query, "replace")
    data = sharepoint_call.content(call)
    files.check_path(hand, start, names)
    parent = files.make_folders(hand, start, names[:-1])
    there = drive.child(parent, names[-1])
    if there:
        sharepoint_call.check_match(call, there.e_tag)
    item, is_new = files.put(hand, parent, names[-1], data, behaviour)
    return shown(call, drive, item, 201 if is_new else 200)


def _redirect(call: Call, drive: Drive, item: Item) -> Reply:
    """302 to where no token is wanted (graph/quirks.md 59)."""
    if item.folder:
        raise sharepoint_problems.invalid("A folder has no content.")
    return Reply(302, None, {"Location": drive_json.download_url(sharepoint_call.lens(call), drive, item)})
