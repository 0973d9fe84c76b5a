"""Who was given what of an item: listed, invited, taken back (docs/facts.md 98).

Registered with the router on import; called by the server. An invitation sends no mail here.
"""

import base64
from typing import Any

from m365bot.sandbox.sharepoint import access, asked, permissions, problems
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.drive import Drive, Grant, Item
from m365bot.sandbox.stored.sharepoint import Site
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.routing import operation

_ITEM = "/drives/{drive-id}/items/{driveItem-id}"
_ALL = f"{_ITEM}/permissions"
_ONE = f"{_ALL}/{{permission-id}}"
_INVITE: dict[str, Any] = {
    "requireSignIn": bool,
    "sendInvitation": bool,
    "roles": [str],
    "message": str,
    "recipients": [{"alias": str, "email": str, "objectId": str}],
    "retainInheritedPermissions": bool,
    "expirationDateTime": str,
    "password": str,
}
_ROLES = (access.READ, access.WRITE)


@operation("GET", _ALL, slice="drives", needs=permissions.READ_FILES, query={"$select"})
def list_permissions(call: Call) -> Reply:
    drive, item = asked.item(call)
    value = _everybody(call, drive, item)
    return Reply(200, {**asked.context(call, "permissions"), "value": value})


@operation("GET", _ONE, slice="drives", needs=permissions.READ_FILES)
def get_permission(call: Call) -> Reply:
    drive, item = asked.item(call)
    for each in _everybody(call, drive, item):
        if each["id"] == call.params["permission-id"]:
            return Reply(200, {**asked.context(call, "permissions/$entity"), **each})
    raise problems.not_found()


@operation("POST", f"{_ITEM}/invite", slice="drives", needs=permissions.WRITE_FILES, body=_INVITE)
def invite(call: Call) -> Reply:
    """Adds people; what the item inherits is dropped only where the invitation says so, and the weather has it so."""
    drive, item = asked.item(call)
    body = asked.body(call)
    roles, people = _roles(body), _people(call, body)
    if body.get("retainInheritedPermissions") is False:
        _cut(call, item)
    given = [_given(item, person, roles) for person in people]
    drive.changed(item, call.stamp, asked.by(call))
    value = [_shown(call, each) for each in given]
    return Reply(200, {**asked.context(call, "Collection(permission)"), "value": value})


@operation("DELETE", _ONE, slice="drives", needs=permissions.WRITE_FILES)
def delete_permission(call: Call) -> Reply:
    """Only what was given here; what is inherited, is taken back where it was given (api/permission-delete)."""
    drive, item = asked.item(call)
    key = call.params["permission-id"]
    if not any(each["id"] == key for each in _everybody(call, drive, item)):
        raise problems.not_found()
    kept = [grant for grant in item.grants if grant.id != key]
    if len(kept) == len(item.grants):
        raise problems.invalid("An inherited permission cannot be deleted here.")
    item.grants = kept
    drive.changed(item, call.stamp, asked.by(call))
    return Reply(204)


def _cut(call: Call, item: Item) -> None:
    """What the parameter does is on no page that could be read (docs/facts.md 98)."""
    match call.tenant.weather.word("invite_inherited"):
        case "dropped":
            item.inherits = False
        case "refused":
            raise problems.invalid("One of the provided arguments is not acceptable.")


def _roles(body: dict[str, Any]) -> list[str]:
    roles = list(body.get("roles") or ())
    if len(roles) != 1 or roles[0] not in _ROLES:
        raise problems.invalid(f"'roles' names one of {', '.join(_ROLES)}.")
    return roles


def _people(call: Call, body: dict[str, Any]) -> list[User]:
    """400 for somebody nobody knows: an app makes no guests by an invitation to an item (assumed)."""
    wanted = [
        str(each.get("objectId") or each.get("email") or each.get("alias") or "")
        for each in body.get("recipients") or ()
    ]
    found = [call.tenant.user(key) if key else None for key in wanted]
    if not found or None in found:
        raise problems.invalid("At least one recipient could not be resolved.")
    return [person for person in found if person]


def _given(item: Item, person: User, roles: list[str]) -> Grant:
    """A second invitation changes the first."""
    for each in item.grants:
        if each.user_id == person.id:
            each.roles = roles
            return each
    grant = Grant(_key(f"i:0#.f|membership|{person.upn}"), person.id, roles)
    item.grants.append(grant)
    return grant


def _everybody(call: Call, drive: Drive, item: Item) -> list[dict[str, Any]]:
    """The site's own groups first; people after, each with where it comes from."""
    site = asked.store(call).sites[drive.site_id]
    above = None if not drive.path(item) else drive.items[item.parent]
    rows = [_of_site(call, site, "owner", drive, above if item.inherits else None)]
    if access.inherits_site(drive, item):
        rows.append(_of_site(call, site, "write", drive, above))
    for grant, at in access.granted(drive, item):
        inherited = {} if at.id == item.id else {"inheritedFrom": _place(drive, at)}
        rows.append({**_shown(call, grant), **inherited})
    return rows


def _of_site(call: Call, site: Site, role: str, drive: Drive, above: Item | None) -> dict[str, Any]:
    """The site's owners or members, as SharePoint's own groups."""
    name = f"{site.title} {'所有者' if role == 'owner' else 'メンバー'}"
    number = "3" if role == "owner" else "5"
    group = {"siteGroup": {"displayName": name, "id": number, "loginName": name}}
    inherited = {"inheritedFrom": _place(drive, above)} if above else {}
    return {"id": _key(name), "roles": [role], "grantedToV2": group, **inherited}


def _shown(call: Call, grant: Grant) -> dict[str, Any]:
    person = call.tenant.users[grant.user_id]
    user = {"id": person.id, "displayName": person.display_name, "email": person.mail or person.upn}
    return {"id": grant.id, "roles": grant.roles, "grantedToV2": {"user": user}, "grantedTo": {"user": user}}


def _place(drive: Drive, item: Item) -> dict[str, Any]:
    tail = "/".join(drive.path(item))
    return {
        "driveId": drive.id,
        "id": item.id,
        "path": f"/drives/{drive.id}/root:" + (f"/{tail}" if tail else ""),
    }


def _key(login: str) -> str:
    return base64.urlsafe_b64encode(login.encode()).decode().rstrip("=")
