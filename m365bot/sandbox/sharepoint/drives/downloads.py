"""The bytes behind pre-authenticated addresses (/_content/…), without any token of the caller's.

Called by the server. The address itself is the leave to read; it ends after a while (docs/facts.md 59, 91).
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

from m365bot.sandbox.sharepoint import problems, tokens
from m365bot.sandbox.sharepoint.media_types import mime_type
from m365bot.sandbox.stored.drive import Item
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.call import Reply
from m365bot.sandbox.wire.problems import GraphProblem

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def fetch(tenant: Tenant, token: str, headers: Mapping[str, str]) -> Reply:
    """200 with all bytes, or 206 with a part; header names in lower case."""
    if "authorization" in headers:
        # A real client must not send its token to these hosts; the service refuses (docs/facts.md 57, 59).
        raise GraphProblem(401, "unauthenticated", "Do not send an Authorization header to this address.")
    item = _item(tenant, token)
    data = tenant.sites.blobs[item.blob]
    shown = {
        "Content-Type": mime_type(item.name),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(item.name)}",
        "ETag": item.e_tag,
        "Accept-Ranges": "bytes",
    }
    return _part(data, shown, headers.get("range", ""))


def _item(tenant: Tenant, token: str) -> Item:
    facts = tokens.opened(tenant.sites, token)
    if facts is None or facts.get("until", 0) < tenant.clock.timestamp():
        raise GraphProblem(401, "unauthenticated", "The address has expired.")
    drive = tenant.sites.drives.get(facts["drive"])
    item = drive.get(facts["item"]) if drive else None
    if item is None:
        raise problems.not_found()
    return item


def _part(data: bytes, shown: dict[str, str], wanted: str) -> Reply:
    match = _RANGE.fullmatch(wanted)
    if not match or int(match[1]) >= len(data):
        return Reply(200, data, shown)
    first, last = int(match[1]), min(int(match[2] or len(data)), len(data) - 1)
    return Reply(206, data[first : last + 1], {**shown, "Content-Range": f"bytes {first}-{last}/{len(data)}"})
