"""Where files lie: a channel's own folder, which the service makes in its time, and folders below it.

A folder is created with conflictBehavior fail, so a second creation is refused and the first is found. One that people
moved or renamed is known by its id, and looked after where it lies (ADR 57).
"""

from dataclasses import dataclass
from typing import ClassVar, Union

from m365bot.errors import NotFound, NotReady
from m365bot.resources.kind import Kind
from m365bot.resources.kinds.channel import Channel, General, ask_for_generals
from m365bot.resources.seen import Seen
from m365bot.resources.shared import drive, hands
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

SITE_WAIT = 3.0  # seconds between the first looks for a channel's folder that is not provisioned yet
MOVED = (
    "人がTeams側で移したか、名前を変えたフォルダーです(いまは『{place}』)。もう一つは作りません。{who}"
    "中の資料は、いまの場所で続けて配ります。この名前でよければ、materials/ のフォルダー名と設定を合わせてください。"
    "元どおりにするなら、Teams側で元の場所と名前に戻してください。"
)
SITE_PATIENCE = 5 * 60.0  # and for so many one run waits: it may take a day (docs/facts.md 127)


@dataclass(frozen=True)
class ChannelFolder(Kind):
    """The folder (or, newer, the library's root) that Teams shows under a channel's Files."""

    channel: Channel | General
    needs: ClassVar[tuple[str, ...]] = ("app:Files.ReadWrite.All",)
    told_when_left: ClassVar[bool] = False  # every channel has one

    @property
    def name(self) -> str:
        return "files"

    @property
    def title(self) -> str:
        return say("{channel}のファイルの場所", channel=self.channel.title)

    @property
    def parent(self) -> Channel | General:
        return self.channel

    async def see(self, view: View) -> Seen | None:
        """Asked for once and then remembered: later the service may name another folder (docs/facts.md 23).

        What is remembered is of one channel: one that was made anew under the same name has a folder of its own.
        """
        memo, channel = view.memo(self.key), await view.id_of(self.channel)
        if memo.get("id") and memo.get("channel") == channel:
            return Seen(memo["id"])
        where = await self.channel.place(view)
        try:
            item = await view.read(f"folder of {self.channel.key}", where.files_folder)
        except NotFound as error:
            await self._wake(view)
            words = say("{what}がまだ用意されていません。", what=self.title)
            raise NotReady(words, after=SITE_WAIT, patience=SITE_PATIENCE) from error
        found = {"drive": item["parentReference"]["driveId"], "web_url": item["webUrl"], "channel": channel}
        view.learn(self.key, id=item["id"], **found)
        return Seen(item["id"])

    async def _wake(self, view: View) -> None:
        """A private channel's site may come only once General's folder was asked for (docs/facts.md 127).

        In earnest: that the folder is remembered says nothing of a channel that was made since.
        """
        if not isinstance(self.channel, General):
            await ask_for_generals(view, self.channel.team)

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """Nobody makes it: asking for it triggers it, and then it is waited for."""
        seen = await self.see(tenant.view)
        assert seen is not None  # see() raises NotReady instead
        return seen


@dataclass(frozen=True)
class Folder(Kind):
    """A folder below a channel's."""

    within: Union[ChannelFolder, "Folder"]
    folder_name: str
    needs: ClassVar[tuple[str, ...]] = ("app:Files.ReadWrite.All",)

    @property
    def name(self) -> str:
        return self.folder_name

    @property
    def title(self) -> str:
        return say("フォルダー『{name}』", name="/".join(path_of(self)))

    @property
    def parent(self) -> Union[ChannelFolder, "Folder"]:
        return self.within

    async def see(self, view: View) -> Seen | None:
        try:
            tree = await tree_of(view, self)
        except NotReady:
            return None  # a folder that is not provisioned holds nothing
        item, moved = await found(view, self.within, self.folder_name, self.key)
        if moved:
            words = say(MOVED, place=tree.path(moved), who=hands.who_and_when(view, moved))
            return Seen(moved["id"], withheld=words)
        return Seen(item["id"], memo={"parent": item["parent"]}) if item else None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        view = tenant.view
        items = view.root.drives.by_drive_id(await drive_of(view, self)).items
        body = {"name": self.folder_name, "folder": {}, "@microsoft.graph.conflictBehavior": "fail"}
        where = items.by_drive_item_id(await folder_id(view, self.within)).children
        made = drive.mirrored(await tenant.create("POST", where, body))
        return Seen(made["id"], memo={"parent": made["parent"]})


def base_of(folder: ChannelFolder | Folder) -> ChannelFolder:
    return folder if isinstance(folder, ChannelFolder) else base_of(folder.within)


def path_of(folder: ChannelFolder | Folder) -> tuple[str, ...]:
    """Names of the folders below the channel's own."""
    return () if isinstance(folder, ChannelFolder) else (*path_of(folder.within), folder.folder_name)


async def base_id(view: View, folder: ChannelFolder | Folder) -> str:
    """The id of the channel's own folder, of the channel as it is now. Raises NotReady."""
    seen = await view.seen(base_of(folder))
    assert seen is not None  # see() raises NotReady instead
    return seen.id


async def folder_id(view: View, folder: ChannelFolder | Folder) -> str:
    return await (base_id(view, folder) if isinstance(folder, ChannelFolder) else view.id_of(folder))


async def found(
    view: View, within: ChannelFolder | Folder, name: str, key: str
) -> tuple[drive.Item | None, drive.Item | None]:
    """What lies under a name in a folder, wherever people moved that; else what was put there and moved. Raises NotReady."""
    tree, base = await tree_of(view, within), await base_id(view, within)
    place = await place_of(view, within)
    item = tree.at(place, [name]) if place else None
    return item, None if item else hands.moved(tree, view.memo(key), name, base)


async def place_of(view: View, folder: ChannelFolder | Folder) -> str:
    """The id of the folder as it lies in its drive; empty: nowhere. Raises NotReady."""
    if isinstance(folder, ChannelFolder):
        return await base_id(view, folder)
    item, moved = await found(view, folder.within, folder.folder_name, folder.key)
    return str((item or moved or {}).get("id", ""))


async def drive_of(view: View, folder: ChannelFolder | Folder) -> str:
    await base_id(view, folder)
    return str(view.memo(base_of(folder).key)["drive"])


async def tree_of(view: View, folder: ChannelFolder | Folder) -> drive.Tree:
    return await drive.tree(view, await drive_of(view, folder))
