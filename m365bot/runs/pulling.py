"""config/ where the officers keep it in SharePoint: what was saved there, fetched and judged as one change.

Called by the daemon, every few minutes where a setting says so, and by `m365bot config pull`. Reads one delta; what
changed is fetched whole before anything is laid, and nothing is laid where it changed again meanwhile. What cannot be
reached or read leaves config/ as it was last good. Never writes to the tenant.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from m365bot import clock
from m365bot.editing import folder, taking
from m365bot.editing.cabinet import Cabinet
from m365bot.editing.outcome import Outcome
from m365bot.errors import ConfigError, Locked, M365BotError, NotFound, NotReady, Temporary
from m365bot.journal.version import Draft, How
from m365bot.resources import Team
from m365bot.resources.shared import drive as drives
from m365bot.resources.shared.drive import Item, Tree
from m365bot.resources.sources.library import ITEM, Library, segments
from m365bot.resources.sources.place import Place
from m365bot.resources.view import ParentAbsent, View
from m365bot.runs.office import Office
from m365bot.words import say

MEMO = "config-source"
BEGINS = "site:"
LARGEST = 100 * 1024 * 1024  # bytes of a material
QUERY = {"$select": f"{ITEM['$select']},eTag,lastModifiedBy"}


@dataclass(frozen=True)
class Source:
    """Where config/ lies, as the setting says: `site:TEAM/FOLDER`."""

    team: str
    path: str

    @classmethod
    def of(cls, written: str) -> "Source":
        team, _, path = written.removeprefix(BEGINS).partition("/")
        return cls(team.strip(), path.strip("/ "))


@dataclass(frozen=True)
class Last:
    """The last try. at: when config/ was last had whole; why: words for what is in the way now, empty where nothing is."""

    at: datetime | None = None
    why: str = ""

    @classmethod
    def of(cls, memo: Mapping[str, Any]) -> "Last":
        at = memo.get("at")
        return cls(datetime.fromisoformat(at) if at else None, str(memo.get("why", "")))


@dataclass(frozen=True)
class Found:
    """The folder as it is: file's name → its item in the drive."""

    drive: str
    files: Mapping[str, Item]

    def marks(self) -> dict[str, str]:
        """Another after any change of its content."""
        return {name: str(item["hash"] or item["etag"]) for name, item in self.files.items()}


@dataclass(frozen=True)
class Saver:
    """Who saved a file last, as SharePoint names them: empty where it names nobody. account: the directory's id."""

    name: str = ""
    account: str = ""


@dataclass
class Pull:
    """One of them."""

    office: Office
    cabinet: Cabinet
    source: Source
    view: View = field(init=False)

    def __post_init__(self) -> None:
        self.view = self.office.view(self.office.now(None))

    async def done(self) -> Outcome | None:
        """None: nothing had changed. Raises M365BotError; then nothing was laid, and why is remembered."""
        try:
            outcome = await self._done()
        except M365BotError as error:
            self.office.journals.remember({MEMO: {"why": str(error)}})
            raise
        return outcome

    async def _done(self) -> Outcome | None:
        found = await self._found(self.view)
        before: Mapping[str, str] = self.view.memo(MEMO).get("files", {})
        marks = found.marks()
        changed = [name for name in sorted(marks) if marks[name] != before.get(name)]
        gone = sorted(before.keys() - marks.keys())
        await self._beside(found, before, changed, gone)
        ours = [name for name in changed if folder.has_versions(name)]
        contents = {name: await self._fetched(name, found, folder.MOST) for name in ours}
        if ours:
            await self._needs_the_same(found)
        left = [name for name in gone if folder.has_versions(name)]
        outcome = await asyncio.to_thread(self._taken, contents, left) if ours or left else None
        learned = {"files": marks, "at": clock.now().isoformat(timespec="seconds"), "why": ""}
        self.office.journals.remember({**self.view.learned, MEMO: learned})
        return outcome

    async def _beside(
        self, found: Found, before: Mapping[str, str], changed: Sequence[str], gone: Sequence[str]
    ) -> None:
        """Materials and pictures first, one by one: they are large, and a look that is cut off goes on after the last."""
        marks, had = found.marks(), dict(before)
        for name in filter(folder.lies_beside, changed):
            content, _ = await self._fetched(name, found, LARGEST)
            await asyncio.to_thread(taking.beside, self.cabinet, name, content)
            had[name] = marks[name]
            self.office.journals.remember({MEMO: {"files": had}})
        for name in filter(folder.lies_beside, gone):
            await asyncio.to_thread(taking.beside, self.cabinet, name, None)

    def _taken(self, contents: Mapping[str, tuple[bytes, Saver]], gone: Sequence[str]) -> Outcome:
        drafts = [
            Draft(name, content, How.PULLED, who=by.name, account=by.account)
            for name, (content, by) in contents.items()
        ]
        drafts += [Draft(name, None, How.PULLED) for name in gone]
        return taking.take(self.cabinet, drafts)

    # the folder

    async def _found(self, view: View) -> Found:
        library = self._library(view)
        try:
            drive = await library.drive()
            tree = await drives.tree(view, drive)
        except (NotFound, ParentAbsent) as error:
            raise self._lost() from error
        files = dict(_files(tree, self.source.path))
        if folder.PROGRAMME not in files:
            raise self._lost()
        return Found(drive, files)

    def _library(self, view: View) -> Library:
        programme = self.office.programme
        if self.source.team != programme.officers_team.name:
            raise ConfigError(
                say(
                    "config の source のチーム『{team}』は、研修担当のチーム『{own}』ではありません。",
                    team=self.source.team,
                    own=programme.officers_team.name,
                )
            )
        team = Team.of(programme, programme.officers_team, view.now.date())
        return Library(Place(team, team.display_name, self.source.path, MEMO), view)

    def _lost(self) -> M365BotError:
        return M365BotError(
            say(
                "SharePoint のフォルダー『{team}/{path}』に programme.yaml が見つかりません。直前の設定のまま動いています。"
                "フォルダーの名前と場所を確かめ、config/ の中身をそこに置いてください。",
                team=self.source.team,
                path=self.source.path,
            )
        )

    async def _needs_the_same(self, found: Found) -> None:
        """What somebody is just saving is fetched the next time, with the rest of it. Raises Temporary."""
        again = await self._found(self.view.again())
        if again.marks() != found.marks():
            raise Temporary(say("設定を読んでいる間に、だれかが保存しました。次の回に読み直します。"))

    # one file

    async def _fetched(self, name: str, found: Found, most: int) -> tuple[bytes, Saver]:
        """Its content, and who saved it last."""
        library, item = self._library(self.view), found.files[name]
        where = self.view.root.drives.by_drive_id(found.drive).items.by_drive_item_id(item["id"])
        if item["size"] > most:
            words = say(
                "『{name}』が大きすぎます({most} MB まで)。直前の設定のまま動いています。",
                name=name,
                most=most >> 20,
            )
            raise M365BotError(words)
        try:
            now = await self.view.graph.read(where, query=QUERY)
            return await library.content({"drive": found.drive, "id": item["id"]}), _who(now)
        except Locked as error:
            words = say(
                "『{name}』をほかの人が開いているため、読めません。閉じると、次の回に読みます。", name=name
            )
            raise NotReady(words) from error


def _files(tree: Tree, path: str) -> Iterator[tuple[str, Item]]:
    """Those of config/, by the names that officers know them by."""
    root = next((one for one in tree.items.values() if not one["parent"]), None)
    base = tree.at(root["id"], segments(path)) if root else None
    if base is None:
        return
    above = f"{tree.path(base)}/" if base["parent"] else ""
    for item in tree.items.values():
        whole = tree.path(item)
        name = f"config/{whole.removeprefix(above)}"
        is_ours = folder.has_versions(name) or folder.lies_beside(name)
        if not item["folder"] and whole.startswith(above) and is_ours:
            yield name, item


def _who(item: Mapping[str, Any]) -> Saver:
    user = (item.get("lastModifiedBy") or {}).get("user") or {}
    return Saver(str(user.get("email") or user.get("displayName") or ""), str(user.get("id") or ""))
