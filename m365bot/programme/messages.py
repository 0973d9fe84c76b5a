"""Texts to people, and by which way they go.

Read from messages/*.md, programme.yaml and settings.toml; called by the jobs that write to people. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Way = Literal["mail", "chat"]


@dataclass(frozen=True, slots=True)
class Message:
    """One file of messages/: subject and Markdown, with {{ variables }} still in them; `file` as officers know it."""

    subject: str
    body: str
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Messages:
    """texts: by the file's name without its ending. mailbox: the one that mail leaves from; empty: none is set."""

    by: Way = "mail"
    mailbox: str = ""
    texts: Mapping[str, Message] = field(default_factory=dict)

    def text(self, name: str) -> Message | None:
        return self.texts.get(name)
