"""Reactions to the posts of a channel, by the people in it.

Registered with the router on import. A person has one reaction of a kind to a post; it moves the post's time of change.
"""

from m365bot.sandbox.teams import messages, permissions
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.problems import bad
from m365bot.sandbox.wire.routing import operation

_ONE = "/teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}"
_WORDS = ("like", "angry", "sad", "laugh", "heart", "surprised")  # resources/chatmessagereaction
_LONGEST = 20  # code points of one emoji, joined ones too


@operation("POST", f"{_ONE}/setReaction", slice="teams", needs=permissions.REACT, body={"reactionType": str})
def set_reaction(call: Call) -> Reply:
    _, channel = messages.written(call)
    message = messages.found(call, channel, call.params["chatMessage-id"])
    kind = str(call.body.get("reactionType") or "")
    if kind not in _WORDS and not _is_emoji(kind):
        raise bad("The reactionType is not valid.")
    messages.react(call, channel, message, kind)
    return Reply(204)


def _is_emoji(kind: str) -> bool:
    """No letters, no ASCII alone; which signs Teams has beside is not listed."""
    return len(kind) <= _LONGEST and not kind.isascii() and not any(map(str.isalpha, kind))
