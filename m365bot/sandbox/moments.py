"""The tenant as it was at the end of each day on which something changed, for who wants to look back.

Held by the app, which lets it pass by before each request; opened by the viewer. Kept in memory while the practice tenant
runs, not in its state file. Files' bytes are shared with the tenant, which never throws any away; of the rest a day keeps
what changed (docs/sandbox.md has the figures).
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any

from m365bot.sandbox import folders
from m365bot.sandbox.clock import VirtualClock
from m365bot.sandbox.directory import groups
from m365bot.sandbox.pieces import Pieces
from m365bot.sandbox.stored.chats import Chat
from m365bot.sandbox.stored.drive import Drive
from m365bot.sandbox.stored.mail import Mailbox
from m365bot.sandbox.stored.sharepoint_list import SharePointList
from m365bot.sandbox.stored.teams import Channel, Team
from m365bot.sandbox.tenant import Tenant

ZONE = timezone(timedelta(hours=9), "Asia/Tokyo")  # whose days they are
_LARGEST = {
    Team: "channels",
    Channel: "messages",
    Chat: "messages",
    Mailbox: "mails",
    Drive: "items",
    SharePointList: "items",
}
_PARTS = ("users", "groups", "teams", "apps", "mailboxes", "chats")
_OF_SITES = ("sites", "drives", "lists", "pages", "folders")
_PLAIN = ("domain", "service_account", "password", "cast")
_OPEN = 4  # moments that are held unpacked


@dataclass
class Moments:
    """`wanted`: else nothing is kept. Of a tenant that is there from its first day on."""

    tenant: Tenant
    wanted: bool = False
    _kept: dict[date, dict[str, Any]] = field(default_factory=dict)
    _pieces: Pieces = field(default_factory=lambda: Pieces(_LARGEST))

    def __post_init__(self) -> None:
        self._day, self._changes = self._today(), self.tenant.changes
        self._unpacked = lru_cache(_OPEN)(self._unpack)

    def pass_by(self) -> None:
        """Something is about to happen: if it is the first of another day, the last one is over."""
        if not self.wanted or (today := self._today()) == self._day:
            return
        if self.tenant.changes != self._changes:
            self._keep(self._day)
        self._day = today

    def days(self) -> list[date]:
        """Those that can be opened, in their order."""
        return sorted(self._kept)

    def opened(self, day: date) -> Tenant | None:
        """The tenant in the last second of that day, its clock standing still; None where nothing of it is kept."""
        return self._unpacked(day) if day in self._kept else None

    def cost(self) -> dict[str, int]:
        """What keeping them takes."""
        return {"days": len(self._kept), "pieces": self._pieces.count, "bytes": self._pieces.size}

    def _today(self) -> date:
        return datetime.fromtimestamp(self.tenant.clock.timestamp(), ZONE).date()

    def _keep(self, day: date) -> None:
        tenant, self._changes = self.tenant, self.tenant.changes
        parts = {name: self._pieces.put(getattr(tenant, name), name) for name in _PARTS}
        sites = {name: self._pieces.put(getattr(tenant.sites, name), name) for name in _OF_SITES}
        plain = {name: getattr(tenant, name) for name in _PLAIN}
        self._kept[day] = {"parts": parts, "sites": sites, "plain": plain}
        self._unpacked.cache_clear()

    def _unpack(self, day: date) -> Tenant:
        clock, kept = VirtualClock(), self._kept[day]
        clock.freeze(at=end_of(day).timestamp())
        made = Tenant(settings=self.tenant.settings, clock=clock, **kept["plain"])
        for place, name in ((made, "parts"), (made.sites, "sites")):
            for part, stands in kept[name].items():
                setattr(place, part, self._pieces.take(stands))
        made.sites.blobs, made.sites.secret = self.tenant.sites.blobs, self.tenant.sites.secret
        made.weather = self.tenant.weather
        folders.await_folders(made)  # what the day itself still brought
        groups.await_flags(made)
        clock.settle()
        return made


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), ZONE)
