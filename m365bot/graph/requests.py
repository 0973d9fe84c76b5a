"""One request to Graph, before it is sent.

Made by the client, read by everything that sends. Pure.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from m365bot.graph import paths
from m365bot.graph.limits import Rule
from m365bot.resources.ports.graph import Body, Identity


class Content(StrEnum):
    """What an answer is read as."""

    JSON = "json"
    BYTES = "bytes"


@dataclass(frozen=True)
class Request:
    """`url` is absolute; `path` the part below the version root, encoded, with its query."""

    method: str
    url: str
    path: str
    identity: Identity
    headers: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    body: Body = None
    needs: str = ""
    """The permissions it needs, as its caller names them: for the words of a refusal."""
    content: Content = Content.JSON
    trace: str = field(default_factory=lambda: str(uuid.uuid4()))
    """The id that goes through all attempts, the logs and the service's own traces."""

    @property
    def shape(self) -> str:
        """The path as it may be logged."""
        return paths.shape(self.path)
