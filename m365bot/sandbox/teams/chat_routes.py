"""Chats: made, found, listed; only those of two people.

Registered with the router on import. Messages have a file of their own.
"""

from m365bot.sandbox.directory import people
from m365bot.sandbox.teams import chats, permissions
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import me
from m365bot.sandbox.wire.problems import bad, forbidden, needs_a_person, not_simulated
from m365bot.sandbox.wire.routing import operation

_MEMBER = {"@odata.type", "roles", "user@odata.bind"}
_NEW = {"chatType": str, "topic": str, "members": [_MEMBER]}
_LIST = ("$expand", "$top", "$skiptoken", "$select")


@operation("POST", "/chats", slice="chats", needs=permissions.CREATE_CHAT, body=_NEW)
def create_chat(call: Call) -> Reply:
    """201 also where there is one already (docs/facts.md 41)."""
    kind = call.body.get("chatType")
    if kind in ("group", "meeting"):
        raise not_simulated(f"chats of type {kind}")
    if kind != "oneOnOne":
        raise bad(f"Invalid chatType '{kind}'.")
    if call.body.get("topic") is not None:
        raise bad("A one-on-one chat takes no topic.")
    chat = chats.of_two(call, call.body.get("members") or [])
    return options.entity(call, "chats/$entity", chats.shown(call, chat), 201)


@operation("GET", "/chats", slice="chats", needs=permissions.LIST_CHATS, query=_LIST, shape="chat")
def list_chats(call: Call) -> Reply:
    if call.app_only:
        raise needs_a_person()
    return _listed(call, call.caller.id)


@operation(
    "GET",
    "/me/chats",
    slice="chats",
    needs=me("Chat.ReadBasic Chat.Read Chat.ReadWrite"),
    query=_LIST,
    shape="chat",
)
def my_chats(call: Call) -> Reply:
    return _listed(call, call.caller.id)


@operation(
    "GET", "/users/{user-id}/chats", slice="chats", needs=permissions.CHATS_OF, query=_LIST, shape="chat"
)
def chats_of(call: Call) -> Reply:
    user = people.seen(call, call.params["user-id"])
    if not call.app_only and user.id != call.token.user_id:
        raise forbidden("The caller may list their own chats only.")
    return _listed(call, user.id)


@operation(
    "GET",
    "/chats/{chat-id}",
    slice="chats",
    needs=permissions.GET_CHAT,
    query=("$expand", "$select"),
    shape="chat",
)
def get_chat(call: Call) -> Reply:
    return options.entity(call, "chats/$entity", chats.shown(call, chats.asked(call)))


@operation("GET", "/chats/{chat-id}/members", slice="chats", needs=permissions.CHAT_MEMBERS)
def list_members(call: Call) -> Reply:
    chat = chats.asked(call)
    return options.collection(call, f"chats('{chat.id}')/members", chats.members(call, chat))


def _listed(call: Call, whose: str) -> Reply:
    rows = [chats.shown(call, each) for each in chats.of(call, whose)]
    return options.collection(call, "chats", rows, size=20, most=50)
