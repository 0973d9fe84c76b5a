"""The addresses of upload sessions (/_upload/…), to which bytes come without any token of the caller's.

Called by the gate of uploads. Fragments come in order, each a multiple of 320 KiB but for the last; what was cut off
counts for nothing (docs/facts.md 57, files.session).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.sharepoint import problems, tokens
from m365bot.sandbox.sharepoint.drives import as_json, files
from m365bot.sandbox.sharepoint.hand import Hand
from m365bot.sandbox.sharepoint.lens import Lens
from m365bot.sandbox.stored.drive import Item
from m365bot.sandbox.stored.upload import Upload
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.call import Reply
from m365bot.sandbox.wire.problems import GraphProblem

ROOT = "/_upload/"
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


def answer(
    tenant: Tenant, token: str, method: str, headers: Mapping[str, str], body: bytes, origin: str
) -> Reply:
    """What the service says to one request; header names in lower case. Raises GraphProblem."""
    if "authorization" in headers:
        raise GraphProblem(401, "unauthenticated", "Do not send an Authorization header to this address.")
    upload = _upload(tenant, token)
    if method == "GET":
        return _status(upload, 200)
    if method == "DELETE":
        del tenant.sites.uploads[upload.id]
        return Reply(204)
    if method == "PUT":
        return _fragment(tenant, upload, headers, body, origin)
    if method == "POST" and upload.deferred:
        return _ended(tenant, upload, body, origin)
    raise GraphProblem(400, "invalidRequest", f"{method} is not known to this upload session.")


def _upload(tenant: Tenant, token: str) -> Upload:
    facts = tokens.opened(tenant.sites, token) or {}
    found = tenant.sites.uploads.get(facts.get("upload", ""))
    if found is None:
        raise problems.no_upload()
    if found.expires < tenant.clock.timestamp():
        del tenant.sites.uploads[found.id]
        raise problems.no_upload()
    return found


def _status(upload: Upload, status: int) -> Reply:
    return Reply(
        status,
        {"expirationDateTime": iso_ms(upload.expires), "nextExpectedRanges": upload.ranges},
        {"Content-Type": "application/json"},
    )


def _fragment(tenant: Tenant, upload: Upload, headers: Mapping[str, str], body: bytes, origin: str) -> Reply:
    first, total = _range(headers, body)
    _check(tenant, upload, first, len(body), total)
    upload.total = total
    upload.received += body
    upload.expires = tenant.clock.timestamp() + tenant.sites.settings.upload_session_s
    if upload.is_whole and not upload.deferred:
        return _committed(tenant, upload, origin)
    return _status(upload, 202)


def _range(headers: Mapping[str, str], body: bytes) -> tuple[int, int]:
    """Where the fragment begins, and how long the file is."""
    match = _RANGE.fullmatch(headers.get("content-range", ""))
    if not match:
        raise problems.invalid("The Content-Range header is missing or malformed.")
    first, last, total = (int(match[index]) for index in (1, 2, 3))
    if last - first + 1 != len(body) or not first <= last < total:
        raise problems.invalid("Content-Range, Content-Length and the body do not agree.")
    return first, total


def _check(tenant: Tenant, upload: Upload, first: int, size: int, total: int) -> None:
    settings = tenant.sites.settings
    if upload.total and total != upload.total:
        raise problems.invalid("The total size is not that of the fragments before.")
    if size >= settings.fragment_below_bytes:
        raise problems.too_large()
    if size % settings.fragment_bytes and first + size != total:
        raise problems.invalid("The size of a fragment must be a multiple of 320 KiB.")
    if first < len(upload.received):
        raise problems.bad_fragment("Uploaded fragment overlaps with existing data.", "fragmentOverlap")
    if first > len(upload.received):
        raise problems.bad_fragment("The fragment is out of order.", "fragmentOutOfOrder")


def _ended(tenant: Tenant, upload: Upload, body: bytes, origin: str) -> Reply:
    """The end of a deferred one: an empty POST."""
    if body or not upload.is_whole:
        raise problems.invalid("The upload is not complete, or the request is not empty.")
    return _committed(tenant, upload, origin)


def _committed(tenant: Tenant, upload: Upload, origin: str) -> Reply:
    """The file is there; where it cannot be, the session lives on with all its bytes."""
    store, now = tenant.sites, tenant.clock.now()
    drive = store.drives[upload.drive_id]
    hand = Hand(store, drive, upload.by, now, tenant.weather.seconds("hashes_late_s"))
    held = upload.match if tenant.weather.holds("if_match_honoured") else ""
    item, is_new = _stored(hand, upload, held)
    del store.uploads[upload.id]
    tenant.changes += 1
    return _as_item(hand, item, now, origin, status=201 if is_new else 200)


def _stored(hand: Hand, upload: Upload, match: str) -> tuple[Item, bool]:
    data = bytes(upload.received)
    if not upload.item:
        parent = hand.drive.get(upload.parent)
        if parent is None:
            raise problems.not_found()
        return files.put(hand, parent, upload.name, data, cast(files.Conflict, upload.conflict))
    item = hand.drive.get(upload.item)
    if item is None:
        raise problems.not_found()
    hand.drive.settle(hand.now.timestamp())
    # Assumed: documented is only that the beginning is held against it.
    if match not in ("", "*", item.e_tag):
        raise problems.etag_mismatch()
    return files.overwrite(hand, item, data), False


def _as_item(hand: Hand, item: Item, now: datetime, origin: str, *, status: int) -> Reply:
    body = as_json.item(Lens(hand.store, origin, now), hand.drive, item)
    context = f"{origin}/v1.0/$metadata#drives('{hand.drive.id}')/items/$entity"
    return Reply(status, {"@odata.context": context, **body}, {"ETag": item.e_tag})
