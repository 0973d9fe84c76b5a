"""The people of a channel: a private one has its own, a standard one its team's.

Registered with the router on import.
"""

from typing import Any

from m365bot.sandbox.directory import people
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.teams import Channel, Team
from m365bot.sandbox.teams import channels, events, member_query, permissions, teams
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.problems import bad, forbidden, not_found
from m365bot.sandbox.wire.routing import operation

_BODY = {"roles": [str], "user@odata.bind": str}
_ALL = "/teams/{team-id}/channels/{channel-id}/members"
_ONE = f"{_ALL}/{{conversationMember-id}}"
_READERS = "ChannelMember.Read.All ChannelMember.ReadWrite.All"


@operation(
    "GET",
    _ALL,
    slice="teams",
    needs=one_of(_READERS, person=f"{_READERS} Group.Read.All"),
    query=member_query.OPTIONS,
    shape="conversationMember",
)
def list_members(call: Call) -> Reply:
    team, channel = channels.asked(call)
    rows = [_shown(call, team, channel, each) for each in _people(call, team, channel)]
    return member_query.listed(call, _context(team, channel, "members"), rows)


@operation("POST", _ALL, slice="teams", needs=one_of("ChannelMember.ReadWrite.All"), body=_BODY)
def add_member(call: Call) -> Reply:
    """Only to a private channel, only who is in the team (docs/facts.md 104)."""
    team, channel = _changed(call)
    user = people.placed(call, call.body.get("user@odata.bind"))
    if not call.tenant.may_enter_channels(user.id, team.id):
        raise bad("User is not found in the team.")
    roles = channels.roles_asked(call.body, user)
    if user.id not in channel.members:
        events.people_came(call, channel, [user])
    if roles or user.id not in channel.members:
        channel.members[user.id] = roles
    body = _shown(call, team, channel, user)
    return options.entity(call, _context(team, channel, "members/$entity"), body, 201)


@operation("GET", _ONE, slice="teams", needs=one_of(_READERS), query=("$select",), shape="conversationMember")
def get_member(call: Call) -> Reply:
    team, channel = channels.asked(call)
    body = _shown(call, team, channel, _member(call, team, channel))
    return options.entity(call, _context(team, channel, "members/$entity"), body)


@operation(
    "PATCH",
    _ONE,
    slice="teams",
    needs=one_of(f"ChannelMember.ReadWrite.All {permissions.WIDE_WRITE}"),
    body={"roles": [str]},
)
def change_member(call: Call) -> Reply:
    team, channel = _changed(call)
    user = _member(call, team, channel)
    roles = channels.roles_asked(call.body, user)
    if roles != ["owner"]:
        _check_not_last_owner(channel, user)
    channel.members[user.id] = roles
    body = _shown(call, team, channel, user)
    return options.entity(call, _context(team, channel, "members/$entity"), body)


@operation("DELETE", _ONE, slice="teams", needs=one_of("ChannelMember.ReadWrite.All"))
def remove_member(call: Call) -> Reply:
    team, channel = _changed(call)
    user = _member(call, team, channel)
    _check_not_last_owner(channel, user)
    del channel.members[user.id]
    events.people_left(call, channel, [user])
    return Reply(204)


def _context(team: Team, channel: Channel, tail: str) -> str:
    return f"teams('{team.id}')/channels('{channel.id}')/{tail}"


def _people(call: Call, team: Team, channel: Channel) -> list[User]:
    everybody = teams.members(call.tenant, team)
    return [each for each in everybody if not channel.private or each.id in channel.members]


def _shown(call: Call, team: Team, channel: Channel, user: User) -> dict[str, Any]:
    roles = teams.role_of(call.tenant, team, user)
    if channel.private and not user.guest:
        roles = list(channel.members[user.id])
    return teams.member_shown(call, channel.id, user, roles)


def _changed(call: Call) -> tuple[Team, Channel]:
    team, channel = channels.asked(call)
    if not channel.private:
        raise bad("The members of a standard channel are those of its team.")
    if not call.app_only and channel.members.get(call.caller.id) != ["owner"]:
        raise forbidden("Only owners of the channel may do this.")
    return team, channel


def _member(call: Call, team: Team, channel: Channel) -> User:
    user_id = teams.member_of_id(call.params["conversationMember-id"], channel.id)
    found = next((each for each in _people(call, team, channel) if each.id == user_id), None)
    if found is None:
        raise not_found("No membership with this id.")
    return found


def _check_not_last_owner(channel: Channel, user: User) -> None:
    owners = [key for key, roles in channel.members.items() if roles == ["owner"]]
    if owners == [user.id]:
        raise bad("The last owner of the channel cannot be removed.")
