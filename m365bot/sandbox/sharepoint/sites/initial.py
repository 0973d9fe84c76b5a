"""Sites that are there from the start: the organisation's root site, and those a seed names.

Called when a tenant is made and by the control API (POST /control/seed, `sites`).
"""

from typing import Any

from m365bot.sandbox.sharepoint.sites import permission_routes
from m365bot.sandbox.stored.sharepoint import Site
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.problems import GraphProblem


def root_site(tenant: Tenant) -> Site:
    """The tenant's root site, made where missing."""
    found = tenant.sites.site_at("")
    return found or tenant.sites.make_site("", "コミュニケーション サイト", tenant.clock.now())


def add_sites(tenant: Tenant, rows: list[dict[str, Any]]) -> list[Site]:
    """Rows of {path, title, grants}; a path is `dx`, `/sites/dx` or a whole address. What is there stays.

    grants: client id → roles, by which Sites.Selected lets an app in.
    """
    return [_add(tenant, row) for row in rows]


def _add(tenant: Tenant, row: dict[str, Any]) -> Site:
    for name in sorted(set(row) - {"path", "title", "grants"}):
        raise GraphProblem(400, "invalidRequest", f"'{name}' is not known in sites.")
    path = str(row.get("path") or "")
    if "://" in path:
        path = path.partition("://")[2].partition("/")[2]
    path = path.strip("/")
    if not path:
        raise GraphProblem(400, "invalidRequest", "A site needs a path.")
    path = path if "/" in path else f"sites/{path}"
    found = tenant.sites.site_at(path)
    if found and not found.named and row.get("title"):
        found.title, found.named = str(row["title"]), True
    site = found or tenant.sites.make_site(path, str(row.get("title") or path), tenant.clock.now())
    for client_id, roles in (row.get("grants") or {}).items():
        permission_routes.granted_on(site, str(client_id).lower(), [*map(str, roles)], tenant.guid())
    return site
