"""Who may read one item of a drive, judged by its list of permissions: one person and the site's owners, or more.

Called by the kinds that keep something for one person. What is not understood counts as more (docs/facts.md 98).
"""

from collections.abc import Iterable
from typing import Any

from m365bot.resources.ports.graph import Json
from m365bot.resources.view import View

ALONE, OPEN, WIDER = "alone", "open", "wider"
"""The person and the owners; not yet asked for; more than these."""


async def of(view: View, drive_id: str, item_id: str, user_id: str) -> str:
    """Read anew, whatever was read before."""
    items = view.root.drives.by_drive_id(drive_id).items.by_drive_item_id(item_id)
    return judged(await view.graph.pages(items.permissions), user_id, view.graph.app_id)


def judged(permissions: Iterable[Json], user_id: str, app_id: str) -> str:
    rows = list(permissions)
    if not any(_user(row) == user_id for row in rows):
        return OPEN
    return ALONE if all(_is_meant(row, user_id, app_id) for row in rows) else WIDER


def _is_meant(row: Json, user_id: str, app_id: str) -> bool:
    """The person reading, this app, and owners of the site, who keep their access in any case."""
    if row.get("link") or row.get("grantedToIdentities") or row.get("grantedToIdentitiesV2"):
        return False
    roles, who = list(row.get("roles") or ()), row.get("grantedToV2") or {}
    if _user(row) == user_id:
        return roles == ["read"]
    if (who.get("application") or {}).get("id") == app_id and not who.get("user"):
        return True
    return roles == ["owner"] and bool(who.get("siteGroup"))


def _user(row: Json) -> str:
    who: dict[str, Any] = row.get("grantedToV2") or row.get("grantedTo") or {}
    return str((who.get("user") or {}).get("id") or "")
