"""Delta of a drive: everything, then what changed.

Registered with the router on import; called by the server. Without cTag and path, as work tenants answer
(docs/facts.md 103).
"""

from typing import Any

from m365bot.sandbox.sharepoint import access, asked, delta, options, permissions
from m365bot.sandbox.sharepoint.drives import as_json
from m365bot.sandbox.stored.drive import Drive, Item
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.routing import operation

_QUERY = {"$select", "$top", "token"}


@operation(
    "GET", "/drives/{drive-id}/root/delta()", slice="drives", needs=permissions.READ_FILES, query=_QUERY
)
def root_delta(call: Call) -> Reply:
    drive = asked.drive(call)
    return _delta(call, drive, drive.root)


@operation(
    "GET",
    "/drives/{drive-id}/items/{driveItem-id}/delta()",
    slice="drives",
    needs=permissions.READ_FILES,
    query=_QUERY,
)
def folder_delta(call: Call) -> Reply:
    """The folder itself and all below it; generated clients ask `items/root/delta()` for the whole drive."""
    return _delta(call, *asked.item(call))


def _delta(call: Call, drive: Drive, start: Item) -> Reply:
    size = options.top(call.query, asked.store(call).settings.delta_page)
    view = delta.view(call, start.id, drive.seq)
    changes = drive.changes(view.since, view.until, whole=view.whole)
    within = [item for item in changes if drive.is_within(item, start)]
    rows = [item for item in within if asked.may(call, drive, item, access.READ)]
    following = rows[size - 1].seq if len(rows) > size else None
    body = asked.context(call, "Collection(driveItem)")
    body |= delta.links(call, start.id, view, following)
    body["value"] = [_shown(call, drive, item) for item in rows[:size]]
    return Reply(200, body)


def _shown(call: Call, drive: Drive, item: Item) -> dict[str, Any]:
    body = as_json.change(asked.lens(call), drive, item)
    wanted = call.query.get("$select")
    kept = {"id": body["id"], **({"deleted": body["deleted"]} if "deleted" in body else {})}
    chosen = options.select(body, wanted, options.DRIVE_ITEM, "driveItem")
    return {**chosen, **kept}
