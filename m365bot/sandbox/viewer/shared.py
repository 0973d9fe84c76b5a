"""What was shared with one person alone: files of sites that are otherwise closed to them.

Called by the pages of the viewer. Which items were shared comes from the tenant, as mail and Teams would bring the link;
what is in them is read by the person's own rights.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.viewer import times
from m365bot.sandbox.viewer.graph import Graph, Json, Refused, path
from m365bot.sandbox.viewer.inner import Answer


@dataclass(frozen=True)
class Shared:
    """One file, by its drive and id."""

    name: str
    drive: str
    item: str
    modified: str


async def every(graph: Graph, tenant: Tenant, user_id: str) -> list[Shared]:
    """Files shared with the person, and those in folders that were."""
    found: list[Shared] = []
    for drive, item in given(tenant, user_id):
        found += await _files(graph, drive, item)
    return found


def given(tenant: Tenant, user_id: str) -> Iterator[tuple[str, str]]:
    """Ids of drive and item of what was shared with the person."""
    for drive in tenant.sites.drives.values():
        for item in drive.items.values():
            if not item.deleted and any(grant.user_id == user_id for grant in item.grants):
                yield drive.id, item.id


async def opened(graph: Graph, drive: str, item: str) -> tuple[str, Answer]:
    """The name and the bytes."""
    row = await graph.get(path("drives", drive, "items", item))
    return str(row["name"]), await graph.content(f"{path('drives', drive, 'items', item)}/content")


async def _files(graph: Graph, drive: str, item: str) -> list[Shared]:
    here = path("drives", drive, "items", item)
    try:
        row = await graph.get(here)
        rows = await graph.every(f"{here}/children") if "folder" in row else [row]
    except Refused:
        return []
    return [_shared(drive, each) for each in rows if "folder" not in each]


def _shared(drive: str, row: Json) -> Shared:
    return Shared(row["name"], drive, row["id"], times.short(times.local(row.get("lastModifiedDateTime"))))
