"""Contents of files: uploaded in one request, downloaded through a pre-authenticated address.

Registered with the router on import; called by the server. Larger ones come by `upload_routes`.
"""

from m365bot.sandbox.sharepoint import asked, permissions, problems
from m365bot.sandbox.sharepoint.drives import as_json, files
from m365bot.sandbox.sharepoint.drives.item_routes import CONFLICT, conflict
from m365bot.sandbox.sharepoint.drives.routes import shown
from m365bot.sandbox.stored.drive import Drive, Item
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.routing import operation

_ITEM = "/drives/{drive-id}/items/{driveItem-id}"
_PATH = "/drives/{drive-id}/root:/{item-path}"


@operation("GET", f"{_ITEM}/content", slice="drives", needs=permissions.READ_FILES)
def download(call: Call) -> Reply:
    return _redirect(call, *asked.item(call))


@operation("GET", f"{_PATH}:/content", slice="drives", needs=permissions.READ_FILES)
def download_by_path(call: Call) -> Reply:
    return _redirect(call, *asked.item_by_path(call))


@operation("PUT", f"{_ITEM}/content", slice="drives", needs=permissions.WRITE_FILES, body=bytes)
def upload(call: Call) -> Reply:
    drive, item = asked.item(call)
    if item.folder:
        raise problems.invalid("A folder has no content.")
    _check_match(call, item)
    files.overwrite(asked.hand(call, drive), item, _content(call))
    return shown(call, drive, item)


@operation(
    "PUT", f"{_PATH}:/content", slice="drives", needs=permissions.WRITE_FILES, query={CONFLICT}, body=bytes
)
def upload_by_path(call: Call) -> Reply:
    drive = asked.drive(call)
    return _put(call, drive, drive.root, asked.segments(call.params["item-path"]))


@operation(
    "PUT",
    f"{_ITEM}:/{{filename}}:/content",
    slice="drives",
    needs=permissions.WRITE_FILES,
    query={CONFLICT},
    body=bytes,
)
def upload_by_parent(call: Call) -> Reply:
    return _put(call, *asked.item(call), asked.segments(call.params["filename"]))


def _put(call: Call, drive: Drive, start: Item, names: list[str]) -> Reply:
    """Folders on the way are made where missing."""
    hand = asked.hand(call, drive)
    behaviour = conflict(call.query, "replace")
    data = _content(call)
    files.check_path(hand, start, names)
    asked.check_way(call, drive, start, names)
    parent = files.make_folders(hand, start, names[:-1])
    there = drive.child(parent, names[-1])
    if there:
        _check_match(call, there)
    item, is_new = files.put(hand, parent, names[-1], data, behaviour)
    return shown(call, drive, item, 201 if is_new else 200)


def _content(call: Call) -> bytes:
    data = asked.content(call)
    if len(data) > asked.store(call).settings.largest_put_bytes:
        raise problems.too_large()
    return data


def _check_match(call: Call, item: Item) -> None:
    """If the header counts at all where content is put (docs/facts.md 133)."""
    if call.tenant.weather.holds("if_match_honoured"):
        asked.check_match(call, item.e_tag)


def _redirect(call: Call, drive: Drive, item: Item) -> Reply:
    """302 to where no token is wanted (docs/facts.md 59)."""
    if item.folder:
        raise problems.invalid("A folder has no content.")
    return Reply(302, None, {"Location": as_json.download_url(asked.lens(call), drive, item)})
