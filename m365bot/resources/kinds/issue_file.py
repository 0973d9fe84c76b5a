"""An issue of the newsletter as a file in the officers' team, for a place outside Microsoft 365: a page that stands alone.

Made by the newsletter's job. The bytes are made when it is written: a plan holds what it says and which pictures it shows,
and is bound to both. It is compared by what it says; a person's edit is left alone.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from m365bot.content.issue.images import Picture
from m365bot.content.issue.masthead import Masthead
from m365bot.content.text import preview
from m365bot.programme import Programme
from m365bot.programme.issues import EXPORT
from m365bot.resources.kinds.file import File
from m365bot.resources.kinds.folder import ChannelFolder, Folder
from m365bot.resources.seen import Seen
from m365bot.resources.shared import drive, quickxor
from m365bot.resources.shared.issued import Issued
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.content.issue.export import ExportFace

HTML = "html"
EDITED = (
    "人が手を入れた書き出しです。上書きしません。{who}直した内容は原稿に書き、このファイルを削除してください"
    "(次の実行で新しいものを置きます)。"
)


@dataclass(frozen=True)
class IssueFile(Issued, File):
    """sha256: of what it says. number, heading, day, office, body, pictures: of the face that it is made of."""

    number: int = 0
    heading: str = ""
    day: str = ""
    office: str = ""
    body: str = ""
    pictures: tuple[Picture, ...] = ()
    eases: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def to(cls, folder: ChannelFolder | Folder, key: str, face: "ExportFace", **fields: Any) -> "IssueFile":
        """key: the issue's. fields: its window and who has to do with it."""
        head = face.head
        return cls(
            folder,
            f"{key}.{HTML}",
            Path(),
            face.fingerprint,
            0,
            number=head.number,
            heading=head.title,
            day=head.day.isoformat(),
            office=head.office,
            body=face.body,
            pictures=face.pictures,
            **fields,
        )

    @classmethod
    def is_asked_for(cls, programme: Programme | None) -> bool:
        return programme is None or any(EXPORT in issue.to for issue in programme.issues)

    @classmethod
    def needs_for(cls, programme: Programme | None) -> frozenset[str]:
        return frozenset()

    @cached_property
    def face(self) -> "ExportFace":
        from m365bot.content.issue.export import ExportFace  # with what reads Markdown

        head = Masthead(self.number, self.heading, date.fromisoformat(self.day), self.office)
        return ExportFace(head, self.body, self.pictures)

    @property
    def outdated(self) -> str:
        return say("原稿が変わりました。")

    @property
    def matter(self) -> str:
        return self.file_name.partition(".")[0]

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"source": self.sha256}

    @property
    def as_read(self) -> str:
        return self.face.html

    @property
    def title(self) -> str:
        return say("グループウェア用の書き出し『{name}』", name=self.file_name)

    @property
    def preview(self) -> str:
        return "\n".join((self.face.head.subject, preview(self.body)))

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        return await self.put(tenant, was, await asyncio.to_thread(self._made))

    async def _adopted(self, view: View, item: drive.Item) -> Seen:
        seen = await super()._adopted(view, item)
        if seen.withheld and item.get("app") == view.graph.app_id:
            return Seen(item["id"], {"source": ""}, kept={"etag": item["etag"]})
        return seen

    async def _is_equal(self, view: View, item: drive.Item) -> bool:
        made = await asyncio.to_thread(self._made)
        return bool(item["hash"]) and item["hash"] == quickxor.of(made)

    def _made(self) -> bytes:
        """Raises ConfigError where a picture is another by now."""
        return self.face.html.encode()

    def _edited(self, who: str) -> str:
        return say(EDITED, who=who)
