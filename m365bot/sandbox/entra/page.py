"""An answer of Entra's: JSON for programs, HTML for people, or an address to go on to.

Made by the endpoints and the sign-in pages, sent by the gate.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_JSON = "application/json; charset=utf-8"
_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Page:
    """`body`: JSON where it is a mapping, else HTML."""

    status: int
    body: Mapping[str, Any] | str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_headers(self) -> dict[str, str]:
        kind = _HTML if isinstance(self.body, str) else _JSON
        return {"Content-Type": kind, "Cache-Control": "no-store, no-cache", **self.headers}

    @property
    def bytes(self) -> bytes:
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()
