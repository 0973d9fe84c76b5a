"""A message of a channel as the service tells it: which post it is, and what it says.

Called by the kinds that post. Pure.
"""

from datetime import datetime

from m365bot.content import post as content
from m365bot.content.text import preview
from m365bot.resources.ports.graph import Json
from m365bot.words import tell


def marker_of(message: Json) -> str | None:
    return content.marker_of(_html(message))


def words_of(message: Json) -> str:
    return content.words_of(_html(message))


def is_known_otherwise(message: Json) -> bool:
    """By a marker of its own, or as one that a person deleted."""
    return bool(marker_of(message) or message.get("deletedDateTime"))


def made_at(message: Json) -> datetime:
    return datetime.fromisoformat(message["createdDateTime"])


def text(message: Json) -> str:
    """What it says now, as a preview of it would: for whoever compares it with what is to stand there."""
    lines = preview(_html(message)).split("\n")
    title = [message["subject"]] if message.get("subject") else []
    return "\n".join(
        [*title, *(link_in_words() if tell("チャネルを開く") in line else line for line in lines)]
    )


def link_in_words() -> str:
    """The line that ends each post, as a preview shows it: the address is known to the channel only."""
    return tell("チャネルを開く <このチャネルのアドレス>")


def _html(message: Json) -> str:
    return (message.get("body") or {}).get("content") or ""
