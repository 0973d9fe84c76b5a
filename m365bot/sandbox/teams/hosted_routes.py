"""Pictures in posts: listed, and read.

Registered with the router on import.
"""

from m365bot.sandbox.teams import hosted, messages, permissions
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.routing import operation

_ALL = "/teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}/hostedContents"
_ONE = f"{_ALL}/{{chatMessageHostedContent-id}}"


@operation("GET", _ALL, slice="teams", needs=permissions.READ_MESSAGES)
def list_hosted(call: Call) -> Reply:
    team, channel = messages.read(call)
    message = messages.found(call, channel, call.params["chatMessage-id"])
    rows = [hosted.shown(key) for key in message.hosted]
    where = messages.context(team, channel, f"messages('{message.id}')/hostedContents")
    return options.collection(call, where, rows, size=100, most=100)


@operation("GET", _ONE, slice="teams", needs=permissions.READ_MESSAGES)
def get_hosted(call: Call) -> Reply:
    team, channel = messages.read(call)
    message = messages.found(call, channel, call.params["chatMessage-id"])
    key = call.params["chatMessageHostedContent-id"]
    hosted.found(message, key)
    where = messages.context(team, channel, f"messages('{message.id}')/hostedContents/$entity")
    return options.entity(call, where, hosted.shown(key))


@operation("GET", f"{_ONE}/$value", slice="teams", needs=permissions.READ_MESSAGES)
def get_hosted_bytes(call: Call) -> Reply:
    _, channel = messages.read(call)
    message = messages.found(call, channel, call.params["chatMessage-id"])
    kind, held = hosted.found(message, call.params["chatMessageHostedContent-id"])
    return Reply(200, call.tenant.sites.blobs[held], {"Content-Type": kind})
