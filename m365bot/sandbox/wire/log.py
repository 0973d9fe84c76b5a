"""Every request the sandbox got, as rows; and, where wanted, whole exchanges for contract tests.

Written by the gateway, read by the control API and tests.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from m365bot.sandbox.wire.works import Told


@dataclass(slots=True)
class Row:
    """One request. `path` as received, decoded, with its query; `batch` the outer request's id; `bytes` the size of the
    answer's body, `received` that of the request's as far as it came; status 0 while there is none, or when the
    connection was dropped. `operation` as COVERAGE.md names it; `made`: the id in the answer to a write that was
    carried out, empty where it has none."""

    at: str
    method: str
    path: str
    status: int = 0
    batch: str | None = None
    app: str | None = None
    user: str | None = None
    permission: str | None = None
    throttled: bool = False
    bytes: int = 0
    received: int = 0
    operation: str = ""
    made: str | None = None
    id: str | None = None  # of an outer request: its request id, which inner ones name as their batch

    def shown(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, also of a batch's inner ones. `path` begins with /v1.0, still encoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer_headers: Mapping[str, str]
    answer: bytes
    faulted: bool  # the answer is a fault's, not Graph's
    operation: str = ""  # such as GET /teams/{team-id}


@dataclass
class Log:
    """Rows in the order the requests came; exchanges only when `recording`."""

    rows: list[Row] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    recording: bool = False
    works: list[Told] = field(default_factory=list)

    def clear(self) -> None:
        self.rows.clear()
        self.exchanges.clear()
        self.works.clear()
