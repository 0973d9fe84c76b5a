"""Teams, channels, tabs and messages, as they are stored.

Held by the tenant, read and changed by the handlers. Times ending in `_at` are the clock's seconds.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Tab:
    """A tab of a channel."""

    id: str
    display_name: str
    app: str
    configuration: dict[str, Any]
    listed_at: float = 0.0


@dataclass(slots=True)
class Message:
    """A root post or a reply. `seq` orders changes for delta; the id is epoch milliseconds (docs/facts.md 28)."""

    id: str
    author: str
    content: str
    content_type: str
    created: str
    modified: str
    etag: str
    seq: int
    reply_to: str | None = None
    subject: str | None = None
    importance: str = "normal"
    edited: str | None = None
    deleted: str | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    kept: str = ""  # the content of a deleted message, for undoSoftDelete
    listed_at: float = 0.0
    hosted: dict[str, list[str]] = field(default_factory=dict)  # pictures: id → type, key of the bytes
    event: dict[str, Any] | None = None  # what the system says; nobody is its author
    reactions: list[dict[str, str]] = field(
        default_factory=list
    )  # reactionType, user (their id), createdDateTime


@dataclass(slots=True)
class Channel:
    """A standard or private channel. `members` (user id → roles) is for private ones."""

    id: str
    display_name: str
    created: str
    description: str | None = None
    kind: str = "standard"
    members: dict[str, list[str]] = field(default_factory=dict)
    tabs: dict[str, Tab] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    seq: int = 0
    listed_at: float = 0.0
    tab_refused: bool = False  # one that was made was answered 400
    folder_name: str = ""
    folder_at: float = 0.0
    deleted_at: float | None = None

    @property
    def private(self) -> bool:
        return self.kind == "private"


@dataclass(slots=True)
class Work:
    """A teamsAsyncOperation."""

    id: str
    kind: str
    created_at: float
    done_at: float
    target: str


@dataclass(slots=True)
class Team:
    """A team; its people and its name are its group's. `seen_at`: until then it answers 404 (docs/facts.md 20)."""

    id: str
    created: str
    general: str
    seen_at: float = 0.0
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    archived: bool = False
    channels: dict[str, Channel] = field(default_factory=dict)
    works: dict[str, Work] = field(default_factory=dict)

    def live(self) -> list[Channel]:
        """The channels that are not deleted, General first."""
        rows = [each for each in self.channels.values() if each.deleted_at is None]
        return sorted(rows, key=lambda each: each.id != self.general)
