"""What a resource may ask of the tenant: the port that graph/ serves.

Called by every kind of resource. Never knows how a request travels, is paced or is retried.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

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
class Traffic:
    """Requests counts each item of a batch, round_trips each call to Graph."""

    requests: int = 0
    round_trips: int = 0
    throttled: int = 0


@dataclass(frozen=True)
class FileBody:
    """Bytes to be streamed from disk; size in bytes, sha256 in hex: nothing leaves where the file is another."""

    path: Path
    size: int
    sha256: str = ""


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

    async def download(self, where: Any, *, identity: Identity = Identity.APP) -> bytes: ...

    async def granted(self, identity: Identity) -> frozenset[str]:
        """The permissions written in its token; empty where it tells none. Raises SignInNeeded."""

    def service_now(self) -> datetime: ...
