"""Deleted groups: listed, restored, removed for good (docs/facts.md 39).

Registered with the router on import.
"""

from m365bot.sandbox.directory import groups, permissions, query
from m365bot.sandbox.stored.directory import Group
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.problems import resource_not_found
from m365bot.sandbox.wire.routing import operation

_ONE = "/directory/deletedItems/{directoryObject-id}"
_TYPE = {"@odata.type": "#microsoft.graph.group"}
_READ = one_of(f"Group.Read.All Group.ReadWrite.All {permissions.WIDE}")
_WRITE = one_of("Group.ReadWrite.All Directory.ReadWrite.All")


@operation(
    "GET",
    "/directory/deletedItems/microsoft.graph.group",
    slice="directory",
    needs=_READ,
    query=query.LIST,
    shape="group",
)
def list_deleted(call: Call) -> Reply:
    groups.forget_old(call.tenant)
    rows = [groups.shown(each) for each in call.tenant.groups.values() if each.deleted_at is not None]
    return query.listed(call, "groups", rows, ("id", "displayName", "mailNickname"))


@operation("GET", _ONE, slice="directory", needs=_READ, query=query.ONE, shape="group")
def get_deleted(call: Call) -> Reply:
    return options.entity(call, "directoryObjects/$entity", {**_TYPE, **groups.shown(_deleted(call))})


@operation("POST", f"{_ONE}/restore", slice="directory", needs=_WRITE)
def restore(call: Call) -> Reply:
    group = _deleted(call)
    groups.restore(call.tenant, group)
    return options.entity(call, "directoryObjects/$entity", {**_TYPE, **groups.shown(group)})


@operation("DELETE", _ONE, slice="directory", needs=_WRITE)
def remove(call: Call) -> Reply:
    group = _deleted(call)
    del call.tenant.groups[group.id]
    call.tenant.teams.pop(group.id, None)
    return Reply(204)


def _deleted(call: Call) -> Group:
    groups.forget_old(call.tenant)
    group = call.tenant.groups.get(call.params["directoryObject-id"].lower())
    if group is None or group.deleted_at is None:
        raise resource_not_found(call.params["directoryObject-id"])
    return group
