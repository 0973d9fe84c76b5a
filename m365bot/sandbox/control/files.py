"""What people and other programs do to files behind Graph's back: open them (a lock), close them again.

Called by the control API (POST /control/files). Never by a route of Graph.
"""

from typing import Any

from m365bot.sandbox.control.forms import site_named
from m365bot.sandbox.stored.drive import Drive, Identity, Item
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.problems import GraphProblem


def act(tenant: Tenant, body: dict[str, Any]) -> dict[str, Any]:
    """{site: url or team name, path: in its library, locked: true or false} → {drive, item, locked}.

    checked_out_by: the sign-in name of somebody who has checked it out, which Graph tells; who merely opened it, nobody
    tells.
    """
    for name in sorted(set(body) - {"site", "path", "locked", "checked_out_by"}):
        raise GraphProblem(400, "invalidRequest", f"'{name}' is not known here.")
    drive, item = _item(tenant, body)
    item.locked = bool(body.get("locked", True))
    item.checked_out_by = _person(tenant, body.get("checked_out_by")) if item.locked else {}
    tenant.changes += 1
    return {"drive": drive.id, "item": item.id, "locked": item.locked}


def _person(tenant: Tenant, name: Any) -> Identity:
    person = tenant.user(str(name)) if name else None
    if name and person is None:
        raise GraphProblem(404, "itemNotFound", f"There is nobody called '{name}'.")
    return {"user": {"id": person.id, "displayName": person.display_name}} if person else {}


def _item(tenant: Tenant, body: dict[str, Any]) -> tuple[Drive, Item]:
    site = site_named(tenant, body.get("site"), "")
    drive = tenant.sites.drives[site.drive_id]
    found = drive.at_path([part for part in str(body.get("path") or "").split("/") if part])
    if found is None:
        raise GraphProblem(404, "itemNotFound", f"There is no file '{body.get('path')}'.")
    return drive, found
