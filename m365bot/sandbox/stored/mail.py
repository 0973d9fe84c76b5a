"""Mailboxes and what lies in them, as they are stored.

Held by the tenant, read and changed by the handlers of Outlook. Times ending in `_at` are the clock's seconds.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Mail:
    """One message in one mailbox. `id` outlives moves, `place` is the id that every move changes (docs/facts.md 69).

    seen_at: until then nobody finds it, by whichever id. properties: extended ones, by id.
    """

    id: str
    place: str
    folder: str
    subject: str = ""
    content: str = ""
    content_type: str = "text"
    importance: str = "normal"
    sender: str = ""
    to: list[dict[str, Any]] = field(default_factory=list)
    cc: list[dict[str, Any]] = field(default_factory=list)
    bcc: list[dict[str, Any]] = field(default_factory=list)
    reply_to: list[dict[str, Any]] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    draft: bool = True
    read: bool = True
    created: str = ""
    modified: str = ""
    sent: str | None = None
    received: str | None = None
    internet_id: str = ""
    conversation: str = ""
    version: int = 1
    seen_at: float = 0.0

    @property
    def recipients(self) -> list[dict[str, Any]]:
        return [*self.to, *self.cc, *self.bcc]


@dataclass(slots=True)
class Mailbox:
    """What somebody has, and when how many recipients were written to: [clock's seconds, recipients]."""

    mails: dict[str, Mail] = field(default_factory=dict)
    sent: list[list[float]] = field(default_factory=list)
