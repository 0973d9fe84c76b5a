"""What a resource may ask of the tenant: the port that graph/ serves.

Called by every kind of resource. Never knows how a request travels, is paced or is retried.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Protocol

Json = dict[str, Any]
Query = Mapping[str, str]


class Identity(StrEnum):
    """Who asks: the app itself, or the service account (channel messages only)."""

    APP = "app"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Answer:
    """One answer of Graph; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: Any
    request_id: str = ""


@dataclass(frozen=True)
class Delta:
    """What changed since `link`, and the next link; `whole`: enumerated from the start, no difference."""

    items: tuple[Json, ...]
    link: str
    whole: bool


@dataclass
class Moving:
    """A large file on its way up: bytes of it that have arrived, of so many; `began` with so many."""

    name: str
    size: int
    began: int
    sent: int = 0


@dataclass
class Traffic:
    """Requests counts each item of a batch, round_trips each call to Graph. moving: what is on its way just now."""

    requests: int = 0
    round_trips: int = 0
    throttled: int = 0
    moving: dict[str, Moving] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class FileBody:
    """Bytes to be streamed from disk; size in bytes, sha256 in hex: nothing leaves where the file is another."""

    path: Path
    size: int
    sha256: str = ""


@dataclass
class Upload:
    """A file to be put somewhere, and what is known of an earlier try that was cut off.

    place: a path that ends before `/content`, by id or by name. match: the eTag of what is replaced; empty where it is
    new. known: what an earlier try kept; keeping: keeps more of it at once, for it must outlive this process.
    """

    place: str
    body: FileBody
    match: str = ""
    known: Json = field(default_factory=dict)
    keeping: Callable[[Json], None] = lambda facts: None

    def keep(self, facts: Json) -> None:
        self.known = {**self.known, **facts}
        self.keeping(facts)


Body = Json | bytes | FileBody | None


class Graph(Protocol):
    """Microsoft Graph; raises the GraphError tree, SignInNeeded and, for writes, OutcomeUnknown.

    `where` is one of the SDK's builders (`graph.root.teams.by_team_id(id).channels`) or a path below
    the version root.
    """

    @property
    def root(self) -> Any:
        """The SDK's builders."""

    @property
    def base_url(self) -> str:
        """The version root, such as https://graph.microsoft.com/v1.0; bind links begin with it."""

    @property
    def app_id(self) -> str:
        """The id of the app that asks: what it wrote names it (docs/facts.md 132)."""

    @property
    def traffic(self) -> Traffic: ...

    async def read(
        self,
        where: Any,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
    ) -> Json: ...

    async def pages(
        self,
        where: Any,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
    ) -> tuple[Json, ...]: ...

    async def delta(
        self,
        where: Any,
        *,
        link: str | None,
        query: Query | None = None,
        keep: Callable[[Json], Json] = lambda item: item,
        identity: Identity = Identity.APP,
    ) -> Delta: ...

    async def write(
        self,
        method: str,
        where: Any,
        body: Body,
        *,
        query: Query | None = None,
        headers: Mapping[str, str] | None = None,
        identity: Identity = Identity.APP,
        leaving: Callable[[], None],
    ) -> Answer: ...

    async def put(self, upload: Upload, *, leaving: Callable[[], None]) -> Json:
        """The driveItem that is then there: made, never over another, or replaced where it is still the one of `match`."""

    async def download(self, where: Any, *, identity: Identity = Identity.APP) -> bytes: ...

    async def pour(self, where: Any, into: BinaryIO, *, identity: Identity = Identity.APP) -> None:
        """The content of a file that may be large, into another."""

    async def granted(self, identity: Identity) -> frozenset[str]:
        """The permissions written in its token; empty where it tells none. Raises SignInNeeded."""

    def service_now(self) -> datetime: ...
