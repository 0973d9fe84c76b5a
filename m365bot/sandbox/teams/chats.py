"""Chats between two people: found, made, who may read and write in them.

Called by the handlers of chats. Group chats are not simulated.
"""

from typing import Any

from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.directory import people
from m365bot.sandbox.stored.chats import Chat
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.problems import bad, forbidden, not_found, not_simulated


def of_two(call: Call, members: list[dict[str, Any]]) -> Chat:
    """The chat of exactly two people; the one there is where there is one (docs/facts.md 41)."""
    if len(members) != 2:
        raise bad("One-on-one chats need exactly two members.")
    both = [_member(call, each) for each in members]
    if both[0].id == both[1].id:
        raise bad("Duplicate chat members are not allowed.")
    if not call.app_only and call.token.user_id not in (both[0].id, both[1].id):
        raise forbidden("The caller must be one of the members of the chat.")
    for each in both:
        check_policy(each)
    first, second = sorted(each.id for each in both)
    key = f"19:{first}_{second}@unq.gbl.spaces"
    if key not in call.tenant.chats:
        chat = Chat(key, [first, second], iso_ms(call.clock.timestamp()))
        chat.listed_at = call.tenant.listed_at()
        call.tenant.chats[key] = chat
    return call.tenant.chats[key]


def _member(call: Call, row: dict[str, Any]) -> User:
    if not str(row.get("@odata.type", "")).endswith("aadUserConversationMember"):
        raise bad("Members must be of type microsoft.graph.aadUserConversationMember.")
    if row.get("roles") not in (["owner"], ["guest"]):
        raise bad("Invalid role specified for member.")
    return people.placed(call, row.get("user@odata.bind"))


def check_policy(user: User) -> None:
    """403 for who has no Teams or whom a policy keeps from chatting; the words are our own (docs/facts.md chats.policy)."""
    if not user.chats or not (user.licensed or user.guest):
        raise forbidden("Chat is disabled for the user by policy.")


def asked(call: Call) -> Chat:
    """The chat of the path, for somebody in it."""
    chat = call.tenant.chats.get(call.params["chat-id"])
    if chat is None:
        raise not_found(f"No chat found with id {call.params['chat-id']}.")
    if not call.app_only and call.token.user_id not in chat.people:
        raise forbidden("The caller is not in the roster of the chat.")
    return chat


def of(call: Call, user_id: str) -> list[Chat]:
    """Those somebody is in, newest first; one that was just made is missing for moments."""
    rows = [c for c in call.tenant.chats.values() if user_id in c.people and call.tenant.passed(c.listed_at)]
    return sorted(rows, key=lambda each: (_moved(each), each.id), reverse=True)


def shown(call: Call, chat: Chat) -> dict[str, Any]:
    body = {
        "id": chat.id,
        "topic": None,
        "createdDateTime": chat.created,
        "lastUpdatedDateTime": _moved(chat),
        "chatType": "oneOnOne",
        "webUrl": f"https://teams.microsoft.com/l/chat/{chat.id}/0?tenantId={call.tenant.id}",
        "tenantId": call.tenant.id,
        "onlineMeetingInfo": None,
        "viewpoint": None,
    }
    wanted = call.query.get("$expand")
    if wanted is None:
        return body
    if wanted != "members":
        raise not_simulated(f"$expand={wanted} of chats")
    return {**body, "members": members(call, chat)}


def members(call: Call, chat: Chat) -> list[dict[str, Any]]:
    return [_shown_member(call, chat, call.tenant.users[key]) for key in chat.people]


def _shown_member(call: Call, chat: Chat, user: User) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        "id": f"MCMjMSMj{user.id}{chat.id[-17:]}",
        "roles": ["guest"] if user.guest else ["owner"],
        "displayName": user.display_name,
        "userId": user.id,
        "email": user.mail,
        "tenantId": call.tenant.id,
        "visibleHistoryStartDateTime": "0001-01-01T00:00:00Z",
    }


def _moved(chat: Chat) -> str:
    return max((each.modified for each in chat.messages.values()), default=chat.created)
