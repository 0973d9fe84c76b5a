"""Opaque tokens SharePoint gives away: where a delta goes on, where a page goes on, what may be downloaded.

Called by the routes of drives and lists. A token holds its own facts, sealed with the store's secret, so that
nothing has to be remembered for it.
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from m365bot.sandbox.stored.sharepoint import SharePoint


def sealed(store: SharePoint, **facts: Any) -> str:
    """Facts as a token that only this store reads."""
    body = json.dumps(facts, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_seal(store, body) + body).decode().rstrip("=")


def opened(store: SharePoint, token: str) -> dict[str, Any] | None:
    """The facts, or None if the token is not one of ours."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    mark, body = raw[:12], raw[12:]
    if not hmac.compare_digest(mark, _seal(store, body)):
        return None
    facts: dict[str, Any] = json.loads(body)
    return facts


def is_fresh(facts: dict[str, Any], now: datetime, *, days: float) -> bool:
    """Whether a token with an `at` is young enough."""
    age = now.timestamp() - float(facts.get("at", 0))
    return age <= days * 86400


def _seal(store: SharePoint, body: bytes) -> bytes:
    return hmac.new(bytes.fromhex(store.secret), body, hashlib.sha256).digest()[:12]
