"""A Teams team: first a Microsoft 365 group of a fixed mail nickname, then the team on it.

The nickname is unique in the tenant, so a creation whose answer was lost is found or refused, never doubled
(docs/facts.md 101). A group of that nickname that nobody of ours owns is left alone and the run stops; one
that was not made here is taken over only once a person says so. What the
service does not show yet is told apart from what is gone by evidence: the answer that made it, and deletedItems.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from m365bot.errors import Conflict, GuardStopped, NotFound, NotReady, Permanent
from m365bot.programme import Person, Programme, TeamSpec
from m365bot.resources.bounds import Pace
from m365bot.resources.kind import Resource
from m365bot.resources.kinds.guest import Guest
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared.accounts import newcomer_id, user_id
from m365bot.resources.shared.peopled import Peopled
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

GROUP = "id,displayName,mailNickname,visibility"
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
        "allowCreatePrivateChannels": False,
        "allowAddRemoveApps": False,
    },
    "guestSettings": {"allowCreateUpdateChannels": False, "allowDeleteChannels": False},
}
# A group may answer 404 to becoming a team for up to 15 minutes: three tries ten seconds apart, then fewer
# (docs/facts.md 19, limits teams.group.ready).
YOUNG = 15 * 60.0
TRIES = ((25.0, 10.0), (120.0, 30.0))  # up to which age, in seconds, it is asked again after how many
LATER = 60.0
# For so long a group that an answer of 201 named is believed though no read shows it (docs/facts.md 122).
HIDDEN = 60 * 60.0
TAKEN = 5 * 60.0  # and for so long one may show that an answer which was lost had made


@dataclass(frozen=True)
class Team(Peopled):
    """A private team. `owners` and `members` are those it is born with (at most 20 in all)."""

    display_name: str
    mail_nickname: str
    owners: tuple[Person, ...] = ()
    members: tuple[Person, ...] = ()
    needs: ClassVar[tuple[str, ...]] = ("app:Group.ReadWrite.All", "app:User.Read.All")
    reads: ClassVar[tuple[str, ...]] = ("app:Group.Read.All", "app:User.Read.All")
    people_need: ClassVar[str] = "app:TeamMember.ReadWrite.All"
    called: ClassVar[Mapping[str, str]] = {"name": "名前"}
    adds_in_bulk: ClassVar[bool] = True
    renaming: ClassVar[str] = "mail_nickname を変えたのなら、元に戻してください(あとからは変えられません)。"
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
        return {"name": self.display_name, "visibility": "Private", "team": True, "allows": ""}

    @property
    def conflict(self) -> str:
        return say(
            "メールの別名 {nickname} は、ここから見えないもの(ほかの宛先など)が使っています。"
            "programme.yaml の mail_nickname を変えるか、テナント管理者に確かめてもらってください。",
            nickname=self.mail_nickname,
        )

    def before_joining(self, person: Person) -> Sequence[Resource]:
        return [Guest(person)] if person.outside else []

    def group_of(self, view: View) -> str:
        return str(view.memo(self.key).get("id") or "")

    async def place(self, view: View) -> Any:
        return view.root.teams.by_team_id(await view.id_of(self))

    async def see(self, view: View) -> Seen | None:
        group, team = await self._looked_up(view)
        if group is None:
            return self._hidden(view) if await self._is_only_hidden(view) else None
        allows = _allowed(team) if team else ""
        facts = {"name": group["displayName"], "visibility": group["visibility"]}
        return Seen(
            group["id"],
            facts={**facts, "team": bool(team), "allows": allows},
            half_made=team is None,
            asks=await self._asks(view, group),
        )

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        group = was.id if was else await self._create_group(tenant)
        if was is None or not was.facts["team"]:
            await self._put_team(tenant, group)
        elif was.facts["allows"]:
            await tenant.write("PATCH", tenant.root.teams.by_team_id(group), SETTINGS)
        if was and (was.facts["name"], was.facts["visibility"]) != (self.display_name, "Private"):
            body = {"displayName": self.display_name, "visibility": "Private"}
            await tenant.write("PATCH", tenant.root.groups.by_group_id(group), body)
        return Seen(group)

    async def _looked_up(self, view: View) -> tuple[Json | None, Json | None]:
        """The group and the team on it; of what is remembered both are asked for at once."""
        if known := view.memo(self.key).get("id"):
            group, team = await asyncio.gather(self._remembered(view), self._team_of(view, known))
            if group is not None:
                self._refuse_another_name(group)
                return group, team
        group = await self._by_nickname(view)
        return group, await self._team_of(view, group["id"]) if group else None

    def _refuse_another_name(self, group: Json) -> None:
        """An id that is remembered is looked at: it may have been changed by hand, or the group given another name."""
        if not self._is_of_the_nickname(group):
            raise GuardStopped(
                say(
                    "記録では{what}のはずのグループ『{name}』が、設定と違うメールの別名({other})を持っています。"
                    "別名を {nickname} に戻してもらうか、記録を控えから戻してください。",
                    what=self.title,
                    name=group["displayName"],
                    other=group["mailNickname"] or "?",
                    nickname=self.mail_nickname,
                )
            )

    async def _team_of(self, view: View, group: str) -> Json | None:
        """The team on a group, by asking for it: `resourceProvisioningOptions` may lag (docs/facts.md 122)."""
        query = {"$select": "id,memberSettings,guestSettings"}
        try:
            return await view.read(f"team {group}", view.root.teams.by_team_id(group), query)
        except NotFound:
            return None

    # what is not shown

    def _hidden(self, view: View) -> Seen:
        """As the answer that made it said; no read shows it yet."""
        facts = {"name": self.display_name, "visibility": "Private", "team": False, "allows": ""}
        return Seen(view.memo(self.key)["id"], facts=facts, half_made=True)

    async def _is_only_hidden(self, view: View) -> bool:
        """Did we make it a short while ago, and nobody delete it since? Then a 404 means: not yet."""
        known, age = view.memo(self.key).get("id"), self._age(view)
        return bool(known) and age < HIDDEN and not await self._was_deleted(view, str(known))

    async def _was_deleted(self, view: View, group: str) -> bool:
        try:
            await view.read(f"deleted {group}", f"/directory/deletedItems/{group}", {"$select": "id"})
        except NotFound:
            return False
        return True

    def _age(self, view: View) -> float:
        """Seconds since the service answered that it made the group; without end where we did not make it."""
        made = view.memo(self.key).get("made")
        if not made:
            return float("inf")
        return max((view.graph.service_now() - datetime.fromisoformat(made)).total_seconds(), 0.0)

    async def _remembered(self, view: View) -> Json | None:
        if not (known := view.memo(self.key).get("id")):
            return None
        try:
            return await view.read(f"group {known}", view.root.groups.by_group_id(known), {"$select": GROUP})
        except NotFound:
            return None

    async def _by_nickname(self, view: View) -> Json | None:
        query = {"$filter": f"mailNickname eq '{self._quoted}'", "$select": GROUP}
        found = await view.pages(f"groups {self._quoted}", view.root.groups, query)
        same = [group for group in found if self._is_of_the_nickname(group)]
        if same:
            await self._refuse_a_strangers(view, same[0])
        return same[0] if same else None

    async def _refuse_a_strangers(self, view: View, group: Json) -> None:
        """Whose it is, is not said: whoever may run this need not know who owns what."""
        ours = {await user_id(view, person) for person in self.owners}
        if ours.isdisjoint(await self._people_of(view, group, "owners")):
            raise GuardStopped(
                say(
                    "メールの別名 {nickname} は、研修担当が所有していないグループ『{name}』が使っています。"
                    "programme.yaml の mail_nickname を変えるか、そのグループの所有者に研修担当を加えてもらってください。",
                    nickname=self.mail_nickname,
                    name=group["displayName"],
                )
            )

    async def _asks(self, view: View, group: Json) -> str:
        """Why a person must say first that a group is ours; empty where it is as this software makes them.

        What is remembered is ours, and what a write of ours may have made. Without either (a lost database) ours has
        the name, is private, and the account is in it: nobody else's is by chance.
        """
        if view.memo(self.key).get("id") == group["id"] or view.began(self.key):
            return ""
        as_made = (group["displayName"], group["visibility"]) == (self.display_name, "Private")
        born_with = {await user_id(view, person) for person in self.members}
        if as_made and born_with <= await self._people_of(view, group, "members"):
            return ""
        return say(
            "ここで作ったものではないグループ『{name}』を引き継ぎます(名前、公開範囲、所有者、参加者が設定どおりに変わります)。"
            "承認が必要です。",
            name=group["displayName"],
        )

    async def _people_of(self, view: View, group: Json, what: str) -> set[str]:
        where = getattr(view.root.groups.by_group_id(group["id"]), what)
        found = await view.pages(f"{what} {group['id']}", where, {"$select": "id"})
        return {one["id"] for one in found}

    async def _create_group(self, tenant: Tenant) -> str:
        view = tenant.view
        first = self.owners[:OWNERS]
        ids = await asyncio.gather(*(newcomer_id(view, person) for person in (*first, *self.members)))
        owners, members = ids[: len(first)], ids
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
        try:
            made = await tenant.create("POST", tenant.root.groups, body)
        except Conflict as error:
            raise await self._why_taken(view, error) from error
        view.learn(self.key, id=made["id"], made=view.graph.service_now().isoformat())
        return str(made["id"])

    async def _why_taken(self, view: View, error: Conflict) -> Exception:
        """The nickname is taken by a group that was deleted, as deletedItems shows, or by what no read shows yet."""
        query = {"$filter": f"mailNickname eq '{self._quoted}'", "$select": "id,mailNickname"}
        deleted = await view.pages("deleted groups", "/directory/deletedItems/microsoft.graph.group", query)
        if any(self._is_of_the_nickname(one) for one in deleted):
            return Permanent(
                say(
                    "削除済みのグループがメールの別名 {nickname} を使っています。"
                    "復元するか、30日待ってください。",
                    nickname=self.mail_nickname,
                ),
                status=error.status,
                code=error.code,
            )
        return NotReady(self.conflict, after=10, patience=TAKEN)

    @property
    def _quoted(self) -> str:
        return self.mail_nickname.replace("'", "''")

    def _is_of_the_nickname(self, group: Json) -> bool:
        """Compared here as well: filters were seen ignored and prefixes matched (C38)."""
        return (group["mailNickname"] or "").casefold() == self.mail_nickname.casefold()

    async def _put_team(self, tenant: Tenant, group: str) -> None:
        """A young group may answer 404, and the team may be there all the same (C32); 409 says that it is one."""
        try:
            await tenant.write("PUT", tenant.root.groups.by_group_id(group).team, SETTINGS)
        except NotFound as error:
            age = self._age(tenant.view)
            pause = next((pause for until, pause in TRIES if age < until), LATER)
            words = say("グループがまだ新しいため、チームにできません。")
            raise NotReady(words, after=pause, patience=YOUNG) from error
        except Conflict:
            pass
        await self._wait_until_there(tenant, group)

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
        raise NotReady(say("チームの用意がまだ終わっていません。"), after=10, patience=YOUNG)


def _allowed(team: Json) -> str:
    """What members or guests of the team may do and should not; an answer without settings tells nothing."""
    found = {
        name for whose, wanted in SETTINGS.items() for name in wanted if (team.get(whose) or {}).get(name)
    }
    return ",".join(sorted(found))
