"""Members and owners of groups.

Registered with the router on import. Changes here reach the team with a delay (docs/facts.md 36).
"""

from collections.abc import Mapping, Sequence

from m365bot.sandbox.directory import groups, people, permissions, query
from m365bot.sandbox.stored.directory import Group, Joined
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.problems import denied, directory_bad, resource_not_found
from m365bot.sandbox.wire.routing import operation

_REF = {"@odata.id": str}
_ADDED = "One or more added object references already exist for the following modified properties: '{0}'."
_READ_PEOPLE = {"*", "User.Read", *permissions.USERS.split()}
_MEMBERS, _OWNERS = "/groups/{group-id}/members", "/groups/{group-id}/owners"
_READ = one_of(
    "GroupMember.ReadBasic.All GroupMember.Read.All Group.ReadBasic.All Group.Read.All Group.ReadWrite.All "
    "GroupMember.ReadWrite.All Directory.Read.All"
)
_WRITE = one_of("GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All")
_READ_OWNERS = one_of(
    "GroupMember.Read.All Group.Read.All Group.ReadWrite.All GroupMember.ReadWrite.All Directory.Read.All"
)
_WRITE_OWNERS = one_of("Group.ReadWrite.All Directory.ReadWrite.All")


@operation("GET", _MEMBERS, slice="groups", needs=_READ, query=query.MEMBERS, shape="user")
def list_members(call: Call) -> Reply:
    group = _group(call)
    return _listed(call, group.members, [each for each in groups.visible(call) if each.id in group.nested])


@operation(
    "GET",
    "/groups/{group-id}/transitiveMembers",
    slice="groups",
    needs=_READ,
    query=query.MEMBERS,
    shape="user",
)
def list_transitive(call: Call) -> Reply:
    """Flat: people of the groups in it, once each, and these groups themselves."""
    group = _group(call)
    inner = call.tenant.groups_in(group)
    everybody = {key: each for one in reversed([group, *inner]) for key, each in one.members.items()}
    return _listed(call, everybody, inner)


@operation("GET", _OWNERS, slice="groups", needs=_READ_OWNERS, query=query.MEMBERS, shape="user")
def list_owners(call: Call) -> Reply:
    return _listed(call, _group(call).owners)


@operation("GET", f"{_MEMBERS}/$ref", slice="groups", needs=_READ, query=("$top", "$skiptoken"))
def list_refs(call: Call) -> Reply:
    rows = [
        {"@odata.id": f"{call.root}/directoryObjects/{key}/Microsoft.DirectoryServices.User"}
        for key, joined in _group(call).members.items()
        if call.tenant.passed(joined.in_group_at)
    ]
    return options.collection(call, "Collection($ref)", rows, size=call.settings.group_page)


@operation("POST", f"{_MEMBERS}/$ref", slice="groups", needs=_WRITE, body=_REF)
def add_member(call: Call) -> Reply:
    group, user_id = _changed(call), people.bound(call, call.body.get("@odata.id")).id
    if user_id in group.members:
        raise directory_bad(_ADDED.format("members"))
    groups.join(call.tenant, group, user_id)
    return Reply(204)


@operation("DELETE", f"{_MEMBERS}/{{directoryObject-id}}/$ref", slice="groups", needs=_WRITE)
def remove_member(call: Call) -> Reply:
    group, key = _changed(call), call.params["directoryObject-id"].lower()
    if key not in group.members:
        raise resource_not_found(key)
    groups.drop(call.tenant, group, key)
    return Reply(204)


@operation("POST", f"{_OWNERS}/$ref", slice="groups", needs=_WRITE_OWNERS, body=_REF)
def add_owner(call: Call) -> Reply:
    group, user = _changed(call), people.bound(call, call.body.get("@odata.id"))
    if user.id in group.owners:
        raise directory_bad(_ADDED.format("owners"))
    if user.guest:
        raise directory_bad("Guests users are not allowed to be owners.")
    group.owners[user.id] = Joined()
    return Reply(204)


@operation("DELETE", f"{_OWNERS}/{{directoryObject-id}}/$ref", slice="groups", needs=_WRITE_OWNERS)
def remove_owner(call: Call) -> Reply:
    group, key = _changed(call), call.params["directoryObject-id"].lower()
    if key not in group.owners:
        raise resource_not_found(key)
    if len(group.owners) == 1:
        raise directory_bad("The group must have at least one owner, hence this owner cannot be removed.")
    del group.owners[key]
    return Reply(204)


def _group(call: Call) -> Group:
    group = groups.seen(call, call.params["group-id"])
    if not call.app_only and call.caller.id not in group.members:
        people.refuse_guests(call)
    return group


def _changed(call: Call) -> Group:
    group = groups.seen(call, call.params["group-id"])
    if not call.app_only and call.token.user_id not in group.owners:
        raise denied()
    return group


def _listed(call: Call, joined: Mapping[str, Joined], inner: Sequence[Group] = ()) -> Reply:
    """Of what the token may not read, type and id alone are told (docs/facts.md groups.limited)."""
    shown = people.shown if call.token.held & _READ_PEOPLE else lambda user: {"id": user.id}
    rows = [
        {"@odata.type": "#microsoft.graph.user", **shown(call.tenant.users[key])}
        for key, each in joined.items()
        if call.tenant.passed(each.in_group_at)
    ]
    rows += [{"@odata.type": "#microsoft.graph.group", **groups.shown(each)} for each in inner]
    return query.listed(call, "directoryObjects", rows, ())
