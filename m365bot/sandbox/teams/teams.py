"""Rules of teams: when they are seen, by whom, how they and their people are shown.

Called by the handlers of teams, channels, tabs and messages.
"""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from m365bot.sandbox.stored.directory import Group, Joined, User
from m365bot.sandbox.stored.teams import Team
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.problems import bad, forbidden, not_found, team_not_found

MOST_OWNERS = 100
NO_HISTORY = "0001-01-01T00:00:00Z"
DEFAULTS: dict[str, dict[str, Any]] = {
    "memberSettings": {
        "allowCreateUpdateChannels": True,
        "allowCreatePrivateChannels": True,
        "allowDeleteChannels": True,
        "allowAddRemoveApps": True,
        "allowCreateUpdateRemoveTabs": True,
        "allowCreateUpdateRemoveConnectors": True,
    },
    "guestSettings": {"allowCreateUpdateChannels": False, "allowDeleteChannels": False},
    "messagingSettings": {
        "allowUserEditMessages": True,
        "allowUserDeleteMessages": True,
        "allowOwnerDeleteMessages": True,
        "allowTeamMentions": True,
        "allowChannelMentions": True,
    },
    "funSettings": {
        "allowGiphy": True,
        "giphyContentRating": "moderate",
        "allowStickersAndMemes": True,
        "allowCustomMemes": True,
    },
}
SETTINGS = {part: {name: type(value) for name, value in values.items()} for part, values in DEFAULTS.items()}


def seen(call: Call, key: str) -> Team:
    """404 until it is there (docs/facts.md 20); 403 for a person who is not in it."""
    team = call.tenant.team(key)
    if team is None or not call.tenant.passed(team.seen_at):
        raise team_not_found(key)
    if not call.app_only and not call.tenant.in_team(call.caller.id, team.id):
        raise forbidden("The caller is not a member of the team.")
    return team


def asked(call: Call) -> Team:
    return seen(call, call.params["team-id"])


def shown(call: Call, team: Team) -> dict[str, Any]:
    group = call.tenant.groups[team.id]
    general = quote(team.general, safe="")
    return {
        "id": team.id,
        "createdDateTime": team.created,
        "displayName": group.display_name,
        "description": group.description,
        "internalId": team.general,
        "classification": None,
        "specialization": "none",
        "visibility": (group.visibility or "public").lower(),
        "webUrl": (
            f"https://teams.microsoft.com/l/team/{general}/conversations"
            f"?groupId={team.id}&tenantId={call.tenant.id}"
        ),
        "isArchived": team.archived,
        "tenantId": call.tenant.id,
        **team.settings,
    }


def counted(call: Call, team: Team) -> dict[str, Any]:
    """The summary, which only `$select` shows."""
    people = members(call.tenant, team)
    roles = [role_of(call.tenant, team, user) for user in people]
    return {
        "ownersCount": roles.count(["owner"]),
        "membersCount": roles.count([]),
        "guestsCount": roles.count(["guest"]),
    }


def members(tenant: Tenant, team: Team) -> list[User]:
    """Who is in the team now, by name."""
    group = tenant.groups[team.id]
    rows = [tenant.users[key] for key, joined in group.members.items() if tenant.passed(joined.in_team_at)]
    return sorted(rows, key=lambda user: (user.display_name, user.id))


def role_of(tenant: Tenant, team: Team, user: User) -> list[str]:
    if user.guest:
        return ["guest"]
    return ["owner"] if user.id in tenant.groups[team.id].owners else []


def member_id(tenant: Tenant, of: str, user_id: str) -> str:
    """Opaque, not the user's id (docs/facts.md 34)."""
    return base64.b64encode(f"MCMjMSMj{tenant.id}##{of}##{user_id}".encode()).decode()


def member_of_id(text: str, of: str) -> str:
    """The user id in a membership id of `of`; 404 for any other text."""
    try:
        parts = base64.b64decode(text, validate=True).decode().split("##")
    except ValueError as problem:
        raise not_found("No membership with this id.") from problem
    if len(parts) != 3 or parts[1] != of:
        raise not_found("No membership with this id.")
    return parts[2]


def member_shown(call: Call, of: str, user: User, roles: list[str]) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.aadUserConversationMember",
        "id": member_id(call.tenant, of, user.id),
        "roles": roles,
        "displayName": user.display_name,
        "visibleHistoryStartDateTime": NO_HISTORY,
        "userId": user.id,
        "email": user.mail,
        "tenantId": call.tenant.id,
    }


def roles_asked(row: Mapping[str, Any], user: User) -> list[str]:
    """The roles of a body, judged: a guest cannot own (docs/facts.md 34)."""
    roles = list(row.get("roles") or [])
    if set(roles) - {"owner", "guest"} or len(roles) > 1:
        raise bad(f"Invalid role specified for member: {', '.join(map(str, roles))}.")
    if roles == ["owner"] and user.guest:
        raise bad("Guest users cannot be owners.")
    if roles == ["guest"] and not user.guest:
        raise bad("A member of the tenant cannot have the role guest.")
    return ["owner"] if roles == ["owner"] else []


def enter(tenant: Tenant, group: Group, user_id: str, roles: list[str]) -> None:
    """Into the team at once, into the group soon; who is in already stays (docs/facts.md 34, 36)."""
    joined = group.members.get(user_id)
    now = tenant.clock.timestamp()
    if joined is None:
        usable = now + tenant.weather.seconds("member_reflects_s")
        group.members[user_id] = Joined(
            tenant.after(tenant.settings.delays.team_member_in_group), now, usable
        )
    else:
        joined.in_team_at = min(joined.in_team_at, now)
    if roles == ["owner"]:
        if len(group.owners) >= MOST_OWNERS:
            raise bad(f"A team can have at most {MOST_OWNERS} owners.")
        group.owners.setdefault(user_id, Joined())


def check_not_last_owner(tenant: Tenant, team: Team, user_id: str) -> None:
    """The last owner who is a member can neither leave nor be made a member."""
    owners = {each.id for each in members(tenant, team)} & set(tenant.groups[team.id].owners)
    if owners == {user_id}:
        raise bad("The last owner of the team cannot be removed.")


def check_owner(call: Call, team: Team) -> None:
    """Of people, only owners change who is in the team and its settings."""
    if not call.app_only and not call.tenant.owns_team(call.caller.id, team.id):
        raise forbidden("Only owners of the team may do this.")


def check_live(team: Team) -> None:
    """An archived team is read-only but for its people (docs/facts.md 38)."""
    if team.archived:
        raise forbidden("The team is archived and read-only.")
