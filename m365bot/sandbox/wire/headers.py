"""Headers: those every answer has, and those a request may send.

Called by the gateway.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from m365bot.sandbox.wire.exchange import Request
from m365bot.sandbox.wire.problems import GraphProblem

_SERVER = {
    "ServerInfo": {
        "DataCenter": "Japan East",
        "Slice": "E",
        "Ring": "1",
        "ScaleUnit": "000",
        "RoleInstance": "SANDBOX",
    }
}
_DIAGNOSTIC = json.dumps(_SERVER, separators=(",", ":"))
_PREFERENCES = re.compile(
    r"include-unknown-enum-members|create-if-missing|HonorNonIndexedQueriesWarningMayFailRandomly"
    r"|return=(minimal|representation)|respond-async|deltashowremovedasdeleted|odata\.maxpagesize=\d+"
    r'|(outlook\.)?IdType="ImmutableId"|outlook\.body-content-type="(text|html)"',
    re.IGNORECASE,
)


def always(request: Request, now: datetime) -> dict[str, str]:
    """What every answer carries (docs/facts.md 3)."""
    return {
        "request-id": request.id,
        "client-request-id": request.headers.get("client-request-id", request.id),
        "x-ms-ags-diagnostic": _DIAGNOSTIC,
        "Date": format_datetime(now.astimezone(UTC), usegmt=True),
        "Strict-Transport-Security": "max-age=31536000",
    }


def check(headers: Mapping[str, str]) -> None:
    """400 that names a value nobody documents."""
    level = headers.get("consistencylevel")
    if level is not None and level.lower() not in ("eventual", "session"):
        raise GraphProblem(400, "Request_BadRequest", f"ConsistencyLevel '{level}' is not known.")
    for preference in filter(None, re.split(r"\s*[,;]\s*", headers.get("prefer", ""))):
        if not _PREFERENCES.fullmatch(preference):
            raise GraphProblem(400, "BadRequest", f"Prefer '{preference}' is not known.")
