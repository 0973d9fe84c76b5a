"""Files of a team's documents or of a channel, found by the path that config names.

Called by the sources that read them. Walks down by children, since a channel's folder is known by id alone; what was
found once is asked for by id. Never writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from m365bot.errors import NotFound, NotReady
from m365bot.programme.names import file_fold
from m365bot.resources.ports.graph import Json
from m365bot.resources.sources.place import Place
from m365bot.resources.view import View
from m365bot.words import say

ITEM = {"$select": "id,name,size,cTag,file,folder,lastModifiedDateTime,fileSystemInfo,parentReference"}


@dataclass(frozen=True)
class Library:
    """The documents that a place lies in."""

    place: Place
    view: View

    async def item(self, path: str) -> Json | None:
        """What lies at the path, None for nothing. Raises NotReady where the documents are not there yet."""
        drive, here = await self._base()
        found: Json | None = {"id": here, "folder": {}}
        for name in segments(path):
            found = _named(await self.children(drive, str(found["id"])), name) if found else None
        return found and {**found, "drive": drive}

    async def by_id(self, drive: str, item: str) -> Json | None:
        """What was found earlier, as it is now, wherever it lies."""
        where = self.view.root.drives.by_drive_id(drive).items.by_drive_item_id(item)
        try:
            return {**await self.view.graph.read(where, query=ITEM), "drive": drive}
        except NotFound:
            return None

    async def children(self, drive: str, item: str) -> Sequence[Json]:
        where = self.view.root.drives.by_drive_id(drive).items.by_drive_item_id(item).children
        return await self.view.pages(f"children of {drive} {item}", where)

    async def content(self, item: Mapping[str, Any]) -> bytes:
        items = self.view.root.drives.by_drive_id(item["drive"]).items
        return await self.view.graph.download(items.by_drive_item_id(item["id"]).content)

    async def drive(self) -> str:
        """Of the team's own documents. Raises NotReady where they are not there yet."""
        return await self._documents()

    async def _base(self) -> tuple[str, str]:
        """Drive and item that paths begin at."""
        below, view = self.place.below, self.view
        if below is None:
            return await self._documents(), "root"
        seen = await view.seen(below)
        assert seen is not None  # a channel's folder raises NotReady instead
        return str(view.memo(below.key)["drive"]), seen.id

    async def _documents(self) -> str:
        view, key = self.view, f"documents:{self.place.team.key}"
        if not view.memo(key).get("id"):
            group = view.root.groups.by_group_id(await view.id_of(self.place.team))
            try:
                drive = await view.read(key, group.drive, {"$select": "id"})
            except NotFound as error:
                words = say("{what}のサイトがまだありません。", what=self.place.team.title)
                raise NotReady(words, after=20) from error
            view.learn(key, id=drive["id"])
        return str(view.memo(key)["id"])


def segments(path: str) -> list[str]:
    return [name for name in path.split("/") if name]


def changed_at(item: Json) -> datetime:
    """When its content was last another: a new name moves the one time, a program may set the other."""
    times = (item.get("lastModifiedDateTime"), (item.get("fileSystemInfo") or {}).get("lastModifiedDateTime"))
    return min(datetime.fromisoformat(one) for one in times if one)


def _named(items: Sequence[Json], name: str) -> Json | None:
    return next((one for one in items if file_fold(one["name"]) == file_fold(name)), None)
