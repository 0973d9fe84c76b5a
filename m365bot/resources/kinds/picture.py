"""A chart as a picture in a folder that the whole team reads, drawn when it is written; a person's edit is left alone.

Made by the progress job, beside the page on which it stands. It is compared by what it says, never by its bytes, which a
newer version of a library may draw otherwise; without memory, it is ours where its bytes are what would be drawn, or where
nobody but this app wrote it last.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from m365bot.content import drawing
from m365bot.content.chart import Chart
from m365bot.content.sheet import Image
from m365bot.programme import PROGRESS, Programme
from m365bot.resources.kinds.file import File
from m365bot.resources.kinds.folder import ChannelFolder, Folder, drive_of
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import drive, quickxor
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

REPLACED = (
    "人が手を入れた図です。上書きしません。{who}このファイルを削除すると、次の実行で新しいものを置きます。"
)
_WHERE = "id,webUrl,sharepointIds"


@dataclass(frozen=True)
class Picture(File):
    """sha256: of what the chart says."""

    chart: Chart
    eases: ClassVar[tuple[str, ...]] = ()
    told_when_left: ClassVar[bool] = False  # a chart may come and go with its figures

    @classmethod
    def to(cls, folder: ChannelFolder | Folder, chart: Chart) -> "Picture":
        return cls(folder, f"{chart.name}.png", Path(), chart.digest, 0, chart)

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        cohorts = programme.unfinished if programme else ()
        tabs = (tab for cohort in cohorts for channel in cohort.channels for tab in channel.tabs)
        return any(tab.page == PROGRESS for tab in tabs)

    @classmethod
    def needs_for(cls, programme: Programme | None) -> frozenset[str]:
        return frozenset()

    @property
    def outdated(self) -> str:
        return say("数字が変わりました。")

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        return await self.put(tenant, was, self._drawn)

    async def _adopted(self, view: View, item: drive.Item) -> Seen:
        seen = await super()._adopted(view, item)
        if seen.withheld and item.get("app") == view.graph.app_id:
            return Seen(item["id"], {"source": ""}, kept={"etag": item["etag"]})
        return seen

    async def _is_equal(self, view: View, item: drive.Item) -> bool:
        return bool(item["hash"]) and item["hash"] == quickxor.of(self._drawn)

    def _edited(self, who: str) -> str:
        return say(REPLACED, who=who)

    @cached_property
    def _drawn(self) -> bytes:
        return drawing.png(self.chart)


async def image_of(view: View, picture: Picture) -> Image | None:
    """As a page shows it; None where the service does not tell what a page must name."""
    items = view.root.drives.by_drive_id(await drive_of(view, picture.folder)).items
    key = await view.id_of(picture)
    found = await view.graph.read(items.by_drive_item_id(key), query={"$select": _WHERE})
    ids: Json = found.get("sharepointIds") or {}
    names = ("siteId", "webId", "listId", "listItemUniqueId")
    if not all(ids.get(name) for name in names):
        return None
    place = urlsplit(str(found["webUrl"])).path
    return Image(place, picture.chart.alt, drawing.size(picture.chart), *(str(ids[name]) for name in names))
