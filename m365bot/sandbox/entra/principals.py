"""How applications, their service principals and what was granted to them are shown.

Called by the handlers of applications. Microsoft Graph's principal offers every permission that an operation
of the sandbox asks for.
"""

import uuid
from typing import Any

from m365bot.sandbox.entra import apps
from m365bot.sandbox.stored.directory import App, Secret, User
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire import routing

_ROLES = uuid.UUID("6d333635-626f-4073-a16e-726f6c657300")


DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000"  # access without any role


def role_id(name: str) -> str:
    """The sandbox's own id for a permission, the same in every tenant."""
    if name == DEFAULT_ACCESS:
        return name
    return str(uuid.uuid5(_ROLES, name))


def role_named(key: str) -> str | None:
    return next((name for name in routing.all_permissions()[0] if role_id(name) == key.lower()), None)


def application(app: App) -> dict[str, Any]:
    return {
        "id": app.id,
        "deletedDateTime": None,
        "appId": app.app_id,
        "appRoles": own_roles(app),
        "createdDateTime": app.created,
        "displayName": app.display_name,
        "description": None,
        "identifierUris": [],
        "signInAudience": "AzureADMyOrg",
        "isFallbackPublicClient": app.takes_public_flows,
        "keyCredentials": [],
        "passwordCredentials": [password(each) for each in app.secrets],
        "publicClient": {"redirectUris": list(app.public_redirects)},
        "requiredResourceAccess": [_access(app)],
        "tags": [],
        "web": {"redirectUris": list(app.web_redirects)},
    }


def _access(app: App) -> dict[str, Any]:
    roles = [{"id": role_id(name), "type": "Role"} for name in app.application]
    scopes = [{"id": role_id(f"scope {name}"), "type": "Scope"} for name in app.delegated]
    return {"resourceAppId": apps.GRAPH, "resourceAccess": [*roles, *scopes]}


def password(secret: Secret, text: str | None = None) -> dict[str, Any]:
    """The text is shown once, when it is made (docs/facts.md 79)."""
    return {
        "customKeyIdentifier": None,
        "displayName": secret.name,
        "endDateTime": secret.ends,
        "hint": secret.text[:3],
        "keyId": secret.id,
        "secretText": text,
        "startDateTime": secret.starts,
    }


def principal(app: App) -> dict[str, Any]:
    offers = app.app_id == apps.GRAPH
    application_names, delegated_names = routing.all_permissions()
    return {
        "id": app.principal_id,
        "deletedDateTime": None,
        "accountEnabled": True,
        "appDisplayName": app.display_name,
        "appId": app.app_id,
        "appRoleAssignmentRequired": False,
        "appRoles": [_role(name) for name in sorted(application_names)] if offers else own_roles(app),
        "displayName": app.display_name,
        "oauth2PermissionScopes": [_scope(name) for name in sorted(delegated_names)] if offers else [],
        "servicePrincipalNames": [app.app_id],
        "servicePrincipalType": "Application",
        "signInAudience": "AzureADMyOrg",
        "tags": [],
    }


def own_role_id(app: App, value: str) -> str:
    """Of a role that an app defines for people."""
    return str(uuid.uuid5(uuid.UUID(app.principal_id), f"role {value}"))


def own_roles(app: App) -> list[dict[str, Any]]:
    return [
        {
            "allowedMemberTypes": ["User"],
            "description": title,
            "displayName": title,
            "id": own_role_id(app, value),
            "isEnabled": True,
            "origin": "Application",
            "value": value,
        }
        for value, title in app.app_roles.items()
    ]


def holders(tenant: Tenant, app: App) -> list[dict[str, Any]]:
    """Who was assigned which of the app's own roles."""
    held = [(tenant.users.get(key), value) for key, values in app.role_holders.items() for value in values]
    return [held_by(app, user, value) for user, value in held if user is not None]


def held_by(app: App, user: User, value: str) -> dict[str, Any]:
    return {
        "id": uuid.uuid5(uuid.UUID(app.principal_id), f"{user.id} {value}").hex,
        "deletedDateTime": None,
        "appRoleId": own_role_id(app, value),
        "createdDateTime": app.created,
        "principalDisplayName": user.display_name,
        "principalId": user.id,
        "principalType": "User",
        "resourceDisplayName": app.display_name,
        "resourceId": app.principal_id,
    }


def _role(name: str) -> dict[str, Any]:
    return {
        "allowedMemberTypes": ["Application"],
        "description": name,
        "displayName": name,
        "id": role_id(name),
        "isEnabled": True,
        "origin": "Application",
        "value": name,
    }


def _scope(name: str) -> dict[str, Any]:
    return {
        "adminConsentDescription": name,
        "adminConsentDisplayName": name,
        "id": role_id(f"scope {name}"),
        "isEnabled": True,
        "type": "User",
        "userConsentDescription": None,
        "userConsentDisplayName": None,
        "value": name,
    }


def assignments(tenant: Tenant, app: App) -> list[dict[str, Any]]:
    """The application permissions of an app, as assignments."""
    known = {name: key for key, name in app.assigned.items()}
    return [assignment(tenant, app, name, known.get(name)) for name in app.application if name != "*"]


def assignment(
    tenant: Tenant, app: App, name: str, key: str | None = None, *, resource: App | None = None
) -> dict[str, Any]:
    of = resource or tenant.apps[apps.GRAPH]
    return {
        "id": key or assignment_id(app, name),
        "deletedDateTime": None,
        "appRoleId": role_id(name),
        "createdDateTime": app.created,
        "principalDisplayName": app.display_name,
        "principalId": app.principal_id,
        "principalType": "ServicePrincipal",
        "resourceDisplayName": of.display_name,
        "resourceId": of.principal_id,
    }


def assignment_id(app: App, name: str) -> str:
    return uuid.uuid5(uuid.UUID(app.principal_id), name).hex
