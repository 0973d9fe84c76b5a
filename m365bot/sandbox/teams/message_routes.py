"""Posts of a channel: sent, edited, deleted, listed.

Registered with the router on import. Replies and delta have files of their own.
"""

from typing import Any

from m365bot.sandbox.stored.teams import Channel, Message, Team
from m365bot.sandbox.teams import messages, permissions
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.problems import bad
from m365bot.sandbox.wire.routing import operation

_ALL = "/teams/{team-id}/channels/{channel-id}/messages"
_ONE = f"{_ALL}/{{chatMessage-id}}"


@operation(
    "GET",
    _ALL,
    slice="teams",
    needs=permissions.READ_MESSAGES,
    query=("$top", "$expand", "$skiptoken"),
    refuses=("$filter", "$search", "$orderby"),
)
def list_messages(call: Call) -> Reply:
    """Posts only, newest first, 20 or at most 50 a page; no filter (docs/facts.md 32, 95)."""
    team, channel = messages.read(call)
    rows = [row(call, team, channel, each) for each in messages.roots(call, channel)]
    return options.collection(call, messages.context(team, channel), rows, size=20, most=50)


@operation("POST", _ALL, slice="teams", needs=permissions.SEND, body=messages.SENT)
def send_message(call: Call) -> Reply:
    team, channel = messages.written(call)
    message = messages.send(call, channel, team=team)
    body = messages.shown(call, team, channel, message)
    return options.entity(call, messages.context(team, channel, "messages/$entity"), body, 201)


@operation("GET", _ONE, slice="teams", needs=permissions.READ_MESSAGES, query=("$expand",))
def get_message(call: Call) -> Reply:
    team, channel = messages.read(call)
    body = row(call, team, channel, _asked(call, channel))
    return options.entity(call, messages.context(team, channel, "messages/$entity"), body)


@operation("PATCH", _ONE, slice="teams", needs=permissions.EDIT, body=messages.EDITED)
def edit_message(call: Call) -> Reply:
    _, channel = messages.written(call)
    messages.edit(call, channel, _asked(call, channel))
    return Reply(204)


@operation("POST", f"{_ONE}/softDelete", slice="teams", needs=permissions.DELETE)
def delete_message(call: Call) -> Reply:
    team, channel = messages.written(call)
    messages.delete(call, team, channel, _asked(call, channel))
    return Reply(204)


@operation("POST", f"{_ONE}/undoSoftDelete", slice="teams", needs=permissions.DELETE)
def restore_message(call: Call) -> Reply:
    _, channel = messages.written(call)
    messages.undelete(call, channel, _asked(call, channel))
    return Reply(204)


def row(call: Call, team: Team, channel: Channel, message: Message) -> dict[str, Any]:
    """A post, with its replies where `$expand` asks for them."""
    body = messages.shown(call, team, channel, message)
    wanted = call.query.get("$expand")
    if wanted is None:
        return body
    if wanted != "replies":
        raise bad(f"$expand={wanted} is not supported; replies is.")
    rows = [messages.shown(call, team, channel, each) for each in messages.replies(call, channel, message)]
    return {**body, "replies@odata.count": len(rows), "replies": rows}


def _asked(call: Call, channel: Channel) -> Message:
    return messages.found(call, channel, call.params["chatMessage-id"])
