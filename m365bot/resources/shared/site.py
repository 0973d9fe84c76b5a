"""A team's own site, where its lists and pages lie.

Called by the source that reads a list and by the kinds that make lists and pages. Never writes.
"""

from collections.abc import Sequence
from typing import Any

from m365bot.errors import NotFound, NotReady
from m365bot.resources.kind import Resource
from m365bot.resources.ports.graph import Json
from m365bot.resources.view import View
from m365bot.words import say

WAIT = 20.0  # seconds between looks for a site that the service is making
PATIENCE = 5 * 60.0  # and for so many one run waits; the next goes on


def key_of(team: Resource) -> str:
    """Under which it is remembered."""
    return f"site:{team.key}"


async def of(team: Resource, view: View) -> Any:
    """Its builder; which site it is, is remembered. Raises NotReady while the service is making it."""
    return view.root.sites.by_site_id(await _id(team, view))


async def path(team: Resource, view: View) -> str:
    """Its address below the version root, for what builders cannot say. Raises NotReady."""
    return f"/sites/{await _id(team, view)}"


async def _id(team: Resource, view: View) -> str:
    key = key_of(team)
    if not view.memo(key).get("id"):
        group = view.root.groups.by_group_id(await view.id_of(team))
        try:
            site = await view.read(key, group.sites.by_site_id("root"), {"$select": "id"})
        except NotFound as error:
            words = say("{what}のサイトがまだありません。", what=team.title)
            raise NotReady(words, after=WAIT, patience=PATIENCE) from error
        view.learn(key, id=site["id"])
    return str(view.memo(key)["id"])


async def lists(team: Resource, view: View) -> Sequence[Json]:
    """Those that people see, by id and display name; read once a look."""
    site = await of(team, view)
    return await view.pages(f"lists of {team.key}", site.lists, {"$select": "id,displayName"})
