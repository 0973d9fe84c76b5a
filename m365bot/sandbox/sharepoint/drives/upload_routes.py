"""Upload sessions are asked for here; their bytes come to addresses of their own, to `uploads`.

Registered with the router on import; called by the server (docs/facts.md files.session).
"""

from collections.abc import Callable
from typing import Any

from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.sharepoint import asked, permissions, problems, tokens
from m365bot.sandbox.sharepoint.drives import files, uploads
from m365bot.sandbox.sharepoint.drives.item_routes import CONFLICT, conflict
from m365bot.sandbox.stored.drive import Drive, Item
from m365bot.sandbox.stored.upload import Upload
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.routing import Handler, operation

_ITEM = "/drives/{drive-id}/items/{driveItem-id}"
_PATH = "/drives/{drive-id}/root:/{item-path}"
_PROPERTIES = {
    CONFLICT: str,
    "name": str,
    "description": str,
    "fileSize": int,
    "fileSystemInfo": dict,
    "driveItemSource": dict,
    "mediaSource": dict,
}
_BODY: dict[str, Any] = {"item": _PROPERTIES, "deferCommit": bool}


def _asked_at(place: str) -> Callable[[Handler], Handler]:
    """A session is asked for in the same words, wherever the file is named."""
    return operation(
        "POST",
        f"{place}/createUploadSession",
        slice="drives",
        needs=permissions.UPLOAD_FILES,
        body=_BODY,
        may_be_empty=True,
    )


@_asked_at(_ITEM)
def replace(call: Call) -> Reply:
    """For a file that is there, whatever it is called by then."""
    drive, item = asked.item(call)
    if item.folder:
        raise problems.invalid("A folder has no content.")
    return _begun(call, drive, drive.items[item.parent], item.name, item)


@_asked_at(f"{_ITEM}:/{{filename}}:")
def begin_by_parent(call: Call) -> Reply:
    return _by_path(call, *asked.item(call), asked.segments(call.params["filename"]))


@_asked_at(f"{_PATH}:")
def begin_by_path(call: Call) -> Reply:
    drive = asked.drive(call)
    return _by_path(call, drive, drive.root, asked.segments(call.params["item-path"]))


def _by_path(call: Call, drive: Drive, start: Item, names: list[str]) -> Reply:
    """Folders on the way are made where missing, as by a simple upload (assumed)."""
    hand = asked.hand(call, drive)
    files.check_path(hand, start, names)
    asked.check_way(call, drive, start, names)
    parent = files.make_folders(hand, start, names[:-1])
    there = drive.child(parent, names[-1])
    if there and _wished(call) == "fail":
        raise problems.name_taken()  # assumed: told at once what the last fragment would be told
    replaced = there if there and not there.folder and _wished(call) == "replace" else None
    return _begun(call, drive, parent, names[-1], replaced)


def _begun(call: Call, drive: Drive, parent: Item, name: str, item: Item | None) -> Reply:
    properties = asked.body(call).get("item") or {}
    if properties.get("name") not in (None, name):
        raise problems.invalid("The item's name and the one in the path differ.")
    if item:
        asked.check_match(call, item.e_tag)
        files.check_unlocked(item)
    files.check_room(asked.hand(call, drive), int(properties.get("fileSize") or 1))
    store = asked.store(call)
    upload = Upload(
        id=store.guid(),
        drive_id=drive.id,
        parent=parent.id,
        name=name,
        conflict=_wished(call),
        by=asked.by(call),
        expires=call.clock.timestamp() + store.settings.upload_session_s,
        item=item.id if item else "",
        match=asked.header(call, "If-Match"),
        deferred=bool(asked.body(call).get("deferCommit")),
    )
    store.uploads[upload.id] = upload
    return Reply(200, {**asked.context(call, "microsoft.graph.uploadSession"), **_shown(call, upload)})


def _shown(call: Call, upload: Upload) -> dict[str, Any]:
    address = f"{asked.lens(call).origin}{uploads.ROOT}{tokens.sealed(asked.store(call), upload=upload.id)}"
    return {
        "uploadUrl": address,
        "expirationDateTime": iso_ms(upload.expires),
        "nextExpectedRanges": upload.ranges,
    }


def _wished(call: Call) -> files.Conflict:
    """`fail` where nothing is said (docs/facts.md files.session)."""
    return conflict(asked.body(call).get("item") or {}, "fail")
