"""Messages of a chat: sent, edited, listed.

Registered with the router on import. Only people write (docs/facts.md 41).
"""

import re
from datetime import datetime
from typing import Any

from m365bot.sandbox.stored.chats import Chat
from m365bot.sandbox.stored.teams import Message
from m365bot.sandbox.teams import chats, messages, permissions
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.problems import bad
from m365bot.sandbox.wire.routing import operation

_ALL = "/chats/{chat-id}/messages"
_ONE = f"{_ALL}/{{chatMessage-id}}"
_ORDER = re.compile(r"\s*(lastModifiedDateTime|createdDateTime)(?:\s+desc)?\s*", re.IGNORECASE)
_BOUND = re.compile(r"\s*(lastModifiedDateTime|createdDateTime)\s+(gt|lt)\s+(\S+)\s*", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_FIELD = {"lastmodifieddatetime": "modified", "createddatetime": "created"}


@operation(
    "GET",
    _ALL,
    slice="chats",
    needs=permissions.READ_CHAT_MESSAGES,
    query=("$top", "$orderby", "$filter", "$skiptoken"),
)
def list_messages(call: Call) -> Reply:
    """Newest first, 20 or at most 50 a page (docs/facts.md chats.messages)."""
    chat = chats.asked(call)
    rows = [_shown(call, chat, each) for each in _asked_for(call, messages.roots(call, chat))]
    return options.collection(call, _context(chat), rows, size=20, most=50)


@operation("POST", _ALL, slice="chats", needs=permissions.SEND_IN_CHAT, body=messages.SENT)
def send_message(call: Call) -> Reply:
    chat = chats.asked(call)
    for key in chat.people:
        chats.check_policy(call.tenant.users[key])
    message = messages.send(call, chat)
    return options.entity(call, _context(chat, "/$entity"), _shown(call, chat, message), 201)


@operation("GET", _ONE, slice="chats", needs=permissions.READ_CHAT_MESSAGE)
def get_message(call: Call) -> Reply:
    chat = chats.asked(call)
    message = messages.found(call, chat, call.params["chatMessage-id"])
    return options.entity(call, _context(chat, "/$entity"), _shown(call, chat, message))


@operation("PATCH", _ONE, slice="chats", needs=permissions.EDIT_IN_CHAT, body=messages.EDITED)
def edit_message(call: Call) -> Reply:
    chat = chats.asked(call)
    messages.edit(call, chat, messages.found(call, chat, call.params["chatMessage-id"]))
    return Reply(204)


def _asked_for(call: Call, rows: list[Message]) -> list[Message]:
    """In the order asked for; a filter on another property is passed over in silence (docs/facts.md chats.messages)."""
    order = _ORDER.fullmatch(call.query.get("$orderby", "lastModifiedDateTime"))
    if order is None:
        raise bad(f"Sorting by '{call.query['$orderby']}' is not supported.")
    field = _FIELD[order[1].lower()]
    rows = sorted(rows, key=lambda each: (getattr(each, field), int(each.id)), reverse=True)
    for bound in _bounds(call.query.get("$filter")):
        if "$orderby" in call.query and _FIELD[bound[1].lower()] == field:
            rows = [each for each in rows if _within(getattr(each, field), bound[2].lower(), bound[3])]
    return rows


def _bounds(text: str | None) -> list[re.Match[str]]:
    found = [(part, _BOUND.fullmatch(part)) for part in _AND.split(text)] if text else []
    for part, bound in found:
        if bound is None or (bound[1].lower() == "createddatetime" and bound[2].lower() == "gt"):
            raise bad(f"The filter '{part}' is not supported.")
    return [bound for _, bound in found if bound]


def _within(held: str, operator: str, text: str) -> bool:
    try:
        moment, other = datetime.fromisoformat(held), datetime.fromisoformat(text)
    except ValueError as problem:
        raise bad(f"'{text}' is not a time.") from problem
    if other.tzinfo is None:
        raise bad(f"'{text}' has no time zone.")
    return moment > other if operator == "gt" else moment < other


def _shown(call: Call, chat: Chat, message: Message) -> dict[str, Any]:
    return {**messages.said(call, message), "chatId": chat.id}


def _context(chat: Chat, tail: str = "") -> str:
    return f"chats('{chat.id}')/messages{tail}"
