"""Users: read by anybody who may, changed by administrators' tokens.

Registered with the router on import.
"""

from typing import Any

from m365bot.sandbox.directory import groups, licences, people, permissions, query
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import me, one_of
from m365bot.sandbox.wire.problems import directory_bad
from m365bot.sandbox.wire.routing import operation
from m365bot.sandbox.wire.shapes import DEFAULTS

_FILTERS = [
    "id",
    "accountEnabled",
    "createdDateTime",
    "department",
    "displayName",
    "externalUserState",
    "givenName",
    "jobTitle",
    "mail",
    "mailNickname",
    "otherMails",
    "proxyAddresses",
    "surname",
    "userPrincipalName",
    "userType",
]
_NEW = {
    "accountEnabled": bool,
    "displayName": str,
    "mailNickname": str,
    "userPrincipalName": str,
    "passwordProfile": {"password": str, "forceChangePasswordNextSignIn": bool},
    "department": str,
    "jobTitle": str,
    "mail": str,
}
_CHANGE = {name: kind for name, kind in _NEW.items() if name != "passwordProfile"}
_MINE = f"User.Read User.ReadWrite {permissions.USERS}"
_MEMBER_OF = (
    "User.Read Group.ReadBasic.All GroupMember.ReadBasic.All GroupMember.Read.All "
    "Directory.Read.All Directory.ReadWrite.All"
)
_LICENCES = (
    "LicenseAssignment.Read.All Directory.Read.All User.Read.All Directory.ReadWrite.All User.ReadWrite.All"
)
_WRITE = one_of("User.ReadWrite.All Directory.ReadWrite.All")


@operation("GET", "/users", slice="users", needs=one_of(permissions.USERS), query=query.LIST, shape="user")
def list_users(call: Call) -> Reply:
    people.refuse_guests(call)
    rows = [people.shown(each) for each in people.everybody(call)]
    return query.listed(call, "users", rows, _FILTERS)


@operation("POST", "/users", slice="users", needs=_WRITE, body=_NEW)
def create_user(call: Call) -> Reply:
    body = call.body
    for name in ("accountEnabled", "displayName", "mailNickname", "userPrincipalName", "passwordProfile"):
        if body.get(name) is None:
            raise directory_bad(f"A value is required for property '{name}' of resource 'User'.")
    _check_is_free(call, body["userPrincipalName"], None)
    user = User(call.tenant.guid(), body["userPrincipalName"], body["displayName"], created=call.stamp)
    user.password = str(body["passwordProfile"].get("password") or "")
    user.seen_at = call.tenant.after(call.settings.delays.user_seen)
    _set(user, body)
    call.tenant.users[user.id] = user
    return options.entity(call, "users/$entity", _brief(user), 201)


@operation(
    "GET",
    "/users/{user-id}",
    slice="users",
    needs=one_of(permissions.USERS, person=_MINE),
    query=query.ONE,
    shape="user",
)
def get_user(call: Call) -> Reply:
    user = people.seen(call, call.params["user-id"])
    if not call.app_only and call.token.user_id != user.id:
        people.refuse_others(call)
    return options.entity(call, "users/$entity", people.shown(user))


@operation("GET", "/me", slice="users", needs=me(_MINE), query=query.ONE, shape="user")
def get_me(call: Call) -> Reply:
    return options.entity(call, "users/$entity", people.shown(call.caller))


@operation("PATCH", "/users/{user-id}", slice="users", needs=_WRITE, body=_CHANGE)
def change_user(call: Call) -> Reply:
    user = people.seen(call, call.params["user-id"])
    _check_is_free(call, call.body.get("userPrincipalName") or "", user)
    _set(user, call.body)
    return Reply(204)


@operation(
    "DELETE", "/users/{user-id}", slice="users", needs=one_of("User.DeleteRestore.All User.ReadWrite.All")
)
def delete_user(call: Call) -> Reply:
    user = people.seen(call, call.params["user-id"])
    user.deleted_at = call.clock.timestamp()
    for group in call.tenant.groups.values():
        groups.drop(call.tenant, group, user.id)
        group.owners.pop(user.id, None)
    return Reply(204)


@operation(
    "GET",
    "/users/{user-id}/memberOf",
    slice="users",
    needs=one_of(f"Group.ReadBasic.All GroupMember.ReadBasic.All {permissions.WIDE}", person=_MEMBER_OF),
    query=query.MEMBERS,
)
def member_of(call: Call) -> Reply:
    return _member_of(call, people.seen(call, call.params["user-id"]))


@operation("GET", "/me/memberOf", slice="users", needs=me(_MEMBER_OF), query=query.MEMBERS)
def my_member_of(call: Call) -> Reply:
    return _member_of(call, call.caller)


def _member_of(call: Call, user: User) -> Reply:
    rows = [
        {"@odata.type": "#microsoft.graph.group", **groups.shown(each)}
        for each in groups.visible(call)
        if user.id in each.members and call.tenant.passed(each.members[user.id].in_group_at)
    ]
    return options.collection(call, "directoryObjects", rows, size=call.settings.group_page)


@operation(
    "GET",
    "/users/{user-id}/licenseDetails",
    slice="users",
    needs=one_of(_LICENCES, person=f"User.Read {_LICENCES}"),
    query=query.MEMBERS,
)
def license_details(call: Call) -> Reply:
    user = people.seen(call, call.params["user-id"])
    if not call.app_only and call.token.user_id != user.id:
        people.refuse_others(call)
    rows = [licences.OFFICE] if user.licensed and not user.guest else []
    return options.collection(call, "licenseDetails", rows)


def _brief(user: User) -> dict[str, Any]:
    return {name: value for name, value in people.shown(user).items() if name in DEFAULTS["user"]}


def _check_is_free(call: Call, name: str, user: User | None) -> None:
    """A sign-in name is one person's."""
    if name and (call.tenant.user(name) or user) is not user:
        raise directory_bad(
            "Another object with the same value for property userPrincipalName already exists."
        )


def _set(user: User, body: dict[str, Any]) -> None:
    for name in ("displayName", "userPrincipalName", "accountEnabled"):
        if name in body and body[name] in (None, ""):
            raise directory_bad(f"Invalid value specified for property '{name}' of resource 'User'.")
    user.enabled = body.get("accountEnabled", user.enabled)
    user.display_name = body.get("displayName", user.display_name)
    user.upn = body.get("userPrincipalName", user.upn)
    user.mail = body.get("mail", user.mail)
    user.department = body.get("department", user.department)
    user.job_title = body.get("jobTitle", user.job_title)
