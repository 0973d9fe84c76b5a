"""One request as pages see it, and what they answer: a template with values, or the next address.

Called by app around every page. Pages are plain functions of `Asked`: they know of no web server.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from m365bot.app.desks import Desk
from m365bot.console.visitor import Visitor

Words = Mapping[str, str]


@dataclass(frozen=True)
class Upload:
    """A file that somebody sent. name: as their machine calls it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Asked:
    """path: what the route's pattern found; query: of the address; form: what was sent, stripped; typed: the same as it
    was sent.
    """

    desk: Desk
    visitor: Visitor
    now: datetime
    path: Words = field(default_factory=dict)
    query: Words = field(default_factory=dict)
    form: Words = field(default_factory=dict)
    typed: Words = field(default_factory=dict)
    upload: Upload | None = None


@dataclass(frozen=True)
class Shown:
    """A page: its template and what stands in it."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Handed:
    """A file to be kept by who asked for it; never shown by the browser."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Framed:
    """A document by itself, which a page frames: what people will read. It runs nothing, and loads nothing from anywhere."""

    html: str


@dataclass(frozen=True)
class Sent:
    """On to another page, after a form. said: a name of `said.WORDS`, told once at the top of that page."""

    to: str
    said: str = ""


@dataclass(frozen=True)
class Seen:
    """What is to be seen of something that moves. is_over: nothing more is."""

    told: Mapping[str, Any]
    is_over: bool


@dataclass(frozen=True)
class Followed:
    """Something that moves, for a page's script. look: asked about once a second, in a worker thread."""

    look: Callable[[], Seen]


Answer = Shown | Handed | Framed | Sent | Followed
