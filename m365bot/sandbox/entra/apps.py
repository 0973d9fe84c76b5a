"""The applications of the tenant: m365bot's own, the viewer's, Microsoft Graph's principal, and those added.

Called when a tenant is seeded and by the control API.
"""

import hashlib
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from m365bot.sandbox.stored.directory import App, Secret
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire import routing
from m365bot.sandbox.wire.problems import GraphProblem

GRAPH = "00000003-0000-0000-c000-000000000000"
_MADE = "2025-04-01T00:00:00Z"
_ROW = {
    *("client_id", "client_secret", "certificate", "displayName", "application", "delegated", "protected"),
    *("requested", "webRedirects", "publicRedirects", "publicFlows", "mailboxes", "appRoles", "roles"),
}
_LOCALHOST = "http://localhost"  # any port of it (docs/facts.md entra.redirects)
_CONSOLE = f"{_LOCALHOST}/sign-in/back"
_NEVER = "2099-12-31T00:00:00Z"
_NEVER_AT = 4_102_358_400.0

# The least that m365bot needs for what the sandbox's first programme does.
BOT_APPLICATION = (
    "Group.ReadWrite.All",  # PUT /groups/{id}/team asks for it
    "TeamMember.ReadWrite.All",
    "Channel.Create",
    "Channel.ReadBasic.All",
    "ChannelMember.ReadWrite.All",
    "TeamsTab.ReadWrite.All",
    "Files.ReadWrite.All",
    "Sites.Read.All",
    "Sites.ReadWrite.All",  # createUploadSession asks for it (docs/facts.md files.session)
    "User.Read.All",
    "User.Invite.All",
)
# In Exchange, for the one mailbox that the office's mail leaves from (docs/facts.md 100).
BOT_MAILBOX = {"kenshu@example.jp": ["Mail.ReadWrite", "Mail.Send"]}
BOT_DELEGATED = (
    "User.Read",
    "ChannelMessage.Read.All",
    "ChannelMessage.ReadWrite",
    "ChannelMessage.Send",
)
BOT_ROLES = {
    "officer": "研修担当",
    "approver": "承認する人",
    "viewer": "閲覧する人",
    "instructor": "講師",
    "section_chief": "所属長",
}
BOT_CHATS = ("Chat.Create", "Chat.Read", "ChatMessage.Send")  # besides, where config sends by chat
VIEWER_DELEGATED = (
    "User.Read",
    "User.ReadBasic.All",
    "Team.ReadBasic.All",
    "TeamMember.Read.All",
    "Channel.ReadBasic.All",
    "ChannelMember.Read.All",
    "ChannelMessage.Read.All",
    "TeamsTab.Read.All",
    "Files.Read.All",
    "Sites.Read.All",
    "Mail.Read",
    "Chat.Read",
)


def _id(tenant: Tenant, name: str) -> str:
    return str(uuid.uuid5(uuid.UUID(tenant.id), name))


def bot_id(tenant: Tenant) -> str:
    return _id(tenant, "app m365bot")


def viewer_id(tenant: Tenant) -> str:
    return _id(tenant, "app viewer")


def bot_secret(tenant: Tenant) -> str:
    """The same for every sandbox of one domain, so that env survives a reset."""
    return "sb~" + hashlib.sha256(f"secret {tenant.id}".encode()).hexdigest()[:37]


def add_own(tenant: Tenant, roles: Mapping[str, Any] = MappingProxyType({})) -> None:
    """What every tenant has. roles: who holds which of m365bot's app roles, by sign-in name."""
    row: dict[str, Any] = {"client_secret": bot_secret(tenant), "displayName": "m365bot"}
    row |= {"application": BOT_APPLICATION, "mailboxes": BOT_MAILBOX}
    add(tenant, {**row, "client_id": bot_id(tenant), "delegated": BOT_DELEGATED, "requested": BOT_DELEGATED})
    let_the_bot_sign_in(tenant)
    _assign(tenant, tenant.apps[bot_id(tenant)], roles)
    add(
        tenant,
        {"client_id": viewer_id(tenant), "displayName": "sandbox viewer", "delegated": VIEWER_DELEGATED},
    )
    graph = App(_id(tenant, "app graph"), GRAPH, _id(tenant, "principal graph"), "Microsoft Graph", _MADE)
    graph.registered = False
    tenant.apps[GRAPH] = graph


def let_the_bot_sign_in(tenant: Tenant) -> None:
    """As docs/tenant-setup.md registers it; also where a state file of before knows nothing of it."""
    bot = tenant.apps.get(bot_id(tenant))
    if bot and not bot.web_redirects:
        bot.web_redirects, bot.public_flows = [_LOCALHOST], True
    if bot and not bot.app_roles:
        bot.web_redirects, bot.app_roles = [*bot.web_redirects, _CONSOLE], dict(BOT_ROLES)


def add(tenant: Tenant, row: Mapping[str, Any]) -> App:
    """{client_id, client_secret, certificate (PEM), displayName, application, delegated, protected, …}; "*": all.

    appRoles: {value: title}, those that it defines; roles: {sign-in name: [values]}, whom what is assigned, in place of
    before.

    mailboxes: {address: [names]}, what Exchange grants apart from consent, for these mailboxes alone.
    """
    for name in sorted(set(row) - _ROW):
        raise GraphProblem(400, "BadRequest", f"'{name}' is not known in apps.")
    app_id = str(row.get("client_id") or tenant.guid()).lower()
    known = tenant.apps.get(app_id)
    app = known or App(_id(tenant, f"object {app_id}"), app_id, _id(tenant, f"principal {app_id}"), "", _MADE)
    app.display_name = row.get("displayName") or app.display_name or app_id
    app.application = _names(row.get("application"), app.application, 0)
    app.delegated = _names(row.get("delegated"), app.delegated, 1)
    app.requested = _names(row.get("requested"), app.requested, 1)
    app.web_redirects = list(row.get("webRedirects", app.web_redirects))
    app.public_redirects = list(row.get("publicRedirects", app.public_redirects))
    app.public_flows = row.get("publicFlows", app.public_flows)
    for address, names in (row.get("mailboxes") or {}).items():
        app.mailbox_roles[str(address).lower()] = [str(each) for each in names]
    app.app_roles |= row.get("appRoles") or {}
    _assign(tenant, app, row.get("roles") or {})
    every = "*" in (row.get("application") or ())
    app.protected = bool(row.get("protected", app.protected or every))
    if row.get("client_secret"):
        app.secrets.append(secret(tenant, row["client_secret"], "seed"))
    if row.get("certificate"):
        app.certificates.append(row["certificate"])
    tenant.apps[app_id] = app
    return app


def _assign(tenant: Tenant, app: App, roles: Mapping[str, Any]) -> None:
    for name, values in roles.items():
        user = tenant.user(name)
        if user is None:
            raise GraphProblem(400, "BadRequest", f"There is no user '{name}'.")
        if unknown := sorted(set(values) - set(app.app_roles)):
            raise GraphProblem(400, "BadRequest", f"'{unknown[0]}' is no role of {app.display_name}.")
        app.role_holders[user.id] = list(values)


def secret(tenant: Tenant, text: str, name: str, ends: str = _NEVER, ends_at: float = _NEVER_AT) -> Secret:
    return Secret(tenant.guid(), text, name, _MADE, ends, ends_at)


def _names(given: Any, before: list[str], which: int) -> list[str]:
    """Permission names; "*" alone or in a list is all. Unknown ones are kept: they let nothing pass."""
    if given is None:
        return before
    names = [given] if isinstance(given, str) else [str(each) for each in given]
    return sorted(routing.all_permissions()[which]) if "*" in names else names
