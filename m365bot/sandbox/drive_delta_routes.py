"""Delta of a drive: everything, then what changed.

Registered with the router on import; called by the server. Without cTag and path, as work tenants answer
(graph/quirks.md 103).
"""

from typing import Any

from m365bot.sandbox import drive_json, sharepoint_call, sharepoint_delta, sharepoint_options
from m365bot.sandbox.drives import Drive
from m365bot.sandbox.routing import Call, Reply, operation

_QUERY = {"$select", "$top", "token"}


@operation("GET", "/drives/{drive-id}/root/delta()", slice="drives", query=_QUERY)
def root_delta(call: Call) -> Reply:
    drive = sharepoint_call.drive(call)
    size = sharepoint_options.top(call.query, sharepoint_call.store(call).settings.delta_page)
    view = sharepoint_delta.view(call, drive.id, drive.seq)
    rows = drive.changes(view.since, view.until, whole=view.whole)
    following = rows[size - 1].seq if len(rows) > size else None
    body = sharepoint_call.context(call, "Collection(driveItem)")
    body |= sharepoint_delta.links(call, drive.id, view, following)
    body["value"] = [_shown(call, drive, item) for item in rows[:size]]
    return Reply(200, body)


def _shown(call: Call, drive: Drive, item: Any) -> dict[str, Any]:
    body = drive_json.change(sharepoint_call.lens(call), drive, item)
    wanted = call.query.get("$select")
    kept = {"id": body["id"], **({"deleted": body["deleted"]} if "deleted" in body else {})}
    chosen = sharepoint_options.select(body, wanted, sharepoint_options.DRIVE_ITEM, "driveItem")
    return {**chosen, **kept}
