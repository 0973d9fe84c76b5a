"""Rules of groups: names, people, what is shown, what a deletion takes along.

Called by the handlers of groups and teams.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from m365bot.sandbox import folders
from m365bot.sandbox.clock import iso
from m365bot.sandbox.stored.directory import Group, Joined
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.problems import directory_bad, resource_not_found

MOST_BOUND = 20  # docs/facts.md 81
_NICKNAME = re.compile(r"[^@()\\\[\]\";:<>,\s]{1,64}", re.ASCII)
_LONGEST = {"displayName": 256, "description": 1024}
BEHAVIORS = (
    "AllowOnlyMembersToPost",
    "CalendarMemberReadOnly",
    "ConnectorsDisabled",
    "HideGroupInOutlook",
    "SubscribeMembersToCalendarEventsDisabled",
    "SubscribeNewGroupMembers",
    "WelcomeEmailDisabled",
    "ProvisionSiteOnDemand",
)
_UNSET = {"hideFromOutlookClients": False, "hideFromAddressLists": False, "allowExternalSenders": False}


def shown(group: Group) -> dict[str, Any]:
    """What is shown without `$select`, and more that may be selected."""
    return {
        "id": group.id,
        "deletedDateTime": iso(group.deleted_at) if group.deleted_at is not None else None,
        "classification": None,
        "createdDateTime": group.created,
        "description": group.description,
        "displayName": group.display_name,
        "expirationDateTime": None,
        "groupTypes": list(group.group_types),
        "isAssignableToRole": None,
        "mail": group.mail,
        "mailEnabled": group.mail_enabled,
        "mailNickname": group.mail_nickname,
        "membershipRule": None,
        "membershipRuleProcessingState": None,
        "onPremisesSyncEnabled": None,
        "preferredDataLocation": None,
        "preferredLanguage": None,
        "proxyAddresses": [f"SMTP:{group.mail}"] if group.mail else [],
        "renewedDateTime": group.created,
        "resourceBehaviorOptions": list(group.behaviors),
        "resourceProvisioningOptions": list(group.settings.get("provisioning", [])),
        "securityEnabled": group.security_enabled,
        "theme": None,
        "uniqueName": group.unique_name,
        "visibility": group.visibility,
    }


def selectable(group: Group) -> dict[str, Any]:
    """Shown only when selected: three settings that live in Exchange."""
    return {name: group.settings.get(name, default) for name, default in _UNSET.items()}


def flag_when_due(tenant: Tenant, group: Group) -> None:
    """`resourceProvisioningOptions` says Team, now or when its time comes."""
    due = group.flagged_at or 0.0
    if tenant.passed(due):
        group.settings["provisioning"] = ["Team"]
    else:
        tenant.clock.at(due, partial(flag_when_due, tenant, group))


def await_flags(tenant: Tenant) -> None:
    """After a state was loaded: groups that were still to say it go on waiting."""
    for group in tenant.groups.values():
        if group.flagged_at is not None and "provisioning" not in group.settings:
            flag_when_due(tenant, group)


def visible(call: Call) -> list[Group]:
    """All that are replicated and not deleted, by name."""
    rows = [g for g in call.tenant.groups.values() if g.deleted_at is None and call.tenant.passed(g.seen_at)]
    return sorted(rows, key=lambda g: (g.display_name, g.id))


def seen(call: Call, key: str) -> Group:
    """404 for seconds after its creation, and longer (docs/facts.md 9, 122)."""
    group = call.tenant.group(key)
    if group is None or not call.tenant.passed(group.seen_at):
        raise resource_not_found(key)
    return group


def check_nickname(tenant: Tenant, nickname: str) -> None:
    """Unique among all, also the deleted ones that can be restored (docs/facts.md 39, 40)."""
    if not nickname.isascii() or not _NICKNAME.fullmatch(nickname):
        raise directory_bad("Invalid value specified for property 'mailNickname' of resource 'Group'.")
    forget_old(tenant)
    if any(each.mail_nickname.lower() == nickname.lower() for each in tenant.groups.values()):
        text = "Another object with the same value for property mailNickname already exists."
        detail = {"code": "ObjectConflict", "message": text, "target": "mailNickname"}
        raise directory_bad(text, details=[detail])


def check_lengths(body: Mapping[str, Any]) -> None:
    """Of names and descriptions, in UTF-16 as the directory counts (docs/facts.md 40)."""
    for name, longest in _LONGEST.items():
        if len((body.get(name) or "").encode("utf-16-le")) // 2 > longest:
            raise directory_bad(f"Invalid value specified for property '{name}' of resource 'Group'.")


def forget_old(tenant: Tenant) -> None:
    """After thirty days a deleted group is gone for good."""
    limit = tenant.clock.timestamp() - tenant.settings.deleted_days * 86_400
    for key in [k for k, g in tenant.groups.items() if g.deleted_at is not None and g.deleted_at < limit]:
        del tenant.groups[key]
        tenant.teams.pop(key, None)


def join(tenant: Tenant, group: Group, user_id: str) -> None:
    """Into the group at once, into its team later (docs/facts.md 36)."""
    now = tenant.clock.timestamp()
    later = tenant.after(tenant.settings.delays.group_member_in_team) if group.id in tenant.teams else now
    group.members.setdefault(user_id, Joined(now, later, later + tenant.weather.seconds("member_reflects_s")))


def drop(tenant: Tenant, group: Group, user_id: str) -> None:
    """Out of group, team and the team's private channels; coming back brings none of these back."""
    group.members.pop(user_id, None)
    team = tenant.teams.get(group.id)
    for channel in team.channels.values() if team else ():
        channel.members.pop(user_id, None)


def delete(tenant: Tenant, group: Group) -> None:
    """Soft for a Microsoft 365 group, its team and sites; a security group goes at once (docs/facts.md 39)."""
    group.deleted_at = tenant.clock.timestamp()
    tenant.sites.remove_group(group.id)
    if not group.unified:
        del tenant.groups[group.id]


def restore(tenant: Tenant, group: Group) -> None:
    group.deleted_at = None
    tenant.sites.restore_group(group.id)
    folders.await_folders(tenant)
