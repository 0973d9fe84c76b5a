"""Rules of channels: how they are named, found and shown, and where their files come to lie.

Called by the handlers of channels, tabs and messages, and when a team is made.
"""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from m365bot.sandbox.clock import iso
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.teams import Channel, Team
from m365bot.sandbox.teams import channel_names, teams
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.problems import GraphProblem, bad, forbidden, not_found

MOST = 1000
_DAY = 86_400


def new(tenant: Tenant, name: str, *, kind: str = "standard", description: str | None = None) -> Channel:
    """Not in a team yet."""
    made = uuid.UUID(int=tenant.chance.getrandbits(128), version=4).hex
    channel = Channel(f"19:{made}@thread.tacv2", name, iso(tenant.clock.now()), description, kind)
    channel.folder_name = name
    return channel


def asked(call: Call) -> tuple[Team, Channel]:
    """Team and channel of a path; 404 or 403 where there is none for the caller."""
    team = teams.asked(call)
    channel = team.channels.get(call.params["channel-id"])
    if channel is None or channel.deleted_at is not None:
        raise not_found(f"Channel {call.params['channel-id']} was not found.")
    if not call.app_only and not call.tenant.sees_channel(call.caller.id, team, channel):
        raise forbidden("The caller is not a member of the channel.")
    return team, channel


def visible(call: Call, team: Team) -> list[Channel]:
    """An app sees all, people those they may (docs/facts.md 27)."""
    rows = [each for each in team.live() if call.tenant.passed(each.listed_at)]
    if call.app_only:
        return rows
    return [each for each in rows if call.tenant.sees_channel(call.caller.id, team, each)]


def shown(call: Call, team: Team, channel: Channel) -> dict[str, Any]:
    name, key = quote(channel.display_name, safe=""), quote(channel.id, safe="")
    return {
        "id": channel.id,
        "createdDateTime": channel.created,
        "displayName": channel.display_name,
        "description": channel.description,
        "isFavoriteByDefault": None,
        "email": "",
        "tenantId": call.tenant.id,
        "webUrl": (
            f"https://teams.microsoft.com/l/channel/{key}/{name}?groupId={team.id}&tenantId={call.tenant.id}"
        ),
        "membershipType": channel.kind,
        "isArchived": False,
    }


def roles_asked(row: Mapping[str, Any], user: User) -> list[str]:
    """Owner or nothing: that somebody is a guest is told, not asked for (docs/facts.md 104)."""
    if "guest" in (row.get("roles") or ()):
        raise bad("Invalid role specified for member: guest.")
    return teams.roles_asked(row, user)


def as_stored(tenant: Tenant, name: str) -> str:
    """Blanks around a name may be taken away in silence."""
    return name.strip() if tenant.weather.word("channel_names") == "plain" else name


def check_description(text: str | None) -> None:
    if len(text or "") > channel_names.LONGEST_DESCRIPTION:
        raise bad(f"A description has at most {channel_names.LONGEST_DESCRIPTION} characters.")


def check_name(tenant: Tenant, team: Team, name: str, *, but: Channel | None = None) -> None:
    """The rules, and nobody else's name: deleted channels hold theirs for thirty days (docs/facts.md 25, 26)."""
    reason = channel_names.refused(name)
    if tenant.weather.word("channel_names") == "plain" and channel_names.is_fancy(name):
        reason = "it holds an emoji"
    if reason:
        raise bad(f"Channel name is not valid: {reason}.")
    for each in kept(tenant, team):
        if each is not but and each.display_name.lower() == name.lower():
            raise GraphProblem(
                400, "NameAlreadyExists", "Channel name already existed, please use other name"
            )


def kept(tenant: Tenant, team: Team) -> list[Channel]:
    """All that count: live ones and those that can still be restored."""
    limit = tenant.clock.timestamp() - tenant.settings.deleted_days * _DAY
    return [each for each in team.channels.values() if each.deleted_at is None or each.deleted_at > limit]
