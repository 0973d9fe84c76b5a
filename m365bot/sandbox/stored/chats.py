"""Chats between two people, as they are stored.

Held by the tenant, read and changed by the handlers of chats.
"""

from dataclasses import dataclass, field

from m365bot.sandbox.stored.teams import Message


@dataclass(slots=True)
class Chat:
    """A one-on-one chat; the id of the pair holds both (docs/facts.md 41). `seq` orders changes, as a channel's does."""

    id: str
    people: list[str]
    created: str
    messages: dict[str, Message] = field(default_factory=dict)
    seq: int = 0
    listed_at: float = 0.0
