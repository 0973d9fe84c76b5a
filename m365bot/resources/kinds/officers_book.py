"""The officers' workbook of a cohort: everybody at a glance, in the officers' own site and nowhere else.

A file whose content is made of the records when it is written: a plan holds no figure of anybody, only a digest of what the
workbook says. One that people have touched is left alone, as every file is; without memory, it is ours where nobody but this
app wrote it last.
"""

import io
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from m365bot.records import sheets
from m365bot.records.overview import Overview
from m365bot.resources.kinds.file import File
from m365bot.resources.kinds.folder import ChannelFolder, Folder, drive_of
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import drive, ooxml
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

EDITED_BOOK = (
    "人が手を入れた一覧表です。上書きしません。{who}残したい内容は別の名前で保存してから、このファイルを削除してください"
    "(次の実行で新しいものを置きます)。"
)


@dataclass(frozen=True)
class OfficersBook(File):
    """sha256: of what it says, which is the same for the same figures, as its bytes are not. at: the moment it is made of,
    in ISO 8601.
    """

    cohort: str = ""
    at: str = ""

    @classmethod
    def to(cls, folder: ChannelFolder | Folder, overview: Overview) -> "OfficersBook":
        key, now = overview.hours.cohort.key, overview.hours.now.isoformat()
        return cls(folder, f"{key} 研修記録.xlsx", Path(), overview.told_digest, 0, cohort=key, at=now)

    @property
    def outdated(self) -> str:
        return say("記録が変わりました。")

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """As the records are by then: what came since the plan is in it."""
        overview = tenant.records.overview(self.cohort, datetime.fromisoformat(self.at))
        content = sheets.to_xlsx(overview.told)
        says = {"source": overview.told_digest, "parts": ooxml.fingerprint(io.BytesIO(content))}
        tenant.keep(self._sent, says)  # nobody may ever answer, and the service may name nobody for it
        seen = await self.put(tenant, was, content)
        return replace(seen, memo={**seen.memo, **says})

    @property
    def _sent(self) -> str:
        """Under which it is remembered what was sent last, answered or not."""
        return f"sent:{self.key}"

    async def _judged(self, view: View, item: drive.Item) -> Seen:
        """What the service rewrote and names nobody for is still what was sent, by its parts."""
        seen, memo = await super()._judged(view, item), view.memo(self.key)
        if not seen.withheld:
            return seen
        ours = [one for one in (memo, view.memo(self._sent)) if one.get("parts")]
        parts = await self._parts(view, item) if ours else ""
        for says in ours:
            if says["parts"] == parts:
                return self._as_sent(item, says)
        return seen

    def _as_sent(self, item: drive.Item, says: Json) -> Seen:
        return Seen(
            item["id"], {"source": says["source"]}, self._memo(item, says), kept={"etag": item["etag"]}
        )

    async def _parts(self, view: View, item: drive.Item) -> str:
        items = view.root.drives.by_drive_id(await drive_of(view, self.folder)).items
        with tempfile.TemporaryFile() as stored:
            await view.graph.pour(items.by_drive_item_id(item["id"]).content, stored)
            return ooxml.fingerprint(stored)

    async def _adopted(self, view: View, item: drive.Item) -> Seen:
        if item.get("app") == view.graph.app_id:
            return Seen(item["id"], {"source": ""}, kept={"etag": item["etag"]})
        return await super()._adopted(view, item)

    async def _is_equal(self, view: View, item: drive.Item) -> bool:
        """No bytes are kept with which it could be compared."""
        return False

    def _memo(self, item: drive.Item, before: Json | None = None) -> Json:
        return {**super()._memo(item, before), "parts": (before or {}).get("parts", "")}

    def _edited(self, who: str) -> str:
        return say(EDITED_BOOK, who=who)
