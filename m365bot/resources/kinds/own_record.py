"""What one person reads of their own, as a workbook in a folder that is theirs alone.

Made by the job of own records. Right before each upload the folder's permissions are read once more: wider than meant,
nothing is uploaded. The name of the file says nothing of whose it is. What an officer wrote into it is left alone.
"""

import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from m365bot.content.own_record import Rows
from m365bot.content.post import fingerprint
from m365bot.errors import Permanent
from m365bot.resources.kind import Kind
from m365bot.resources.kinds.file import quote
from m365bot.resources.kinds.folder import drive_of, tree_of
from m365bot.resources.kinds.private_folder import WIDER, PrivateFolder
from m365bot.resources.seen import Seen
from m365bot.resources.shared import drive, ooxml, readers, sheet
from m365bot.resources.shared.accounts import user_id
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say, tell

FILE = "研修の記録.xlsx"
EDITED = "人が書き換えた記録です。上書きしません。削除すると、次の実行で作り直します。"


@dataclass(frozen=True)
class OwnRecord(Kind):
    """`rows` are the sheet's lines; they name nobody."""

    folder: PrivateFolder
    rows: Rows
    needs: ClassVar[tuple[str, ...]] = ("app:Files.ReadWrite.All",)
    told_when_left: ClassVar[bool] = False

    @property
    def name(self) -> str:
        return "record"

    @property
    def title(self) -> str:
        return say("{name}の研修の記録", name=self.folder.person.name)

    @property
    def nameless(self) -> str:
        return say("{name}の研修の記録", name=self.folder.person.id)

    @property
    def parent(self) -> PrivateFolder:
        return self.folder

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        return {"content": fingerprint("\n".join("\t".join(map(_told, row)) for row in self.rows))}

    @property
    def outdated(self) -> str:
        return say("時間の記録が変わりました。")

    async def see(self, view: View) -> Seen | None:
        folder = await view.seen(self.folder)
        if folder is None or folder.withheld:
            return Seen("", withheld=folder.withheld) if folder else None
        item = (await tree_of(view, self.folder.within)).at(folder.id, [FILE])
        if item is None:
            return None
        kept = {"etag": item["etag"]}
        if item["by"]:
            return Seen(item["id"], {"content": ""}, withheld=say(EDITED), kept=kept)
        memo = view.memo(self.key)
        if memo.get("id") == item["id"] and memo.get("content"):
            return Seen(item["id"], {"content": memo["content"]}, kept=kept)
        content = self.facts["content"] if await self._is_equal(view, item) else ""
        return Seen(item["id"], {"content": content}, {"content": content}, kept=kept)

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """Raises Permanent where the folder is read by more than was meant; later looks withhold it."""
        view, folder = tenant.view, await tenant.id_of(self.folder)
        drive_id = await drive_of(view, self.folder.within)
        found = await readers.of(view, drive_id, folder, await user_id(view, self.folder.person))
        if found != readers.ALONE:
            tenant.keep(self.folder.key, {"readers": readers.WIDER})
            raise Permanent(say(WIDER))
        place, query = f"/drives/{drive_id}/items/{folder}:/{quote(FILE)}:/content", {drive.CONFLICT: "fail"}
        headers = None
        if was:
            place, query = f"/drives/{drive_id}/items/{was.id}/content", {}
            headers = {"If-Match": str(was.kept["etag"])}
        made = await tenant.create("PUT", place, self._bytes, query=query, headers=headers)
        return Seen(str(made["id"]), memo={**self.facts, "web_url": made.get("webUrl", "")})

    @cached_property
    def _bytes(self) -> bytes:
        return sheet.workbook(tell("記録"), self.rows)

    async def _is_equal(self, view: View, item: drive.Item) -> bool:
        """Without memory: ours by its parts, since the service rewrites workbooks (docs/facts.md 93)."""
        with tempfile.TemporaryFile() as stored:
            items = view.root.drives.by_drive_id(await drive_of(view, self.folder.within)).items
            await view.graph.pour(items.by_drive_item_id(item["id"]).content, stored)
            return ooxml.same_parts(io.BytesIO(self._bytes), stored)


def _told(cell: str | float) -> str:
    return cell if isinstance(cell, str) else f"{cell:g}"
