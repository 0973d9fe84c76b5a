"""A file in a channel's folder, equal to a file of the instance; a person's edit is left alone.

Two facts a file: the source's sha256 (did we change it?) and what was stored, as quickXorHash, size and eTag
(did anybody else?). One that people moved or renamed is known by its id, and never put a second time (ADR 57).
SharePoint rewrites Office files on upload, so the one is never compared with the other
(docs/facts.md 93). Created by path without overwriting, updated by id with If-Match.
"""

import asyncio
import hashlib
import tempfile
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from m365bot import regular
from m365bot.errors import ConfigError, GraphError, Locked, NotReady
from m365bot.programme import Programme
from m365bot.programme.materials import IN_ONE_REQUEST, LARGEST
from m365bot.resources.bounds import Limit
from m365bot.resources.capabilities import Removable
from m365bot.resources.kind import Kind
from m365bot.resources.kinds.folder import (
    ChannelFolder,
    Folder,
    base_of,
    drive_of,
    folder_id,
    found,
    path_of,
    tree_of,
)
from m365bot.resources.ports.graph import FileBody, Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared import drive, hands, ooxml, quickxor
from m365bot.resources.shared.accounts import person_of
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

EDITED = (
    "人がTeams側で編集したファイルです。上書きしません。{who}"
    "Teams側の内容を残すなら、それをダウンロードして materials/ の元のファイルと置き換えてください。"
    "元の内容に戻すなら、Teams側のファイルを削除してください(次の実行で置き直します)。"
)
MORE_STORED = (
    2 * 1024 * 1024
)  # bytes that SharePoint may add to twice of ours: what is larger is somebody's own
CHECKED_OUT = "{who} がファイルをチェックアウトしています。チェックインしてもらってから、もう一度実行してください(423)。"
MOVED = (
    "人がTeams側で移したか、名前を変えたファイルです(いまは『{place}』)。元の場所には置き直しません。{who}"
    "いまの場所には、資料の更新は届きません。続けて届けるなら、Teams側で元の場所と名前に戻すか、materials/ と設定を"
    "いまの場所と名前に合わせてください。新しく置き直すなら、移した先のファイルを削除してください(次の実行で置きます)。"
)
ANOTHER = "同じ名前の別のファイルがあります。上書きしません。中身を確かめてください(要確認)。"


@dataclass(frozen=True)
class File(Kind, Removable):
    """One file; sha256 (hex) and size (bytes) are the source's when the plan was made."""

    folder: ChannelFolder | Folder
    file_name: str
    source: Path
    sha256: str
    size: int
    needs: ClassVar[tuple[str, ...]] = ("app:Files.ReadWrite.All",)
    eases: ClassVar[tuple[str, ...]] = (
        "app:Sites.ReadWrite.All",
    )  # large ones in pieces (docs/facts.md files.session)
    updates: ClassVar[Limit | None] = Limit("files_replaced", "置き換わるファイル")
    removals: ClassVar[Limit | None] = Limit("files_replaced", "引き上げるファイル")

    @classmethod
    def needs_for(cls, programme: Programme | None) -> frozenset[str]:
        """Without pieces, what is too large for one request does not arrive."""
        cohorts = programme.cohorts if programme else ()
        sizes = (material.size for cohort in cohorts for material in cohort.materials)
        return frozenset(cls.eases if any(size > IN_ONE_REQUEST for size in sizes) else ())

    @classmethod
    def of(cls, folder: ChannelFolder | Folder, name: str, source: Path, below: Path | None = None) -> "File":
        """The file as it is on disk now. Raises ConfigError where it cannot be read.

        A link is never followed: not the file itself, nor any folder between it and `below`.
        """
        try:
            sha256, size = regular.digest(source, LARGEST, below=below)
        except OSError as error:
            raise ConfigError(
                say("資料『{name}』を読めません({why})。", name=source.name, why=error.strerror or error)
            ) from error
        return cls(folder, name, source, sha256, size)

    @property
    def name(self) -> str:
        return self.file_name

    @property
    def title(self) -> str:
        place = base_of(self.folder).channel.name
        return say("ファイル『{path}』", path="/".join((place, *path_of(self.folder), self.file_name)))

    @property
    def outdated(self) -> str:
        return say("資料が変わりました。")

    @property
    def parent(self) -> ChannelFolder | Folder:
        return self.folder

    @property
    def counted_as(self) -> str:
        return self.key

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"source": self.sha256}

    async def see(self, view: View) -> Seen | None:
        try:
            tree = await tree_of(view, self.folder)
            item, moved = await found(view, self.folder, self.file_name, self.key)
        except NotReady:
            return None  # a folder that is not provisioned holds nothing
        if moved:
            words = say(MOVED, place=tree.path(moved), who=hands.who_and_when(view, moved))
            return Seen(moved["id"], {"source": ""}, withheld=words, kept={"etag": moved["etag"]})
        return await self._judged(view, item) if item else None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        drive_id = await drive_of(tenant.view, self.folder)
        place, match = f"/drives/{drive_id}/items/", ""
        if was:
            place, match = place + was.id, str(was.kept["etag"])
        else:
            place += f"{await folder_id(tenant.view, self.folder)}:/{quote(self.file_name)}:"
        body = FileBody(self.source, self.size, self.sha256)
        try:
            item = await tenant.put(place, body, f"upload:{self.key}", match=match)
        except Locked as error:
            raise await _held(tenant.view, place, error) from error
        return Seen(item["id"], memo=self._memo(drive.mirrored(item)))

    async def put(self, tenant: Tenant, was: Seen | None, content: bytes) -> Seen:
        """Bytes that were made for this write; what is remembered as the source stays `sha256`."""
        with tempfile.NamedTemporaryFile(prefix="m365bot-") as file:
            file.write(content)
            file.flush()
            sha256 = hashlib.sha256(content).hexdigest()
            bytes_ = File(self.folder, self.file_name, Path(file.name), sha256, len(content))
            seen = await bytes_.write(tenant, was)
        return replace(seen, memo={**seen.memo, "source": self.sha256})

    async def remove(self, tenant: Tenant, was: Seen) -> None:
        """It goes to the recycle bin, from which people can bring it back; only while it is the one that was seen."""
        items = tenant.root.drives.by_drive_id(await drive_of(tenant.view, self.folder)).items
        where = items.by_drive_item_id(was.id)
        try:
            await tenant.write("DELETE", where, headers={"If-Match": was.kept["etag"]})
        except Locked as error:
            raise await _held(tenant.view, where, error) from error

    async def _judged(self, view: View, item: drive.Item) -> Seen:
        """Is it what we stored, what the service made of it, or what a person did?"""
        memo, kept = view.memo(self.key), {"etag": item["etag"]}
        ours = Seen(item["id"], {"source": memo.get("source", "")}, self._memo(item, memo), kept=kept)
        if "stored" not in memo:
            return await self._adopted(view, item)
        if item["etag"] and item["etag"] == memo.get("etag"):
            return (
                ours  # nothing of it has changed, whomever the service names, and whatever hash it still owes
            )
        item = await self._hashed(view, item)
        if memo["stored"] and (memo["stored"], memo["size"]) == (item["hash"], item["size"]):
            return ours  # hashes may come late, and two that are not there yet are not the same
        is_ours = item.get("app") == view.graph.app_id
        if is_ours and memo.get("source") == self.sha256:
            return ours  # the service replaced or enriched it by itself, ids included (C52)
        if await self._is_equal(view, item):
            # Nobody is named and it is what we stored, an older backup remembers what we stored before, or the
            # officer has taken the person's edit over.
            return Seen(item["id"], {"source": self.sha256}, self._memo(item), kept=kept)
        if is_ours:
            return ours
        words = self._edited(hands.who_and_when(view, item))
        return Seen(item["id"], {"source": ""}, withheld=words, kept=kept)

    def _edited(self, who: str) -> str:
        """Why it is left to a person, with a way on."""
        return say(EDITED, who=who)

    async def _hashed(self, view: View, item: drive.Item) -> drive.Item:
        """With its hash: a delta that told of it before it had one need not tell of it again. One that the service owes
        still is worked out of the content: what was written a moment ago is no other file.
        """
        if item["hash"]:
            return item
        where = view.root.drives.by_drive_id(await drive_of(view, self.folder)).items.by_drive_item_id(
            item["id"]
        )
        now = drive.hash_of(await view.read(f"hash {item['id']}", where, {"$select": "id,file"}))
        if not now and item["size"] <= 2 * self.size + MORE_STORED:
            with tempfile.TemporaryFile() as stored:
                await view.graph.pour(where.content, stored)
                stored.seek(0)
                now = await asyncio.to_thread(quickxor.of_file, stored)
        return {**item, "hash": now}

    async def _adopted(self, view: View, item: drive.Item) -> Seen:
        """Without memory: ours by its hash, an Office file by its parts; else somebody's, and withheld."""
        item = await self._hashed(view, item)
        if await self._is_equal(view, item):
            return Seen(item["id"], {"source": self.sha256}, self._memo(item), kept={"etag": item["etag"]})
        return Seen(item["id"], {"source": ""}, withheld=say(ANOTHER))

    async def _is_equal(self, view: View, item: drive.Item) -> bool:
        try:
            mine = regular.opened(self.source)
        except OSError:  # moved away since the plan was made
            return False
        with mine:
            if item["hash"] and item["hash"] == await asyncio.to_thread(quickxor.of_file, mine):
                return True
            if not ooxml.is_office(self.file_name) or item["size"] > 2 * self.size + MORE_STORED:
                return False
            with tempfile.TemporaryFile() as stored:
                items = view.root.drives.by_drive_id(await drive_of(view, self.folder)).items
                await view.graph.pour(items.by_drive_item_id(item["id"]).content, stored)
                return ooxml.same_parts(mine, stored)

    def _memo(self, item: drive.Item, before: Json | None = None) -> Json:
        source = (before or {}).get("source", self.sha256)
        stored = {"stored": item["hash"], "size": item["size"], "etag": item["etag"]}
        return {"source": source, "parent": item["parent"], **stored}


async def _held(view: View, where: Any, error: Locked) -> Locked:
    """By whom, where Graph tells: who has checked it out, not who merely has it open (docs/facts.md files.held)."""
    try:
        item = await view.graph.read(where, query={"$select": "id,publication"})
    except GraphError:
        return error
    by = ((item.get("publication") or {}).get("checkedOutBy") or {}).get("user") or {}
    if not by.get("id"):
        return error
    who = person_of(view, str(by["id"])) or say("設定にない人")
    return Locked(
        say(CHECKED_OUT, who=who), status=error.status, code=error.code, request_id=error.request_id
    )


def quote(name: str) -> str:
    """A name as one segment of a path; `#` and `%` included (docs/facts.md 54)."""
    return urllib.parse.quote(name, safe="")
