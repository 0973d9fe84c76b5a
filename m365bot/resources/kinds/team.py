"""A Teams team: first a Microsoft 365 group of a fixed mail nickname, then the team on it.

The nickname is unique in the tenant, so a creation whose answer was lost is found or refused, never doubled
(docs/facts.md 101). A group of that nickname that nobody of ours owns is left alone and the run stops.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from m365bot.errors import GuardStopped, NotFound, NotReady
from m365bot.programme import Person, Programme, TeamSpec
from m365bot.resources.bounds import Pace
from m365bot.resources.kind import Resource
from m365bot.resources.kinds.guest import Guest
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared.accounts import user_id
from m365bot.resources.shared.peopled import Peopled
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

GROUP = "id,displayName,mailNickname,visibility,resourceProvisioningOptions"
# Settable only by the request that creates the group (docs/facts.md 119): no welcome mail at half past six.
OWNERS = 9  # born with a team: owner and member both, of at most 20 relations (docs/facts.md 81)
QUIET = ["HideGroupInOutlook", "WelcomeEmailDisabled"]
# Trainees work in the channels they are given; they do not make, delete or rewire them.
SETTINGS = {
    "memberSettings": {
        "allowCreateUpdateChannels": False,
        "allowDeleteChannels": False,
        "allowCreateUpdateRemoveTabs": False,
        "allowCreateUpdateRemoveConnectors": False,
    },
    "guestSettings": {"allowCreateUpdateChannels": False, "allowDeleteChannels": False},
}
# Seconds between tries on a young group: ten are documented (limits teams.group.ready), then a little less, for
# everything else waits for this.
YOUNG = (10.0, 5.0, 5.0, 5.0, 5.0, 10.0, 10.0)


@dataclass(frozen=True)
class Team(Peopled):
    """A private team. `owners` and `members` are those it is born with (at most 20 in all)."""

    display_name: str
    mail_nickname: str
    owners: tuple[Person, ...] = ()
    members: tuple[Person, ...] = ()
    needs: ClassVar[tuple[str, ...]] = ("app:Group.ReadWrite.All", "app:User.Read.All")
    people_need: ClassVar[str] = "app:TeamMember.ReadWrite.All"
    adds_in_bulk: ClassVar[bool] = True
    pace: ClassVar[Pace] = Pace(requests=3, ready=30.0)  # until a new group may become a team, usually

    @classmethod
    def of(cls, programme: Programme, spec: TeamSpec, day: date) -> "Team":
        """A team of the programme: owned by the officers of the day, the service account in it."""
        born_with = (programme.service_account,)
        return cls(spec.name, spec.mail_nickname, owners=programme.officers_on(day), members=born_with)

    @property
    def name(self) -> str:
        return self.mail_nickname

    @property
    def title(self) -> str:
        return say("チーム『{name}』", name=self.display_name)

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"name": self.display_name, "visibility": "Private", "team": True}

    @property
    def conflict(self) -> str:
        return say(
            "削除済みのグループがメールの別名 {nickname} を使っています。復元するか、30日待ってください。",
            nickname=self.mail_nickname,
        )

    def before_joining(self, person: Person) -> Sequence[Resource]:
        return [Guest(person)] if person.outside else []

    async def place(self, view: View) -> Any:
        return view.root.teams.by_team_id(await view.id_of(self))

    async def see(self, view: View) -> Seen | None:
        group = await self._remembered(view) or await self._by_nickname(view)
        if group is None:
            return None
        team = "Team" in (group["resourceProvisioningOptions"] or ())
        return Seen(
            group["id"],
            facts={"name": group["displayName"], "visibility": group["visibility"], "team": team},
            half_made=not team,
        )

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        group = was.id if was else await self._create_group(tenant)
        if was is None or not was.facts["team"]:
            await self._put_team(tenant, group)
        if was and (was.facts["name"], was.facts["visibility"]) != (self.display_name, "Private"):
            body = {"displayName": self.display_name, "visibility": "Private"}
            await tenant.write("PATCH", tenant.root.groups.by_group_id(group), body)
        return Seen(group)

    async def _remembered(self, view: View) -> Json | None:
        if not (known := view.memo(self.key).get("id")):
            return None
        try:
            return await view.read(f"group {known}", view.root.groups.by_group_id(known), {"$select": GROUP})
        except NotFound:
            return None

    async def _by_nickname(self, view: View) -> Json | None:
        wanted = self.mail_nickname.replace("'", "''")
        query = {"$filter": f"mailNickname eq '{wanted}'", "$select": GROUP}
        found = await view.pages(f"groups {wanted}", view.root.groups, query)
        # Compared here as well: filters were seen ignored and prefixes matched (C38).
        same = [group for group in found if group["mailNickname"].casefold() == self.mail_nickname.casefold()]
        if same:
            await self._refuse_a_strangers(view, same[0])
        return same[0] if same else None

    async def _refuse_a_strangers(self, view: View, group: Json) -> None:
        ours = {await user_id(view, person) for person in self.owners}
        where = view.root.groups.by_group_id(group["id"]).owners
        owners = await view.pages(f"owners {group['id']}", where, {"$select": "id,displayName"})
        if ours.isdisjoint(owner["id"] for owner in owners):
            raise GuardStopped(
                say(
                    "メールの別名 {nickname} は、研修担当が所有していないグループ『{name}』(所有者: {owners})が"
                    "使っています。programme.yaml の mail_nickname を変えるか、所有者に研修担当を加えてもらってください。",
                    nickname=self.mail_nickname,
                    name=group["displayName"],
                    owners="、".join(owner.get("displayName") or "?" for owner in owners) or say("なし"),
                )
            )

    async def _create_group(self, tenant: Tenant) -> str:
        view = tenant.view
        owners = [await user_id(view, person) for person in self.owners[:OWNERS]]
        members = owners + [await user_id(view, person) for person in self.members]
        bind = f"{view.graph.base_url}/users/"
        body = {
            "displayName": self.display_name,
            "mailNickname": self.mail_nickname,
            "groupTypes": ["Unified"],
            "mailEnabled": True,
            "securityEnabled": False,
            "visibility": "Private",
            "resourceBehaviorOptions": QUIET,
            # Without owners the group is made anonymously and its site may never come (docs/facts.md 80);
            # owners are members only if named twice (docs/facts.md 81).
            "owners@odata.bind": [bind + owner for owner in owners],
            "members@odata.bind": [bind + member for member in dict.fromkeys(members)],
        }
        made = await tenant.create("POST", tenant.root.groups, body)
        view.learn(self.key, id=made["id"])
        return str(made["id"])

    async def _put_team(self, tenant: Tenant, group: str) -> None:
        """A group younger than 15 minutes may answer 404, and the team may be there all the same (C32)."""
        team = tenant.root.groups.by_group_id(group).team
        for pause in YOUNG:
            try:
                await tenant.write("PUT", team, SETTINGS)
                break
            except NotFound:
                await asyncio.sleep(pause)
            if await self._is_team(tenant, group):
                break
        else:
            raise NotReady(say("グループがまだ新しいため、チームにできません。"), after=30)
        await self._wait_until_there(tenant, group)

    async def _is_team(self, tenant: Tenant, group: str) -> bool:
        found = await tenant.graph.read(tenant.root.groups.by_group_id(group), query={"$select": GROUP})
        return "Team" in (found["resourceProvisioningOptions"] or ())

    async def _wait_until_there(self, tenant: Tenant, group: str) -> None:
        """A new team answers 404 for a while (docs/facts.md 20); its channels wait for it here, once."""
        for pause in (1, 1, 1, 2, 2, 2, 3, 3, 5, 5, 5, 10, 10, 10):
            try:
                await tenant.graph.read(tenant.root.teams.by_team_id(group), query={"$select": "id"})
            except NotFound:
                await asyncio.sleep(pause)
            else:
                return
        # An answer of success that no team followed: looked at and asked for once more.
        raise NotReady(say("チームの用意がまだ終わっていません。"), after=10)
