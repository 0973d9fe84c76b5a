"""Answers in files that an officer exported into a folder: of the instance, or of a team's documents.

Opened by the Responses resource. Files are read again only where one of them changed. They hold what there was when
they were exported: they are known to be fresh up to the newest file's time. A file that is taken away takes no answer
with it. What lines mean is for records/sources.
"""

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from m365bot import regular
from m365bot.errors import Locked, NotFound, NotReady, Permanent
from m365bot.records.sources import dropped, workbook
from m365bot.records.sources.dropped import Pile
from m365bot.records.sources.port import SourceReading
from m365bot.resources.ports.graph import Json
from m365bot.resources.sources.library import Library, changed_at
from m365bot.resources.sources.place import UNANSWERED, Place
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True)
class File:
    """One of the folder. mark: another after any change of its content; kept: where it is to be had."""

    name: str
    mark: str
    at: datetime
    size: int
    kept: Path | Json


@dataclass(frozen=True)
class Dropped:
    """The files of that folder."""

    place: Place
    view: View

    async def read(self, link: str | None) -> SourceReading:
        files = await self._files()
        now = _link(files, self.place.sought.word)
        if link == now and not self._refused:
            return self._reading(now, ())
        pile = Pile(self.place.sought)
        for file in files:
            await self._take(file, pile)
        read = [file.at for file in files if file.name in pile.parts]
        last = max(read, default=None)
        self.view.learn(
            self.place.key, fresh=last.isoformat() if last else "", refused=dropped.remarks(pile.why)
        )
        return self._reading(now, pile)

    def _reading(self, link: str, items: "Pile | tuple[()]") -> SourceReading:
        fresh = self.view.memo(self.place.key).get("fresh")
        return SourceReading(
            self.place.name,
            items.columns if isinstance(items, Pile) else (),
            items,
            link=link,
            fresh_until=datetime.fromisoformat(fresh) if fresh else None,
            parts=items.parts if isinstance(items, Pile) else frozenset(),
            remarks=self._refused,
        )

    @property
    def _refused(self) -> tuple[str, ...]:
        """Files that could not be read are tried again, and told of each time."""
        return tuple(self.view.memo(self.place.key).get("refused") or ())

    async def _take(self, file: File, pile: Pile) -> None:
        if unreadable := dropped.unreadable(file.name):
            return pile.refuse(file.name, unreadable)
        if file.size > workbook.LARGEST:
            return pile.refuse(file.name, str(workbook.too_large()))
        try:
            return pile.add(file.name, await self._content(file))
        except (Locked, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else None
            return pile.refuse(file.name, why or say("ほかの人が開いています。閉じてもらってください。"))
        except NotFound:
            return None  # taken away meanwhile

    async def _content(self, file: File) -> bytes:
        if isinstance(file.kept, Path):
            return regular.read(file.kept, workbook.LARGEST, below=self.place.within)
        return await Library(self.place, self.view).content(file.kept)

    # which files

    async def _files(self) -> list[File]:
        """By name. Raises NotReady where there are none yet."""
        found = self._here(self.place.folder) if self.place.folder else [one async for one in self._there()]
        kept = sorted(
            (one for one in found if not dropped.is_left_by_programs(one.name)), key=lambda one: one.name
        )
        if not kept:
            raise NotReady(
                say(
                    "フォルダー『{name}』に回答のファイルがまだありません。Forms の「Excel で開く」で出した Excel か CSV を"
                    "置いてください。(このお知らせは一度だけです。)",
                    name=self.place.name,
                ),
                code=UNANSWERED,
            )
        return kept

    def _here(self, folder: Path) -> Sequence[File]:
        try:
            with os.scandir(folder) as entries:
                names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
            return [_file(folder / name) for name in names]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise Permanent(
                say("フォルダー『{name}』を読めません({why})。", name=self.place.name, why=error.strerror)
            ) from error

    async def _there(self) -> AsyncIterator[File]:
        library = Library(self.place, self.view)
        folder = await library.item(self.place.name)
        if folder is None:
            return
        for item in await library.children(folder["drive"], folder["id"]):
            if "folder" not in item:
                kept = {**item, "drive": folder["drive"]}
                yield File(item["name"], item["cTag"], changed_at(item), item.get("size", 0), kept)


def _file(path: Path) -> File:
    found = path.stat(follow_symlinks=False)
    at = datetime.fromtimestamp(found.st_mtime, UTC).replace(microsecond=0)
    return File(path.name, f"{found.st_size} {found.st_mtime_ns}", at, found.st_size, path)


def _link(files: Sequence[File], word: str) -> str:
    whole = "\n".join(f"{file.name}\t{file.mark}" for file in files)
    return f"dropped {word} {sha256(whole.encode(errors='surrogateescape')).hexdigest()[:32]}"
