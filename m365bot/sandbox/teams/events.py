"""What the system itself says in a channel: who came, who left, which channel was made (docs/facts.md teams.events).

Called by the handlers that change these. Nobody writes such messages, edits or answers them.
"""

from collections.abc import Iterable
from typing import Any

from m365bot.sandbox.clock import iso_ms
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.teams import Channel, Message, Team
from m365bot.sandbox.teams import teams
from m365bot.sandbox.wire.call import Call


def team_made(call: Call, team: Team) -> None:
    facts = {"teamId": team.id, "teamDisplayName": call.tenant.groups[team.id].display_name}
    _say(call, team.channels[team.general], "teamCreated", facts)


def channel_made(call: Call, team: Team, channel: Channel) -> None:
    """A standard one is told of in General; a private one to nobody outside it."""
    if not channel.private:
        facts = {"channelId": channel.id, "channelDisplayName": channel.display_name}
        _say(call, team.channels[team.general], "channelAdded", facts)


def people_came(call: Call, channel: Channel, users: Iterable[User]) -> None:
    if members := [_person(call, each) for each in users]:
        facts = {"members": members, "visibleHistoryStartDateTime": teams.NO_HISTORY}
        _say(call, channel, "membersAdded", facts)


def people_left(call: Call, channel: Channel, users: Iterable[User]) -> None:
    if members := [_person(call, each) for each in users]:
        _say(call, channel, "membersDeleted", {"members": members})


def _say(call: Call, channel: Channel, what: str, facts: dict[str, Any]) -> None:
    tenant = call.tenant
    ms = max(int(call.clock.timestamp() * 1000), tenant.last_message_ms + 1)
    tenant.last_message_ms, channel.seq = ms, channel.seq + 1
    at = iso_ms(ms / 1000)
    said = Message(
        id=str(ms),
        author="",
        content="<systemEventMessage/>",
        content_type="html",
        created=at,
        modified=at,
        etag=str(ms),
        seq=channel.seq,
    )
    kind = f"#microsoft.graph.{what}EventMessageDetail"
    said.event = {"@odata.type": kind, **facts, "initiator": _initiator(call)}
    said.listed_at = tenant.listed_at()
    channel.messages[said.id] = said


def _initiator(call: Call) -> dict[str, Any]:
    if not call.app_only:
        return {"application": None, "device": None, "user": _person(call, call.caller)}
    app = call.tenant.apps[call.token.app_id]
    shown = {
        "@odata.type": "#microsoft.graph.teamworkApplicationIdentity",
        "id": app.app_id,
        "displayName": app.display_name,
        "applicationIdentityType": "aadApplication",
    }
    return {"application": shown, "device": None, "user": None}


def _person(call: Call, user: User) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.teamworkUserIdentity",
        "id": user.id,
        "displayName": user.display_name,
        "userIdentityType": "aadUser",
        "tenantId": call.tenant.id,
    }
