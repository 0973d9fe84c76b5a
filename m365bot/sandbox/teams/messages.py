"""Rules of messages: sent, edited, deleted, shown, and in which order they are read.

Called by the handlers of posts and replies. Only people write (docs/facts.md 29).
"""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.stored.chats import Chat
from m365bot.sandbox.stored.teams import Channel, Message, Team
from m365bot.sandbox.teams import channels, hosted, message_html, teams
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.problems import GraphProblem, bad, forbidden, not_found, not_simulated

_PROTECTED = (  # docs/facts.md 135
    "Invoked API requires Protected API access in application-only context when not using Resource Specific "
    "Consent. Visit https://docs.microsoft.com/en-us/graph/teams-protected-apis for more details."
)
_BODY = {"contentType": str, "content": str}
_ATTACHMENT = {
    "id": str,
    "contentType": str,
    "contentUrl": str,
    "content": str,
    "name": str,
    "thumbnailUrl": str,
    "teamsAppId": str,
}
_MENTION = {"id": int, "mentionText": str, "mentioned": dict}
Room = Channel | Chat
SENT = {
    "body": _BODY,
    "subject": str,
    "importance": str,
    "attachments": [_ATTACHMENT],
    "mentions": [_MENTION],
    "hostedContents": [dict],
    "messageType": str,
}
EDITED = {name: kind for name, kind in SENT.items() if name not in ("messageType",)}


def read(call: Call) -> tuple[Team, Channel]:
    """Team and channel, for a caller who may read there: of apps those with the grant of its own."""
    team, channel = channels.asked(call)
    if call.app_only and not call.tenant.apps[call.token.app_id].protected:
        raise forbidden(_PROTECTED)
    return team, channel


def written(call: Call) -> tuple[Team, Channel]:
    """Team and channel, for a caller who may write there."""
    team, channel = channels.asked(call)
    teams.check_live(team)
    return team, channel


def send(call: Call, channel: Room, *, reply_to: Message | None = None, team: Team | None = None) -> Message:
    """A new message; missing in lists for moments. `team`: where it is a channel's own post, which may hold pictures."""
    ms = max(int(call.clock.timestamp() * 1000), call.tenant.last_message_ms + 1)
    call.tenant.last_message_ms = ms
    at = iso_ms(ms / 1000)
    message = Message(
        id=str(ms),
        author=call.caller.id,
        content="",
        content_type="text",
        created=at,
        modified=at,
        etag=str(ms),
        seq=_next(channel),
    )
    message.reply_to = reply_to.id if reply_to else None
    _fill(call, message)
    if team and isinstance(channel, Channel):
        hosted.keep(call, team, channel, message)
    else:
        _without_pictures(call)
    message.listed_at = call.tenant.listed_at()
    channel.messages[message.id] = message
    return message


def edit(call: Call, channel: Room, message: Message) -> None:
    """By its author; etag and times move (docs/facts.md 117)."""
    if message.author != call.caller.id:
        raise forbidden("Only the author may edit a message.")
    if message.deleted:
        raise not_found("The message was deleted.")
    draft = replace(message)
    _without_pictures(call)
    _fill(call, draft)
    hosted.stay(draft, call.tenant.weather.word("edited_pictures"))
    _touch(call, channel, draft)
    draft.edited = draft.modified
    channel.messages[draft.id] = draft


def delete(call: Call, team: Team, channel: Channel, message: Message) -> None:
    """By its author or an owner; it stays in the lists, empty (docs/facts.md 96)."""
    owner = call.tenant.owns_team(call.caller.id, team.id)
    if message.author != call.caller.id and not (
        owner and team.settings["messagingSettings"]["allowOwnerDeleteMessages"]
    ):
        raise forbidden("Only the author may delete a message.")
    if message.deleted:
        raise not_found("The message was deleted.")
    message.kept = message.content
    _touch(call, channel, message)
    message.deleted = message.modified
    if call.settings.deleted_messages_are_empty:
        message.content = ""


def undelete(call: Call, channel: Channel, message: Message) -> None:
    if message.author != call.caller.id:
        raise forbidden("Only the author may restore a message.")
    if not message.deleted:
        raise bad("The message is not deleted.")
    message.content, message.deleted = message.kept, None
    _touch(call, channel, message)


def react(call: Call, channel: Room, message: Message, kind: str) -> None:
    """Once a person and kind; its times move."""
    if message.deleted:
        raise not_found("The message was deleted.")
    mine = {"reactionType": kind, "user": call.caller.id}
    if any(mine.items() <= each.items() for each in message.reactions):
        return
    _touch(call, channel, message)
    message.reactions.append({**mine, "createdDateTime": message.modified})


def found(call: Call, channel: Room, key: str, *, reply_to: str | None = None) -> Message:
    """A message by its id; posts and replies have separate addresses."""
    message = channel.messages.get(key)
    if message is None or message.reply_to != reply_to:
        raise not_found(f"Message {key} was not found.")
    return message


def roots(call: Call, channel: Room) -> list[Message]:
    """Posts that are listed yet, newest first (observed: 120)."""
    rows = [m for m in channel.messages.values() if m.reply_to is None and call.tenant.passed(m.listed_at)]
    return sorted(rows, key=lambda each: int(each.id), reverse=True)


def replies(call: Call, channel: Channel, root: Message) -> list[Message]:
    rows = [m for m in channel.messages.values() if m.reply_to == root.id and call.tenant.passed(m.listed_at)]
    return sorted(rows, key=lambda each: int(each.id), reverse=True)


def context(team: Team, channel: Channel, tail: str = "messages") -> str:
    return f"teams('{team.id}')/channels('{quote(channel.id, safe='')}')/{tail}"


def shown(call: Call, team: Team, channel: Channel, message: Message) -> dict[str, Any]:
    parent = message.reply_to or message.id
    return {
        **said(call, message),
        "webUrl": (
            f"https://teams.microsoft.com/l/message/{quote(channel.id, safe='')}/{message.id}"
            f"?groupId={team.id}&tenantId={call.tenant.id}&createdTime={message.id}&parentMessageId={parent}"
        ),
        "channelIdentity": {"teamId": team.id, "channelId": channel.id},
    }


def said(call: Call, message: Message) -> dict[str, Any]:
    """What a message shows wherever it stands."""
    return {
        "id": message.id,
        "replyToId": message.reply_to,
        "etag": message.etag,
        "messageType": _type(call, message),
        "createdDateTime": message.created,
        "lastModifiedDateTime": message.modified,
        "lastEditedDateTime": message.edited,
        "deletedDateTime": message.deleted,
        "subject": message.subject,
        "summary": None,
        "chatId": None,
        "importance": message.importance,
        "locale": "en-us",
        "webUrl": None,
        "policyViolation": None,
        "eventDetail": message.event,
        "from": None
        if message.event
        else {"application": None, "device": None, "user": _author(call, message)},
        "body": {
            "contentType": "html" if message.deleted and not message.content else message.content_type,
            "content": message.content,
        },
        "channelIdentity": None,
        "attachments": [] if message.deleted else message.attachments,
        "mentions": [] if message.deleted else message.mentions,
        "reactions": [] if message.deleted else [_reaction(call, each) for each in message.reactions],
    }


def _type(call: Call, message: Message) -> str:
    """Events are called so only to who asks for unknown members (docs/facts.md 7)."""
    if message.event is None:
        return "message"
    asks = "include-unknown-enum-members" in call.headers.get("prefer", "").lower()
    return "systemEventMessage" if asks else "unknownFutureValue"


def _reaction(call: Call, each: dict[str, str]) -> dict[str, Any]:
    user = _person(call, each["user"])
    return {
        "reactionType": each["reactionType"],
        "createdDateTime": each["createdDateTime"],
        "user": {"application": None, "device": None, "user": user},
    }


def _author(call: Call, message: Message) -> dict[str, Any]:
    return _person(call, message.author)


def _person(call: Call, user_id: str) -> dict[str, Any]:
    user = call.tenant.users[user_id]
    return {
        "@odata.type": "#microsoft.graph.teamworkUserIdentity",
        "id": user.id,
        "displayName": user.display_name,
        "userIdentityType": "aadUser",
        "tenantId": call.tenant.id,
    }


def _next(channel: Room) -> int:
    channel.seq += 1
    return channel.seq


def _touch(call: Call, channel: Room, message: Message) -> None:
    ms = max(int(call.clock.timestamp() * 1000), int(message.etag) + 1)
    message.etag, message.modified = str(ms), iso_ms(ms / 1000)
    message.seq = _next(channel)


def _without_pictures(call: Call) -> None:
    if call.body.get("hostedContents"):
        raise not_simulated("hosted contents of replies, chats and edits")


def _fill(call: Call, message: Message) -> None:
    """What a body says; 413 where it is too much (docs/facts.md 31)."""
    body = call.body
    if body.get("messageType") not in (None, "message"):
        raise bad("messageType can only be message.")
    if body.get("importance") not in (None, "normal", "high", "urgent"):
        raise bad(f"Invalid importance '{body['importance']}'.")
    if "body" in body or not message.content:
        _fill_content(message, body.get("body") or {}, call.tenant.weather.word("message_links"))
    message.subject = body.get("subject", message.subject)
    message.importance = body.get("importance") or message.importance
    message.attachments = body.get("attachments", message.attachments) or []
    message.mentions = body.get("mentions", message.mentions) or []
    _check_mentions(message)
    _check_size(call, message)


def _fill_content(message: Message, body: dict[str, Any], links: str) -> None:
    kind = (body.get("contentType") or "text").lower()
    if kind not in ("text", "html"):
        raise bad(f"Invalid contentType '{kind}'.")
    content = body.get("content") or ""
    if not content.strip():
        raise bad("Missing body content.")
    message.content_type = kind
    message.content = message_html.cleaned(content, links) if kind == "html" else content


def _check_mentions(message: Message) -> None:
    ids = {str(each.get("id")) for each in message.mentions}
    if ids != message_html.mentioned(message.content if message.content_type == "html" else ""):
        raise bad(
            "Neither Body nor adaptive card content contains marker for mention, or the other way round."
        )


def _check_size(call: Call, message: Message) -> None:
    rest = json.dumps([message.attachments, message.mentions], ensure_ascii=False)
    if len((message.content + rest).encode()) > call.settings.message_bytes:
        raise GraphProblem(413, "RequestEntityTooLarge", "The message is larger than the allowed limit.")
