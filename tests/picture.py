"""What a tenant holds, without ids and times: two tenants that look alike to people give the same picture.

Called by chaos tests. Reads the sandbox's state, so that looking disturbs neither limits nor faults.
"""

from typing import Any

from m365bot.content import post
from m365bot.sandbox.server import Sandbox


def of(sandbox: Sandbox) -> dict[str, Any]:
    tenant = sandbox.tenant
    tenant.clock.advance(60)  # what is under way lands
    teams = [(tenant.groups[team.id], team) for team in tenant.live_teams()]
    found = {group.mail_nickname: _team(tenant, group, team) for group, team in teams}
    assert len(found) == len(teams), "two teams of one nickname"
    return {
        **found,
        "guests": sorted(_name(tenant, user) for user in tenant.users if _is_guest(tenant, user)),
    }


def of_any_weather(sandbox: Sandbox) -> dict[str, Any]:
    """The same with posts by their number: their marks lie in links, which harsh weather takes away."""
    return without_marks(of(sandbox))


def without_marks(seen: dict[str, Any]) -> dict[str, Any]:
    """What harsh weather leaves of a picture; the one given stays as it is."""
    return {name: team if name == "guests" else _counted(team) for name, team in seen.items()}


def _counted(team: dict[str, Any]) -> dict[str, Any]:
    channels = {
        name: channel | {"posts": len(channel["posts"])} for name, channel in team["channels"].items()
    }
    return team | {"channels": channels}


def _team(tenant: Any, group: Any, team: Any) -> dict[str, Any]:
    channels = {channel.display_name: _channel(tenant, channel) for channel in team.live()}
    assert len(channels) == len(team.live()), "two channels of one name"
    return {
        "owners": sorted(_name(tenant, user) for user in group.owners),
        "members": sorted(_name(tenant, user) for user in group.members),
        "channels": channels,
    }


def _channel(tenant: Any, channel: Any) -> dict[str, Any]:
    return {
        "people": sorted(f"{_name(tenant, user)} {roles}" for user, roles in channel.members.items()),
        "tabs": sorted(tab.display_name for tab in channel.tabs.values()),
        "posts": sorted(
            _marker(one.content) for one in channel.messages.values() if not (one.deleted or one.event)
        ),
        "files": _files(tenant, channel),
    }


def _marker(content: str) -> str:
    return post.marker_of(content) or "?"


def _files(tenant: Any, channel: Any) -> list[str]:
    place = tenant.sites.channel_folder(channel.id)
    if place is None:
        return []
    drive, folder = place
    return sorted(
        "/".join(drive.path(item)) for item in drive.below(folder) if not item.folder and item is not folder
    )


def _name(tenant: Any, user: str) -> str:
    return str(tenant.users[user].upn)


def _is_guest(tenant: Any, user: str) -> bool:
    return "#EXT#" in _name(tenant, user)
