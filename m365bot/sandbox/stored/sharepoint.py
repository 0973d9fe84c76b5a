"""All state of SharePoint: sites, their drives and lists, and the bytes of files.

Held by the tenant; asked by the routes of sites, drives and lists, and by what makes teams and channels.
Knows nothing of requests and permissions.
"""

import base64
import hashlib
import random
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from m365bot.sandbox.stored.drive import Drive, Identity, Item, drive_from
from m365bot.sandbox.stored.sharepoint_list import SharePointList, list_from
from m365bot.sandbox.stored.sharepoint_settings import SharePointSettings
from m365bot.sandbox.stored.site_page import SitePage, page_from
from m365bot.sandbox.stored.times import stamp
from m365bot.sandbox.stored.upload import Upload, upload_from

SYSTEM: Identity = {"user": {"displayName": "システム アカウント"}}
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(slots=True)
class Site:
    """A site collection; `group_id` where it is a team's, `channel_id` too where a private channel's.

    named: by whoever asked for it; not yet, where the default seed brought it along. grants: to single apps, each with
    its id, the app's and its roles (Sites.Selected).
    """

    id: str
    path: str
    title: str
    created: str
    group_id: str = ""
    channel_id: str = ""
    drive_id: str = ""
    ready_at: float = 0.0
    removed: bool = False
    named: bool = True
    grants: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass
class SharePoint:
    """The store. `folders` says where a channel's files lie: channel id → (drive id, item id)."""

    chance: random.Random
    settings: SharePointSettings = field(default_factory=SharePointSettings)
    sites: dict[str, Site] = field(default_factory=dict)
    drives: dict[str, Drive] = field(default_factory=dict)
    lists: dict[str, SharePointList] = field(default_factory=dict)
    pages: dict[str, SitePage] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    folders: dict[str, tuple[str, str]] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    secret: str = ""

    def __post_init__(self) -> None:
        self.secret = self.secret or f"{self.chance.getrandbits(256):064x}"

    # Looking up

    def site_at(self, path: str) -> Site | None:
        """By server-relative path, compared without case; "" is the root site."""
        wanted = path.strip("/").lower()
        return next((site for site in self.live() if site.path.lower() == wanted), None)

    def live(self) -> list[Site]:
        return [site for site in self.sites.values() if not site.removed]

    def group_site(self, group_id: str) -> Site | None:
        """A team's own site, not those of its private channels."""
        return next((s for s in self.live() if s.group_id == group_id and not s.channel_id), None)

    def channel_folder(self, channel_id: str) -> tuple[Drive, Item] | None:
        """Where a channel's files lie, once made."""
        drive_id, item_id = self.folders.get(channel_id, ("", ""))
        drive = self.drives.get(drive_id)
        item = drive.get(item_id) if drive else None
        return (drive, item) if drive and item else None

    def lists_of(self, site: Site) -> list[SharePointList]:
        return [each for each in self.lists.values() if each.site_id == site.id]

    def pages_of(self, site: Site) -> list[SitePage]:
        return [each for each in self.pages.values() if each.site_id == site.id]

    def drives_of(self, site: Site) -> list[Drive]:
        return [each for each in self.drives.values() if each.site_id == site.id]

    # Making sites, drives and folders

    def make_site(self, path: str, title: str, now: datetime, *, group_id: str = "") -> Site:
        """A site with its document library, ready at once."""
        parts = (self.settings.hostname, self.guid(), self.guid())
        site = Site(",".join(parts), path.strip("/"), title, stamp(now), group_id)
        self.sites[site.id] = site
        site.drive_id = self._make_drive(site, now).id
        return site

    def make_group_site(
        self, group_id: str, nickname: str, title: str, now: datetime, *, ready_at: float = 0.0
    ) -> Site:
        """A group's site; until `ready_at` (seconds since 1970) it answers 404 (docs/facts.md 20)."""
        existing = self.group_site(group_id)
        if existing:
            return existing
        site = self.make_site(self._free_path(f"sites/{nickname}"), title, now, group_id=group_id)
        site.ready_at = ready_at
        return site

    def make_channel_folder(self, group_id: str, channel_id: str, name: str, now: datetime) -> Item:
        """A standard channel's folder in the team's library, named as the channel is now (docs/facts.md 23)."""
        site = self.group_site(group_id)
        if site is None:
            raise LookupError(f"group {group_id} has no site")
        return self._folder_for(channel_id, self.drives[site.drive_id], name, now)

    def make_channel_site(
        self, group_id: str, channel_id: str, nickname: str, name: str, now: datetime
    ) -> Item:
        """A private channel's own site; its files lie in the library's root (docs/facts.md 23)."""
        held = self.channel_folder(channel_id)
        if held:
            return held[1]
        letters = re.sub(r"[^0-9A-Za-z]", "", name) or f"msteams_{self.chance.getrandbits(24):06x}"
        path = self._free_path(f"sites/{nickname}-{letters}")
        site = self.make_site(path, f"{nickname}-{name}", now, group_id=group_id)
        site.channel_id = channel_id
        drive = self.drives[site.drive_id]
        if not self.settings.private_channel_files_in_root:
            return self._folder_for(channel_id, drive, name, now)
        self.folders[channel_id] = (drive.id, drive.root_id)
        return drive.root

    def remove_group(self, group_id: str) -> None:
        """A deleted group's sites are gone; `restore_group` brings them back (docs/facts.md 39)."""
        self._mark(group_id, removed=True)

    def restore_group(self, group_id: str) -> None:
        self._mark(group_id, removed=False)

    def _mark(self, group_id: str, *, removed: bool) -> None:
        for site in self.sites.values():
            if site.group_id == group_id:
                site.removed = removed

    def _free_path(self, wanted: str) -> str:
        path, taken = wanted, 0
        while any(site.path.lower() == path.lower() for site in self.sites.values()):
            taken += 1
            path = f"{wanted}{taken}"
        return path

    def _make_drive(self, site: Site, now: datetime) -> Drive:
        key = base64.urlsafe_b64encode(self.chance.randbytes(48)).decode()
        drive = Drive(f"b!{key}", site.id, "ドキュメント", self.guid(), stamp(now))
        self.drives[drive.id] = drive
        root = self.new_item(drive, "", "root", now, SYSTEM, folder=True)
        drive.root_id = drive.add(root).id
        return drive

    def _folder_for(self, channel_id: str, drive: Drive, name: str, now: datetime) -> Item:
        held = self.channel_folder(channel_id)
        if held:
            return held[1]
        found = drive.child(drive.root, name)
        item = found or drive.add(self.new_item(drive, drive.root_id, name, now, SYSTEM, folder=True))
        self.folders[channel_id] = (drive.id, item.id)
        return item

    # Small makers

    def new_item(
        self, drive: Drive, parent: str, name: str, now: datetime, by: Identity, *, folder: bool
    ) -> Item:
        at, number = stamp(now), drive.next_number
        drive.next_number += 1
        return Item(
            id=self._item_id(),
            guid=self.guid().upper(),
            number=number,
            name=name,
            parent=parent,
            folder=folder,
            created=at,
            modified=at,
            created_by=by,
            modified_by=by,
            fs_created=at,
            fs_modified=at,
        )

    def guid(self) -> str:
        raw = f"{self.chance.getrandbits(128):032x}"
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"

    def keep(self, data: bytes) -> str:
        """Keeps bytes once, whoever stored them; the key is their sha256."""
        key = hashlib.sha256(data).hexdigest()
        self.blobs.setdefault(key, data)
        return key

    def _item_id(self) -> str:
        return "01" + "".join(self.chance.choices(_BASE32, k=32))

    # One-file state

    def dump(self) -> dict[str, Any]:
        """Everything as JSON."""
        return {
            "sites": [asdict(site) for site in self.sites.values()],
            "drives": [{**asdict(drive), "names": {}} for drive in self.drives.values()],
            "lists": [asdict(each) for each in self.lists.values()],
            "pages": [asdict(each) for each in self.pages.values()],
            "blobs": {key: base64.b64encode(data).decode() for key, data in self.blobs.items()},
            "folders": {key: list(value) for key, value in self.folders.items()},
            "uploads": [each.dump() for each in self.uploads.values()],
            "secret": self.secret,
        }

    def load(self, data: dict[str, Any]) -> None:
        """Takes over what dump gave."""
        self.sites = {each["id"]: Site(**each) for each in data["sites"]}
        self.drives = {each["id"]: drive_from(dict(each)) for each in data["drives"]}
        self.lists = {each["id"]: list_from(dict(each)) for each in data["lists"]}
        self.pages = {each["id"]: page_from(dict(each)) for each in data.get("pages", ())}
        self.blobs = {key: base64.b64decode(text) for key, text in data["blobs"].items()}
        self.folders = {key: (value[0], value[1]) for key, value in data["folders"].items()}
        self.uploads = {each["id"]: upload_from(each) for each in data.get("uploads", ())}
        self.secret = data["secret"]
