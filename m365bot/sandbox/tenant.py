"""The whole tenant: who and what there is, found by id, and who may see what.

Made by the server (or a test), handed to every handler. What the handlers of one area need only themselves
lies in their own modules.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from m365bot.sandbox.clock import VirtualClock
from m365bot.sandbox.saving import revive
from m365bot.sandbox.settings import Range, Settings
from m365bot.sandbox.stored.chats import Chat
from m365bot.sandbox.stored.directory import App, Group, Refresh, User
from m365bot.sandbox.stored.mail import Mailbox
from m365bot.sandbox.stored.sharepoint import SharePoint
from m365bot.sandbox.stored.sign_in import SignIns
from m365bot.sandbox.stored.teams import Channel, Team
from m365bot.sandbox.weather.weather import Weather

_NAMESPACE = uuid.UUID("6d333635-626f-4073-a16e-64626f780000")


@dataclass
class Tenant:
    """`chance` is seeded: two sandboxes treated alike answer alike, ids included."""

    domain: str = "example.jp"
    settings: Settings = field(default_factory=Settings)
    clock: VirtualClock = field(default_factory=VirtualClock)
    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)  # by application (client) id
    refresh_tokens: dict[str, Refresh] = field(default_factory=dict)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)  # by whose they are
    chats: dict[str, Chat] = field(default_factory=dict)
    changes: int = 0  # counts writes, so that the state file is written when something changed
    service_account: str = ""
    password: str = ""
    last_message_ms: int = 0
    cast: list[dict[str, str]] = field(
        default_factory=list
    )  # {as, who}: whom a visitor is offered to look as

    def __post_init__(self) -> None:
        self.chance = random.Random(self.settings.chance_seed)  # noqa: S311  # chance, not secrecy
        self.id = str(uuid.uuid5(_NAMESPACE, self.domain))
        self.sites = SharePoint(self.chance)
        self.sign_ins = SignIns()
        self.weather = Weather(self.settings.weather, dict(self.settings.weather_set))

    @property
    def initial_domain(self) -> str:
        """The onmicrosoft.com name, which guests' sign-in names end in."""
        return self.domain.split(".")[0] + ".onmicrosoft.com"

    # Making

    def guid(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def after(self, delay: Range) -> float:
        """The clock's time some seconds from now, somewhere within `delay`."""
        return self.clock.timestamp() + self.chance.uniform(*delay)

    def listed_at(self) -> float:
        """When lists show what is made now: some time within what replication may take."""
        return self.after((0.0, self.weather.seconds("replication_s")))

    def opaque(self) -> str:
        """A code or a ticket that says nothing."""
        return f"{self.chance.getrandbits(256):064x}"

    # Finding

    def passed(self, moment: float) -> bool:
        return moment <= self.clock.timestamp()

    def user(self, key: str) -> User | None:
        """By id, sign-in name or mail address, also while nobody sees it yet; not when deleted."""
        wanted = key.lower()
        found = self.users.get(wanted) or next(
            (u for u in self.users.values() if wanted in (u.upn.lower(), (u.mail or "").lower())), None
        )
        return found if found and found.deleted_at is None else None

    def group(self, key: str) -> Group | None:
        """One that is not deleted, also while nobody sees it yet."""
        found = self.groups.get(key.lower())
        return found if found and found.deleted_at is None else None

    def team(self, key: str) -> Team | None:
        return self.teams.get(key.lower()) if self.group(key) else None

    def groups_in(self, group: Group) -> list[Group]:
        """The groups in a group, and in these, each once."""
        found: dict[str, Group] = {}
        waiting = [*group.nested]
        while waiting:
            inner = self.group(waiting.pop(0))
            if inner and inner.id not in found and inner.id != group.id:
                found[inner.id] = inner
                waiting += inner.nested
        return [*found.values()]

    def app_of_principal(self, principal_id: str) -> App | None:
        return next((a for a in self.apps.values() if a.principal_id == principal_id), None)

    def channel(self, channel_id: str) -> tuple[Team, Channel] | None:
        """A live channel of a live team, by its id alone."""
        for team in self.live_teams():
            found = team.channels.get(channel_id)
            if found and found.deleted_at is None:
                return team, found
        return None

    def live_teams(self) -> Iterator[Team]:
        return (each for each in self.teams.values() if self.group(each.id))

    # Who may see what

    def in_team(self, user_id: str, group_id: str) -> bool:
        """Member of the team (an owner is one only where a member too: docs/facts.md 81)."""
        group = self.group(group_id)
        joined = group.members.get(user_id) if group else None
        return joined is not None and self.passed(joined.in_team_at)

    def may_enter_channels(self, user_id: str, group_id: str) -> bool:
        """In the team long enough that a private channel takes them."""
        group = self.group(group_id)
        joined = group.members.get(user_id) if group else None
        return joined is not None and self.passed(max(joined.in_team_at, joined.in_channels_at))

    def owns_team(self, user_id: str, group_id: str) -> bool:
        group = self.group(group_id)
        return group is not None and user_id in group.owners and self.in_team(user_id, group_id)

    def sees_channel(self, user_id: str, team: Team, channel: Channel) -> bool:
        """Guests too see every standard channel of their team; private ones only their people."""
        return self.in_team(user_id, team.id) and (not channel.private or user_id in channel.members)

    # One-file state

    def dump(self) -> dict[str, Any]:
        """Everything as JSON."""
        parts = {name: {k: asdict(v) for k, v in getattr(self, name).items()} for name in _STORED}
        plain = {name: getattr(self, name) for name in _PLAIN}
        version, numbers, gauss = self.chance.getstate()
        return {
            **parts,
            **plain,
            "sites": self.sites.dump(),
            "weather": asdict(self.weather),
            "chance": [version, list(numbers), gauss],
            "now": self.clock.timestamp(),
            "clock_ahead_s": self.clock.ahead,
            "cast": self.cast,
        }

    def load(self, data: dict[str, Any]) -> None:
        """Take over what dump gave; the clock goes on as if it had never stopped, unless it was begun elsewhere."""
        for name, kind in _STORED.items():
            setattr(self, name, {key: revive(kind, value) for key, value in data.get(name, {}).items()})
        for name in _PLAIN:
            setattr(self, name, data[name])
        self.cast = data.get("cast", [])
        version, numbers, gauss = data["chance"]
        self.chance.setstate((version, tuple(numbers), gauss))
        self.sites.load(data["sites"])
        self.weather = Weather(**data.get("weather", {}))
        self.clock.go_on(data.get("clock_ahead_s"), data["now"])


_STORED: dict[str, type] = {
    "users": User,
    "groups": Group,
    "teams": Team,
    "apps": App,
    "refresh_tokens": Refresh,
    "mailboxes": Mailbox,
    "chats": Chat,
}
_PLAIN = ("domain", "service_account", "password", "last_message_ms")
