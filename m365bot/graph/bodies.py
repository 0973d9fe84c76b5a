"""Bodies of answers as they really come: JSON, JSON behind a BOM, markup, cut off, empty.

Called by the sender and by problems. Pure. Never trusts a Content-Type.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Any


def parse(content: bytes) -> Any:
    """What JSON says, None for nothing, the bytes themselves for anything else (also for cut-off JSON)."""
    if not content.strip():
        return None
    try:
        return json.loads(content)  # finds UTF-8 with a BOM, UTF-16 and UTF-32 by itself
    except (ValueError, RecursionError):
        return content


def write(body: Any) -> bytes:
    """JSON as it is sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def of_inner(body: Any) -> Any:
    """The body of a batch's inner answer; what is not JSON comes in base64 (docs/facts.md 13)."""
    if not isinstance(body, str):
        return body
    try:
        return parse(base64.b64decode(body, validate=True))
    except (binascii.Error, ValueError):
        return body.encode()


def error(body: Any) -> dict[str, Any]:
    """The `error` object of a body, empty where there is none."""
    found = body.get("error") if isinstance(body, dict) else None
    return found if isinstance(found, dict) else {}


def codes(body: Any) -> tuple[str, ...]:
    """Codes from the most specific to the most general, then those of `details` (docs/facts.md 1)."""
    nested = [str(level.get("code") or "") for level in _levels(error(body))]
    details = error(body).get("details")
    beside = (
        [str(one.get("code") or "") for one in details if isinstance(one, dict)]
        if isinstance(details, list)
        else []
    )
    return tuple(code for code in [*reversed(nested), *beside] if code)


def request_id(body: Any) -> str:
    for level in _levels(error(body)):
        if level.get("request-id"):
            return str(level["request-id"])
    return ""


def message(body: Any) -> str:
    return str(error(body).get("message") or "")


def _levels(level: Any) -> Iterator[dict[str, Any]]:
    while isinstance(level, dict):
        yield level
        level = next((level[key] for key in level if key.lower() == "innererror"), None)
