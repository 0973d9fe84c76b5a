"""Applications and service principals: read, given secrets, granted permissions.

Registered with the router on import. Registering new applications is for the control API.
"""

from datetime import datetime
from typing import Any

from m365bot.sandbox.clock import iso
from m365bot.sandbox.directory import query
from m365bot.sandbox.entra import apps, principals
from m365bot.sandbox.stored.directory import App, Secret, User
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.problems import directory_bad, resource_not_found
from m365bot.sandbox.wire.routing import operation

_FILTERS = ("id", "appId", "displayName")
_PASSWORD = {"passwordCredential": {"displayName": str, "startDateTime": str, "endDateTime": str}}
_ASSIGNMENT = {"principalId": str, "resourceId": str, "appRoleId": str}
_APP, _PRINCIPAL = "/applications/{application-id}", "/servicePrincipals/{servicePrincipal-id}"
_TWO_YEARS = 2 * 365 * 86_400
# Reading by OwnedBy is not held to the app's own (DIFFERENCES.md).
_READERS = "Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"
_WRITERS = "Application.ReadWrite.All Directory.ReadWrite.All"
_LIST = one_of(
    "Application.Read.All Application.ReadWrite.All Directory.Read.All Application.ReadWrite.OwnedBy",
    person=_READERS,
)
_READ = one_of(f"{_READERS} Application.ReadWrite.OwnedBy", person=_READERS)
_WRITE = one_of(f"Application.ReadWrite.OwnedBy {_WRITERS}", person=_WRITERS)
_ASSIGN = one_of("AppRoleAssignment.ReadWrite.All")


@operation("GET", "/applications", slice="directory", needs=_LIST, query=query.LIST, shape="application")
def list_applications(call: Call) -> Reply:
    rows = [principals.application(each) for each in call.tenant.apps.values() if each.registered]
    return query.listed(call, "applications", rows, _FILTERS)


@operation("GET", _APP, slice="directory", needs=_READ, query=query.ONE, shape="application")
def get_application(call: Call) -> Reply:
    return options.entity(call, "applications/$entity", principals.application(_app(call)))


@operation(
    "GET",
    "/applications(appId='{appId}')",
    slice="directory",
    needs=_READ,
    query=query.ONE,
    shape="application",
)
def get_by_app_id(call: Call) -> Reply:
    app = call.tenant.apps.get(call.params["appId"].lower())
    if app is None or not app.registered:
        raise resource_not_found(call.params["appId"])
    return options.entity(call, "applications/$entity", principals.application(app))


@operation("POST", f"{_APP}/addPassword", slice="directory", needs=_WRITE, body=_PASSWORD)
def add_password(call: Call) -> Reply:
    """The text is shown once (docs/facts.md 79)."""
    app, asked = _app(call), call.body.get("passwordCredential") or {}
    now = call.clock.timestamp()
    ends = _moment(asked["endDateTime"]) if asked.get("endDateTime") else now + _TWO_YEARS
    text = f"sb~{call.tenant.chance.getrandbits(160):040x}"
    made = Secret(call.tenant.guid(), text, asked.get("displayName") or "", call.stamp, iso(ends), ends)
    app.secrets.append(made)
    return options.entity(call, "microsoft.graph.passwordCredential", principals.password(made, text))


@operation("POST", f"{_APP}/removePassword", slice="directory", needs=_WRITE, body={"keyId": str})
def remove_password(call: Call) -> Reply:
    app = _app(call)
    kept = [each for each in app.secrets if each.id != call.body.get("keyId")]
    if len(kept) == len(app.secrets):
        raise directory_bad("No password credential found with keyId.")
    app.secrets = kept
    return Reply(204)


@operation(
    "GET", "/servicePrincipals", slice="directory", needs=_LIST, query=query.LIST, shape="servicePrincipal"
)
def list_principals(call: Call) -> Reply:
    rows = [principals.principal(each) for each in call.tenant.apps.values()]
    return query.listed(call, "servicePrincipals", rows, _FILTERS)


@operation("GET", _PRINCIPAL, slice="directory", needs=_READ, query=query.ONE, shape="servicePrincipal")
def get_principal(call: Call) -> Reply:
    return options.entity(call, "servicePrincipals/$entity", principals.principal(_principal(call)))


@operation(
    "GET",
    "/servicePrincipals(appId='{appId}')",
    slice="directory",
    needs=_READ,
    query=query.ONE,
    shape="servicePrincipal",
)
def get_principal_by_app_id(call: Call) -> Reply:
    app = call.tenant.apps.get(call.params["appId"].lower())
    if app is None:
        raise resource_not_found(call.params["appId"])
    return options.entity(call, "servicePrincipals/$entity", principals.principal(app))


@operation(
    "GET", f"{_PRINCIPAL}/appRoleAssignments", slice="directory", needs=_READ, query=("$top", "$skiptoken")
)
def list_assignments(call: Call) -> Reply:
    rows = principals.assignments(call.tenant, _principal(call))
    return options.collection(call, "appRoleAssignments", rows, size=call.settings.group_page)


@operation(
    "GET", f"{_PRINCIPAL}/appRoleAssignedTo", slice="directory", needs=_READ, query=("$top", "$skiptoken")
)
def list_assigned_to(call: Call) -> Reply:
    """What a resource has granted: Microsoft Graph to apps, any other its own roles to people."""
    app = _principal(call)
    every = call.tenant.apps.values() if app.app_id == apps.GRAPH else ()
    rows = [row for each in every for row in principals.assignments(call.tenant, each)]
    rows += principals.holders(call.tenant, app)
    return options.collection(call, "appRoleAssignments", rows, size=call.settings.group_page)


@operation("POST", f"{_PRINCIPAL}/appRoleAssignments", slice="directory", needs=_ASSIGN, body=_ASSIGNMENT)
def assign(call: Call) -> Reply:
    return _assigned(call)


@operation("POST", f"{_PRINCIPAL}/appRoleAssignedTo", slice="directory", needs=_ASSIGN, body=_ASSIGNMENT)
def assign_to(call: Call) -> Reply:
    return _assigned(call)


@operation(
    "DELETE", f"{_PRINCIPAL}/appRoleAssignments/{{appRoleAssignment-id}}", slice="directory", needs=_ASSIGN
)
def unassign(call: Call) -> Reply:
    app, key = _principal(call), call.params["appRoleAssignment-id"]
    row = next((each for each in principals.assignments(call.tenant, app) if each["id"] == key), None)
    name = principals.role_named(row["appRoleId"]) if row else None
    if name is None:
        raise resource_not_found(key)
    app.application = [each for each in app.application if each != name]
    return Reply(204)


def _moment(text: str) -> float:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError as problem:
        raise directory_bad(f"'{text}' is not a time.") from problem


def _app(call: Call) -> App:
    key = call.params["application-id"].lower()
    found = next((each for each in call.tenant.apps.values() if each.id == key and each.registered), None)
    if found is None:
        raise resource_not_found(key)
    return found


def _principal(call: Call) -> App:
    found = call.tenant.app_of_principal(call.params["servicePrincipal-id"].lower())
    if found is None:
        raise resource_not_found(call.params["servicePrincipal-id"])
    return found


def _assigned(call: Call) -> Reply:
    """201; a repeat is refused (docs/facts.md 79). Tokens carry it from the next one on."""
    body: dict[str, Any] = call.body
    if user := call.tenant.users.get(body.get("principalId") or ""):
        return _held(call, user, body)
    app = call.tenant.app_of_principal(body.get("principalId") or "")
    graph = call.tenant.app_of_principal(body.get("resourceId") or "")
    if app is None or graph is None:
        raise resource_not_found(body.get("principalId" if app is None else "resourceId") or "")
    if body.get("appRoleId") == principals.DEFAULT_ACCESS:
        row = principals.assignment(call.tenant, app, principals.DEFAULT_ACCESS, resource=graph)
        return options.entity(call, "appRoleAssignments/$entity", {**row, "createdDateTime": call.stamp}, 201)
    name = principals.role_named(body.get("appRoleId") or "")
    if name is None or graph.app_id != apps.GRAPH:
        raise directory_bad("Permission being assigned was not found on application.")
    if name in app.application:
        raise directory_bad("Permission being assigned already exists on the object")
    app.application = [*app.application, name]
    row = principals.assignment(call.tenant, app, name)
    return options.entity(call, "appRoleAssignments/$entity", {**row, "createdDateTime": call.stamp}, 201)


def _held(call: Call, user: User, body: dict[str, Any]) -> Reply:
    """A person is assigned a role of an app's own; the next id token names it."""
    app = call.tenant.app_of_principal(body.get("resourceId") or "")
    if app is None:
        raise resource_not_found(body.get("resourceId") or "")
    asked = body.get("appRoleId")
    value = next((one for one in app.app_roles if principals.own_role_id(app, one) == asked), None)
    if value is None:
        raise directory_bad("Permission being assigned was not found on application.")
    held = app.role_holders.setdefault(user.id, [])
    if value in held:
        raise directory_bad("Permission being assigned already exists on the object")
    held.append(value)
    row = {**principals.held_by(app, user, value), "createdDateTime": call.stamp}
    return options.entity(call, "appRoleAssignments/$entity", row, 201)
