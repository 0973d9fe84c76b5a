"""Which apps were let into one site: granted, listed, changed, taken back (api/site-post-permissions).

Registered with the router on import; called by the server. For people nothing is granted here: that is the site's own.
"""

from typing import Any

from m365bot.sandbox.sharepoint import asked, problems, selected
from m365bot.sandbox.stored.sharepoint import Site
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import app_only, one_of
from m365bot.sandbox.wire.routing import operation

_ALL = "/sites/{site-id}/permissions"
_ONE = f"{_ALL}/{{permission-id}}"
_NEEDS = app_only("Sites.FullControl.All")
_APP = {"application": {"id": str, "displayName": str}}
_GRANT: dict[str, Any] = {"roles": [str], "grantedToIdentities": [_APP], "grantedToIdentitiesV2": [_APP]}


@operation("GET", _ALL, slice="sites", needs=one_of("Sites.FullControl.All"))
def list_site_permissions(call: Call) -> Reply:
    """Without the roles, which only the single one tells (docs/facts.md sites.selected)."""
    told = [_shown(call, each) for each in asked.site(call).grants]
    value = [{name: each[name] for name in each if name != "roles"} for each in told]
    return Reply(200, {**asked.context(call, "sites/permissions"), "value": value})


@operation("POST", _ALL, slice="sites", needs=_NEEDS, body=_GRANT)
def grant_site(call: Call) -> Reply:
    site, body = asked.site(call), asked.body(call)
    granted = granted_on(site, _app(call, body), _roles(body), call.tenant.guid())
    return Reply(201, {**asked.context(call, "sites/permissions/$entity"), **_shown(call, granted)})


@operation("GET", _ONE, slice="sites", needs=_NEEDS)
def get_site_permission(call: Call) -> Reply:
    return _entity(call, _found(call))


@operation("PATCH", _ONE, slice="sites", needs=_NEEDS, body={"roles": [str]})
def change_site_permission(call: Call) -> Reply:
    found = _found(call)
    found["roles"] = _roles(asked.body(call))
    return _entity(call, found)


@operation("DELETE", _ONE, slice="sites", needs=_NEEDS)
def take_site_permission_back(call: Call) -> Reply:
    asked.site(call).grants.remove(_found(call))
    return Reply(204)


def granted_on(site: Site, app_id: str, roles: list[str], key: str) -> dict[str, Any]:
    site.grants.append({"id": key, "app": app_id, "roles": roles})
    return site.grants[-1]


def _found(call: Call) -> dict[str, Any]:
    key = call.params["permission-id"]
    found = next((each for each in asked.site(call).grants if each["id"] == key), None)
    if found is None:
        raise problems.not_found()
    return found


def _roles(body: dict[str, Any]) -> list[str]:
    roles = body.get("roles") or []
    if not roles or any(each not in selected.ROLES for each in roles):
        raise problems.invalid(f"roles are some of {', '.join(selected.ROLES)}.")
    return list(roles)


def _app(call: Call, body: dict[str, Any]) -> str:
    """The one app that it names."""
    named = body.get("grantedToIdentities") or body.get("grantedToIdentitiesV2") or []
    apps = [(each or {}).get("application") or {} for each in named]
    ids = [str(each.get("id") or "").lower() for each in apps]
    if len(ids) != 1 or not ids[0]:
        raise problems.invalid("grantedToIdentities names one application.")
    return ids[0]


def _shown(call: Call, grant: dict[str, Any]) -> dict[str, Any]:
    app = call.tenant.apps.get(grant["app"])
    identity = {"application": {"id": grant["app"], "displayName": app.display_name if app else ""}}
    both = {"grantedToIdentities": [identity], "grantedToIdentitiesV2": [identity]}
    return {"id": grant["id"], "roles": list(grant["roles"]), **both}


def _entity(call: Call, grant: dict[str, Any]) -> Reply:
    return Reply(200, {**asked.context(call, "sites/permissions/$entity"), **_shown(call, grant)})
