"""What people, accidents and half-done work do to a tenant: each takes something away or adds something.

Called by the test of convergence. Acts on the sandbox's state, so that a thing may also never have been made.
"""

from dataclasses import dataclass, field
from typing import Any

from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.sharepoint.drives import files
from m365bot.sandbox.sharepoint.hand import Hand
from m365bot.sandbox.stored.directory import Joined

PERSON = {"user": {"id": "11111111-2222-4333-8444-555555555555", "displayName": "山田 葵"}}
TEAMS = ("dx-leader-R7", "dx-leaders", "dx-office")
COHORT = "dx-leader-R7"
ACCOUNT = "dx-tsushin@example.jp"
STRANGE = "だれかがつけた名前"


@dataclass
class Wreck:
    """One tenant being spoilt. Numbers choose among what there is; `extras` is what must stay as people made it."""

    sandbox: Sandbox
    extras: set[tuple[str, str, str]] = field(default_factory=set)
    edited: dict[str, bytes] = field(default_factory=dict)

    def does(self, deeds: list[tuple[str, int]]) -> None:
        for name, number in deeds:
            getattr(self, name)(number)

    @property
    def teams_are_as_made(self) -> bool:
        """Named as config names them, and the service account in them: so they are known without memory."""
        groups = [self._group(nickname) for nickname in TEAMS]
        account = next(user for user, found in self.tenant.users.items() if found.upn == ACCOUNT)
        return all(group.display_name != STRANGE and account in group.members for group in groups)

    # half-made

    def group_without_team(self, number: int) -> None:
        group = self._group(TEAMS[number % 3])
        for channel in list(self.tenant.teams[group.id].channels) if group.id in self.tenant.teams else ():
            self._without_folder(channel)
        self.tenant.teams.pop(group.id, None)
        group.settings["provisioning"] = []
        self.extras = {extra for extra in self.extras if extra[0] != group.mail_nickname or not extra[1]}

    def channel_not_made(self, number: int) -> None:
        if team := self._team():
            channels = [each for each in team.channels.values() if each.private]
            if channels:
                gone = channels[number % len(channels)]
                del team.channels[gone.id]
                self._without_folder(gone.id)
                self.extras = {extra for extra in self.extras if extra[1] != gone.display_name}

    def channel_without_some_people(self, number: int) -> None:
        if channel := self._channel(number):
            owners = [user for user, roles in channel.members.items() if "owner" in roles]
            others = [user for user in channel.members if user not in owners]
            for user in others[number % 2 :: 2]:
                del channel.members[user]
                self.extras.discard((COHORT, channel.display_name, f"{self.tenant.users[user].upn} []"))

    def team_without_some_people(self, number: int) -> None:
        group = self._group(COHORT)
        members = [user for user in group.members if user not in group.owners]
        for user in members[number % 3 :: 3]:
            del group.members[user]
            for channel in self._channels():
                channel.members.pop(user, None)
            upn = self.tenant.users[user].upn
            self.extras = {extra for extra in self.extras if extra[2].split()[0] != upn}

    def owner_who_is_only_a_member(self, number: int) -> None:
        group = self._group(TEAMS[number % 3])
        if len(group.owners) > 1:
            del group.owners[sorted(group.owners)[number % len(group.owners)]]

    def guest_not_invited(self, number: int) -> None:
        guests = sorted(user.id for user in self.tenant.users.values() if user.guest)
        if guests:
            gone = guests[number % len(guests)]
            del self.tenant.users[gone]
            for group in self.tenant.groups.values():
                group.members.pop(gone, None)
            for channel in self._channels():
                channel.members.pop(gone, None)

    # done by people

    def stranger_in_team(self, number: int) -> None:
        group = self._group(COHORT)
        user = self._stranger(number)
        if user.id not in group.members:
            group.members[user.id] = Joined()
            self.extras.add((COHORT, "", user.upn))

    def stranger_in_channel(self, number: int) -> None:
        self.stranger_in_team(number)
        user = self._stranger(number)
        if (channel := self._channel(number)) and user.id not in channel.members:
            channel.members[user.id] = []
            self.extras.add((COHORT, channel.display_name, f"{user.upn} []"))

    def tab_removed(self, number: int) -> None:
        if tabs := self._tabs():
            channel, tab = tabs[number % len(tabs)]
            del channel.tabs[tab.id]

    def tab_with_another_address(self, number: int) -> None:
        if tabs := self._tabs():
            tab = tabs[number % len(tabs)][1]
            tab.configuration = {
                "websiteUrl": "https://example.jp/else",
                "contentUrl": "https://example.jp/else",
            }

    def another_description(self, number: int) -> None:
        if channel := self._channel(number):
            channel.description = "だれかが書きかえた説明"

    def another_team_name(self, number: int) -> None:
        self._group(TEAMS[number % 3]).display_name = STRANGE

    # files

    def file_removed(self, number: int) -> None:
        if found := self._files():
            drive, item = found[number % len(found)]
            drive.remove(item)

    def folder_removed(self, number: int) -> None:
        found = [(drive, item) for drive, item in self._items() if item.folder]
        if found:
            drive, item = found[number % len(found)]
            drive.remove(item)

    def file_edited_by_a_person(self, number: int) -> None:
        if found := self._files():
            drive, item = found[number % len(found)]
            content = f"書きこみ {number}".encode()
            files.overwrite(Hand(self.tenant.sites, drive, PERSON, self.tenant.clock.now()), item, content)
            self.sandbox.advance(60)  # the service rewrites what looks like an Office file
            self.edited[item.id] = self.tenant.sites.blobs[item.blob]

    def file_touched_by_the_service(self, number: int) -> None:
        """New tags, the same bytes: what enrichment does."""
        if found := self._files():
            drive, item = found[number % len(found)]
            drive.changed(item, item.modified, item.modified_by)

    # finding

    @property
    def tenant(self) -> Any:
        return self.sandbox.tenant

    def _group(self, nickname: str) -> Any:
        return next(each for each in self.tenant.groups.values() if each.mail_nickname == nickname)

    def _team(self) -> Any:
        return self.tenant.teams.get(self._group(COHORT).id)

    def _channels(self) -> list[Any]:
        team = self._team()
        return [each for each in team.live() if each.private] if team else []

    def _channel(self, number: int) -> Any:
        channels = self._channels()
        return channels[number % len(channels)] if channels else None

    def _stranger(self, number: int) -> Any:
        leaders = self._group("dx-leaders").members
        known = self._group(COHORT)
        everybody = [u for u in self.tenant.users.values() if u.id in leaders and u.id not in known.owners]
        people = sorted(
            (u for u in everybody if u.id not in known.members or (COHORT, "", u.upn) in self.extras),
            key=lambda user: user.upn,
        )
        return people[number % len(people)]

    def _tabs(self) -> list[Any]:
        return [(channel, tab) for channel in self._channels() for tab in channel.tabs.values()]

    def _items(self) -> list[Any]:
        places = [self.tenant.sites.channel_folder(channel.id) for channel in self._channels()]
        return [(p[0], item) for p in places if p for item in p[0].below(p[1]) if item is not p[1]]

    def _files(self) -> list[Any]:
        return [(drive, item) for drive, item in self._items() if not item.folder]

    def _without_folder(self, channel: str) -> None:
        """Its site, drive and place, as if they had never been."""
        store = self.tenant.sites
        store.folders.pop(channel, None)
        for site in [site for site in store.sites.values() if site.channel_id == channel]:
            del store.sites[site.id]
            store.drives.pop(site.drive_id, None)


DEEDS = tuple(
    name
    for name, value in vars(Wreck).items()
    if callable(value) and not name.startswith("_") and name not in ("does", "tenant")
)
