"""Channels: made, read, renamed, deleted; and where their files lie.

Registered with the router on import. Shared channels are not simulated.
"""

from typing import Any

from m365bot.sandbox import folders
from m365bot.sandbox.directory import people
from m365bot.sandbox.sharepoint import asked
from m365bot.sandbox.sharepoint.drives import as_json
from m365bot.sandbox.stored.teams import Channel, Team
from m365bot.sandbox.teams import channels, events, permissions, teams
from m365bot.sandbox.wire import odata_filter, options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.problems import GraphProblem, bad, forbidden, not_simulated
from m365bot.sandbox.wire.routing import operation

_MEMBER = {"roles": [str], "user@odata.bind": str}
_NEW = {"displayName": str, "description": str, "membershipType": str, "members": [_MEMBER]}
_CHANGE = {"displayName": str, "description": str}
_ALL, _ONE = "/teams/{team-id}/channels", "/teams/{team-id}/channels/{channel-id}"
_MOST_MEMBERS = 200
_FILTERS = ("id", "displayName", "membershipType", "createdDateTime")
_NOT_READY = "Folder location for this channel is not ready yet, please try again later."
_READERS = "Channel.ReadBasic.All ChannelSettings.Read.All ChannelSettings.ReadWrite.All"
_FILES = (
    "Files.Read.All Files.ReadWrite.All Group.Read.All Group.ReadWrite.All Sites.Read.All Sites.ReadWrite.All"
)


@operation(
    "GET",
    _ALL,
    slice="teams",
    needs=one_of(f"{_READERS} {permissions.WIDE_READ}"),
    query=("$select", "$filter"),
    shape="channel",
)
def list_channels(call: Call) -> Reply:
    """Does not page (docs/facts.md 27)."""
    team = teams.asked(call)
    rows = [channels.shown(call, team, each) for each in channels.visible(call, team)]
    if "$filter" in call.query:
        rows = _filtered(call.query["$filter"], rows)
    return options.collection(call, f"teams('{team.id}')/channels", rows, count=True)


@operation("POST", _ALL, slice="teams", needs=one_of(f"Channel.Create {permissions.WIDE_WRITE}"), body=_NEW)
def create_channel(call: Call) -> Reply:
    team = teams.asked(call)
    teams.check_live(team)
    _check_may_create(call, team)
    kind = call.body.get("membershipType") or "standard"
    if kind == "shared":
        raise not_simulated("shared channels")
    if kind not in ("standard", "private"):
        raise bad(f"Invalid membershipType '{kind}'.")
    channels.check_name(call.tenant, team, call.body.get("displayName") or "")
    channels.check_description(call.body.get("description"))
    if len(channels.kept(call.tenant, team)) >= channels.MOST:
        raise forbidden("This team has exceeded the Max allowed channels")
    channel = _made(call, team, kind)
    context = f"teams('{team.id}')/channels/$entity"
    return options.entity(call, context, channels.shown(call, team, channel), 201)


@operation(
    "GET",
    _ONE,
    slice="teams",
    needs=one_of(f"{_READERS} {permissions.WIDE_READ}"),
    query=("$select",),
    shape="channel",
)
def get_channel(call: Call) -> Reply:
    team, channel = channels.asked(call)
    return options.entity(call, f"teams('{team.id}')/channels/$entity", channels.shown(call, team, channel))


@operation(
    "GET",
    "/teams/{team-id}/primaryChannel",
    slice="teams",
    needs=one_of(_READERS),
    query=("$select",),
    shape="channel",
)
def get_primary(call: Call) -> Reply:
    team = teams.asked(call)
    general = team.channels[team.general]
    return options.entity(call, f"teams('{team.id}')/channels/$entity", channels.shown(call, team, general))


@operation(
    "PATCH",
    _ONE,
    slice="teams",
    needs=one_of(f"ChannelSettings.ReadWrite.All {permissions.WIDE_WRITE}"),
    body=_CHANGE,
)
def change_channel(call: Call) -> Reply:
    team, channel = channels.asked(call)
    teams.check_live(team)
    _check_may_change(call, team, channel)
    channels.check_description(call.body.get("description"))
    name = call.body.get("displayName")
    if name is not None and name != channel.display_name:
        if channel.id == team.general:
            raise bad("The General channel cannot be renamed here.")
        channels.check_name(call.tenant, team, name, but=channel)
        channel.display_name = channels.as_stored(call.tenant, name)
    channel.description = call.body.get("description", channel.description)
    return Reply(204)


@operation("DELETE", _ONE, slice="teams", needs=one_of(f"Channel.Delete.All {permissions.WIDE_WRITE}"))
def delete_channel(call: Call) -> Reply:
    team, channel = channels.asked(call)
    teams.check_live(team)
    _check_may_change(call, team, channel)
    if channel.id == team.general:
        raise bad("The General channel cannot be deleted.")
    channel.deleted_at = call.clock.timestamp()
    return Reply(204)


@operation(
    "GET",
    f"{_ONE}/filesFolder",
    slice="teams",
    needs=one_of(_FILES, person=f"Files.Read Files.ReadWrite {_FILES}"),
)
def files_folder(call: Call) -> Reply:
    """404 until it is there; takes no query options (docs/facts.md 22, 23)."""
    team, channel = channels.asked(call)
    folders.was_asked_for(call.tenant, team, channel)
    found = call.tenant.sites.channel_folder(channel.id)
    if found is None:
        raise GraphProblem(404, "NotFound", _NOT_READY, inner="ItemNotFound")
    body = as_json.files_folder(asked.lens(call), *found)
    return options.entity(call, "driveItem", body)


def _filtered(text: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    try:
        wanted = odata_filter.parsed(text, _FILTERS)
    except odata_filter.BadFilter as problem:
        raise bad(f"Invalid filter clause: {problem}") from problem
    return [row for row in rows if wanted.test(row)]


def _made(call: Call, team: Team, kind: str) -> Channel:
    members = _members(call, team) if kind == "private" else _no_members(call)
    name = channels.as_stored(call.tenant, call.body["displayName"])
    channel = channels.new(call.tenant, name, kind=kind, description=call.body.get("description"))
    channel.members = members
    channel.listed_at = call.tenant.listed_at()
    team.channels[channel.id] = channel
    folders.await_folder(call.tenant, team, channel)
    events.channel_made(call, team, channel)
    return channel


def _no_members(call: Call) -> dict[str, list[str]]:
    if call.body.get("members"):
        raise bad("Members cannot be given for a standard channel.")
    return {}


def _members(call: Call, team: Team) -> dict[str, list[str]]:
    """At least one owner, everybody in the team already, at most 200 (docs/facts.md 104)."""
    rows = call.body.get("members") or []
    if len(rows) > _MOST_MEMBERS:
        raise bad(f"At most {_MOST_MEMBERS} members can be given in one request.")
    members: dict[str, list[str]] = {}
    for row in rows:
        user = people.placed(call, row.get("user@odata.bind"))
        if not call.tenant.may_enter_channels(user.id, team.id):
            raise bad("User is not found in the team.")
        members[user.id] = channels.roles_asked(row, user) or members.get(user.id, [])
    if call.token.user_id:
        members[call.token.user_id] = ["owner"]
    if ["owner"] not in members.values():
        raise bad("A private channel needs at least one owner among its members.")
    return _without_dropped(call, members)


def _without_dropped(call: Call, members: dict[str, list[str]]) -> dict[str, list[str]]:
    """The last of several is left out in silence, where the weather has it so (docs/facts.md 123)."""
    others = [key for key, roles in members.items() if roles != ["owner"]]
    dropped = others[-1:] if call.tenant.weather.holds("members_dropped_silently") else []
    return {key: roles for key, roles in members.items() if key not in dropped}


def _check_may_create(call: Call, team: Team) -> None:
    if call.app_only or call.tenant.owns_team(call.caller.id, team.id):
        return
    part = "guestSettings" if call.caller.guest else "memberSettings"
    if not team.settings[part]["allowCreateUpdateChannels"]:
        raise forbidden("The team's settings do not let the caller create channels.")


def _check_may_change(call: Call, team: Team, channel: Channel) -> None:
    if channel.private and not call.app_only and channel.members.get(call.caller.id) != ["owner"]:
        raise forbidden("Only owners of the channel may do this.")
    _check_may_create(call, team)
