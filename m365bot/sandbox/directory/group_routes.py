"""Groups: made, read, changed, deleted, also by their unique name.

Registered with the router on import. A group's people have a file of their own.
"""

from typing import Any

from m365bot.sandbox.directory import groups, people, permissions, query
from m365bot.sandbox.stored.directory import Group, Joined
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.problems import denied, directory_bad, resource_not_found
from m365bot.sandbox.wire.routing import operation

_FILTERS = [
    "id",
    "createdDateTime",
    "displayName",
    "groupTypes",
    "mail",
    "mailEnabled",
    "mailNickname",
    "proxyAddresses",
    "resourceProvisioningOptions",
    "securityEnabled",
    "uniqueName",
]
_CHANGE = {
    "displayName": str,
    "description": str,
    "visibility": str,
    "mailNickname": str,
    "hideFromOutlookClients": bool,
    "hideFromAddressLists": bool,
    "allowExternalSenders": bool,
    "members@odata.bind": [str],
}
_NEW = {
    "displayName": str,
    "description": str,
    "visibility": str,
    "mailNickname": str,
    "groupTypes": [str],
    "mailEnabled": bool,
    "securityEnabled": bool,
    "resourceBehaviorOptions": [str],
    "owners@odata.bind": [str],
    "members@odata.bind": [str],
}
_UPSERT = {**_NEW, **_CHANGE}
_UNIQUE = "/groups(uniqueName='{uniqueName}')"
_REQUIRED = ("displayName", "mailEnabled", "mailNickname", "securityEnabled")
_WRITERS = "Group.ReadWrite.All Directory.ReadWrite.All"
_READ = one_of(
    f"Group.ReadBasic.All GroupMember.Read.All Group.Read.All Group.ReadWrite.All {permissions.WIDE}"
)
_WRITE = one_of(_WRITERS)


@operation("GET", "/groups", slice="groups", needs=_READ, query=query.LIST, shape="group")
def list_groups(call: Call) -> Reply:
    people.refuse_guests(call)
    rows = [groups.shown(each) for each in groups.visible(call)]
    return query.listed(call, "groups", rows, _FILTERS)


@operation(
    "POST", "/groups", slice="groups", needs=one_of(f"Group.Create {_WRITERS}", person=_WRITERS), body=_NEW
)
def create_group(call: Call) -> Reply:
    group = _create(call)
    location = f"{call.root}/directoryObjects/{group.id}/Microsoft.DirectoryServices.Group"
    return options.entity(call, "groups/$entity", groups.shown(group), 201, Location=location)


@operation("GET", "/groups/{group-id}", slice="groups", needs=_READ, query=query.ONE, shape="group")
def get_group(call: Call) -> Reply:
    return _read(call, groups.seen(call, call.params["group-id"]))


@operation("PATCH", "/groups/{group-id}", slice="groups", needs=_WRITE, body=_CHANGE)
def change_group(call: Call) -> Reply:
    return _change(call, groups.seen(call, call.params["group-id"]))


@operation("DELETE", "/groups/{group-id}", slice="groups", needs=one_of("Group.ReadWrite.All"))
def delete_group(call: Call) -> Reply:
    group = groups.seen(call, call.params["group-id"])
    _may_change(call, group)
    groups.delete(call.tenant, group)
    return Reply(204)


@operation("GET", _UNIQUE, slice="groups", needs=_READ, query=query.ONE, shape="group")
def get_by_unique_name(call: Call) -> Reply:
    return _read(call, _unique(call))


@operation("PATCH", _UNIQUE, slice="groups", needs=_WRITE, body=_UPSERT)
def upsert_group(call: Call) -> Reply:
    """Made where missing if `Prefer: create-if-missing`, else changed (docs/facts.md 102)."""
    name = call.params["uniqueName"]
    known = next((g for g in call.tenant.groups.values() if g.unique_name == name and not g.deleted_at), None)
    if known:
        return _change(call, known)
    if "create-if-missing" not in call.headers.get("prefer", "").lower():
        raise resource_not_found(name)
    group = _create(call)
    group.unique_name = name
    return options.entity(call, "groups/$entity", groups.shown(group), 201)


def _unique(call: Call) -> Group:
    name = call.params["uniqueName"]
    found = next((g for g in groups.visible(call) if g.unique_name == name), None)
    if found is None:
        raise resource_not_found(name)
    return found


def _read(call: Call, group: Group) -> Reply:
    if not call.app_only and not call.tenant.in_team(call.caller.id, group.id):
        people.refuse_guests(call)
    body = groups.shown(group)
    if "$select" in call.query:
        body |= groups.selectable(group)
    return options.entity(call, "groups/$entity", body)


def _create(call: Call) -> Group:
    """Synchronous, but seen and teamable only later (docs/facts.md 9, 19, 40)."""
    body, tenant = call.body, call.tenant
    for name in _REQUIRED:
        if body.get(name) in (None, ""):
            raise directory_bad(f"A value is required for property '{name}' of resource 'Group'.")
    _check_kind(body)
    groups.check_lengths(body)
    groups.check_nickname(tenant, body["mailNickname"])
    owners, members = _bound(call, "owners@odata.bind"), _bound(call, "members@odata.bind")
    if len(owners) + len(members) > groups.MOST_BOUND:
        raise directory_bad("The request includes more than 20 relations to other objects.")
    if call.token.user_id:
        owners = [call.token.user_id, *owners]
    group = Group(tenant.guid(), body["displayName"], body["mailNickname"], call.stamp)
    _fill(group, body, tenant.domain)
    group.owners = {each: Joined() for each in owners}
    group.members = {each: Joined() for each in members}
    group.seen_at = call.clock.timestamp() + tenant.weather.seconds("group_hidden_s")
    group.teamable_at = tenant.after(call.settings.delays.group_teamable)
    tenant.groups[group.id] = group
    _make_site(call, group)
    return group


def _check_kind(body: dict[str, Any]) -> None:
    kinds = body.get("groupTypes") or []
    if set(kinds) - {"Unified"}:
        raise directory_bad(f"groupTypes {kinds} is not supported.")
    if body["mailEnabled"] != ("Unified" in kinds) or (not kinds and not body["securityEnabled"]):
        raise directory_bad("The service does not currently support writes of mail-enabled groups.")
    if body.get("visibility") not in (None, "Private", "Public", "HiddenMembership"):
        raise directory_bad("Invalid value specified for property 'visibility' of resource 'Group'.")
    unknown = set(body.get("resourceBehaviorOptions") or ()) - set(groups.BEHAVIORS)
    if unknown:
        raise directory_bad(f"Unknown resourceBehaviorOptions: {', '.join(sorted(unknown))}.")


def _bound(call: Call, name: str) -> list[str]:
    return [people.bound(call, link).id for link in call.body.get(name) or []]


def _fill(group: Group, body: dict[str, Any], domain: str) -> None:
    group.group_types = list(body.get("groupTypes") or [])
    group.mail_enabled, group.security_enabled = body["mailEnabled"], body["securityEnabled"]
    group.mail = f"{group.mail_nickname}@{domain}" if group.mail_enabled else None
    group.description = body.get("description")
    group.visibility = body.get("visibility") or ("Public" if group.unified else None)
    group.behaviors = list(body.get("resourceBehaviorOptions") or [])


def _make_site(call: Call, group: Group) -> None:
    """Not for a group made without owners by an app alone: its site waits for a person (docs/facts.md 80)."""
    if group.unified and (group.owners or not call.app_only):
        ready = call.tenant.after(call.settings.delays.group_site)
        call.tenant.sites.make_group_site(
            group.id, group.mail_nickname, group.display_name, call.now, ready_at=ready
        )


def _change(call: Call, group: Group) -> Reply:
    _may_change(call, group)
    body = call.body
    for name in ("groupTypes", "mailEnabled", "securityEnabled"):
        if name in body and body[name] != groups.shown(group)[name]:
            raise directory_bad(f"Property '{name}' cannot be changed.")
    _check_set(body, "displayName", "mailNickname", "visibility")
    groups.check_lengths(body)
    nickname = body.get("mailNickname", group.mail_nickname)
    if nickname.lower() != group.mail_nickname.lower():
        groups.check_nickname(call.tenant, nickname)
        group.mail_nickname = nickname
    for user_id in _bound(call, "members@odata.bind"):
        groups.join(call.tenant, group, user_id)
    group.display_name = body.get("displayName", group.display_name)
    group.description = body.get("description", group.description)
    group.visibility = body.get("visibility", group.visibility)
    group.settings.update({k: v for k, v in body.items() if k in groups.selectable(group)})
    return Reply(204)


def _check_set(body: dict[str, Any], *names: str) -> None:
    """These can be changed but not taken away."""
    for name in names:
        if name in body and not body[name]:
            raise directory_bad(f"Invalid value specified for property '{name}' of resource 'Group'.")


def _may_change(call: Call, group: Group) -> None:
    """A person changes only groups they own."""
    if not call.app_only and call.token.user_id not in group.owners:
        raise denied()
