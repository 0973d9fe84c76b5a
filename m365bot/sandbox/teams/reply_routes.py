"""Replies to the posts of a channel.

Registered with the router on import.
"""

from m365bot.sandbox.stored.teams import Channel, Message
from m365bot.sandbox.teams import messages, permissions
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.routing import operation

_ALL = "/teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}/replies"
_ONE = f"{_ALL}/{{chatMessage-id1}}"


@operation("GET", _ALL, slice="teams", needs=permissions.READ_MESSAGES, query=("$top", "$skiptoken"))
def list_replies(call: Call) -> Reply:
    team, channel = messages.read(call)
    root = _root(call, channel)
    rows = [messages.shown(call, team, channel, each) for each in messages.replies(call, channel, root)]
    context = messages.context(team, channel, f"messages('{root.id}')/replies")
    return options.collection(call, context, rows, size=20, most=50)


@operation("POST", _ALL, slice="teams", needs=permissions.SEND, body=messages.SENT)
def send_reply(call: Call) -> Reply:
    team, channel = messages.written(call)
    root = _root(call, channel)
    message = messages.send(call, channel, reply_to=root)
    context = messages.context(team, channel, f"messages('{root.id}')/replies/$entity")
    return options.entity(call, context, messages.shown(call, team, channel, message), 201)


@operation("GET", _ONE, slice="teams", needs=permissions.READ_MESSAGES)
def get_reply(call: Call) -> Reply:
    team, channel = messages.read(call)
    message = _asked(call, channel)
    context = messages.context(team, channel, f"messages('{message.reply_to}')/replies/$entity")
    return options.entity(call, context, messages.shown(call, team, channel, message))


@operation("PATCH", _ONE, slice="teams", needs=permissions.EDIT, body=messages.EDITED)
def edit_reply(call: Call) -> Reply:
    _, channel = messages.written(call)
    messages.edit(call, channel, _asked(call, channel))
    return Reply(204)


@operation("POST", f"{_ONE}/softDelete", slice="teams", needs=permissions.DELETE)
def delete_reply(call: Call) -> Reply:
    team, channel = messages.written(call)
    messages.delete(call, team, channel, _asked(call, channel))
    return Reply(204)


@operation("POST", f"{_ONE}/undoSoftDelete", slice="teams", needs=permissions.DELETE)
def restore_reply(call: Call) -> Reply:
    _, channel = messages.written(call)
    messages.undelete(call, channel, _asked(call, channel))
    return Reply(204)


def _root(call: Call, channel: Channel) -> Message:
    return messages.found(call, channel, call.params["chatMessage-id"])


def _asked(call: Call, channel: Channel) -> Message:
    root = _root(call, channel)
    return messages.found(call, channel, call.params["chatMessage-id1"], reply_to=root.id)
