"""A channel of a team: standard, or private and made together with its people. 一般 is the primary channel.

The service refuses a second channel of a name (also a deleted one's, for 30 days), so a lost answer is harmless.
"""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from m365bot.errors import Conflict, GraphError, MissingPermission, NotReady, Permanent
from m365bot.programme import Person
from m365bot.programme.names import channel_fold
from m365bot.resources.bounds import Pace
from m365bot.resources.kind import Kind, Resource
from m365bot.resources.kinds.guest import newcomer
from m365bot.resources.kinds.member import Member
from m365bot.resources.kinds.team import Team
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared.peopled import NEW_FOR, Peopled, conversation_member, is_young
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import ParentAbsent, View
from m365bot.words import say

REFLECTED = 3 * 60.0  # seconds after which it is not waited any more for people added to the team
AT_ONCE = 200  # members in the request that makes a private channel (limits teams.private.create)


@dataclass(frozen=True)
class Channel(Peopled):
    """A channel; `owners` and `members` are those a private one is born with."""

    team: Team
    display_name: str
    membership: str = "standard"
    description: str = ""
    owners: tuple[Person, ...] = ()
    members: tuple[Person, ...] = ()
    people_need: ClassVar[str] = "app:ChannelMember.ReadWrite.All"
    renaming: ClassVar[str] = "名前を変えたのなら、Teams のチャネルの名前も同じに変えてください。"
    called: ClassVar[Mapping[str, str]] = {"description": "説明"}
    listed_in: ClassVar[float] = 120.0  # a second one is refused, but would be asked about or told of in vain
    pace: ClassVar[Pace] = Pace(beats=1)  # channels of a team are made one a beat
    needs: ClassVar[tuple[str, ...]] = (
        "app:Channel.Create",
        "app:Channel.ReadBasic.All",
        "app:Group.ReadWrite.All",  # a changed description; the team asks for it anyway
    )
    reads: ClassVar[tuple[str, ...]] = ("app:Channel.ReadBasic.All",)

    @property
    def name(self) -> str:
        return self.display_name

    @property
    def title(self) -> str:
        return say("チャネル『{name}』", name=self.display_name)

    @property
    def parent(self) -> Team:
        return self.team

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"membership": self.membership, "description": self.description}

    @cached_property
    def places(self) -> tuple[Member, ...]:
        """Its people's places in the team: they must be in it already (docs/facts.md 104)."""
        return tuple(Member(self.team, person) for person in (*self.owners, *self.members))

    @property
    def after(self) -> Sequence[Resource]:
        return self.places

    @property
    def cannot_do_without(self) -> Sequence[Resource]:
        return ()  # it goes without a person who could not be added

    @property
    def conflict(self) -> str:
        return say("削除済みのチャネルがこの名前を使っています。Teamsで復元するか、30日待ってください。")

    def before_joining(self, person: Person) -> Sequence[Resource]:
        return [Member(self.team, person)]

    async def place(self, view: View) -> Any:
        team = await self.team.place(view)
        return team.channels.by_channel_id(await view.id_of(self))

    async def see(self, view: View) -> Seen | None:
        wanted, there = channel_fold(self.display_name), await channels_of(view, self.team)
        same = [one for one in there if channel_fold(one["displayName"]) == wanted]
        if not same or self._bears_anothers_name(view, there, same):
            return self._renamed(view, there)
        found = min(same, key=lambda one: one["displayName"] != self.display_name)  # as written, if any
        facts = {"membership": found["membershipType"], "description": found["description"] or ""}
        withheld = ""
        if found["membershipType"] != self.membership:
            withheld = say(
                "公開範囲(標準・プライベート)はあとから変えられません。別の名前のチャネルを作ってください。"
            )
        return Seen(found["id"], facts=facts, memo={"web_url": found["webUrl"]}, withheld=withheld)

    def _bears_anothers_name(self, view: View, there: Sequence[Json], same: Sequence[Json]) -> bool:
        """Names that people swapped, or gave to a new one, lead nobody into what others wrote among themselves."""
        known = view.memo(self.key).get("id")
        ids = [one["id"] for one in there]
        return self.membership == "private" and known in ids and all(one["id"] != known for one in same)

    def _renamed(self, view: View, there: Sequence[Json]) -> Seen | None:
        """The channel that we made, under a name that a person gave it: no second one is made beside it."""
        known = view.memo(self.key).get("id")
        for one in there:
            if one["id"] == known:
                words = say(
                    "Teamsで『{name}』という名前に変わっています。"
                    "名前を戻すか、cohort.yaml のチャネル名を合わせてください。",
                    name=one["displayName"],
                )
                return Seen(one["id"], memo={"web_url": one["webUrl"]}, withheld=words)
        return None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        channels = (await self.team.place(tenant.view)).channels
        if was:
            await tenant.write("PATCH", channels.by_channel_id(was.id), {"description": self.description})
            return Seen(was.id)
        made = await self._made(tenant, channels)
        if self.membership == "private":
            await self._ask_for_its_site(tenant.view, channels.by_channel_id(made["id"]))
        return Seen(made["id"], memo={"web_url": made["webUrl"]})

    async def _made(self, tenant: Tenant, channels: Any) -> Json:
        """With its people; where the service takes them late, or one of them not at all, with its owners only:
        the others are added afterwards, each with a reason of their own (docs/facts.md 123).
        """
        if self.membership != "private":
            return await tenant.create("POST", channels, self._body)
        people = (await self._people(tenant.view))[:AT_ONCE]
        owners = [one for one in people if one["roles"]]
        try:
            return await tenant.create("POST", channels, {**self._body, "members": people})
        except Permanent as error:
            if error.status not in (400, 404) or isinstance(error, Conflict | MissingPermission):
                raise
            self._or_wait(tenant.view, error)
            if len(owners) == len(people):
                self._or_wait(tenant.view, error, since="found")
                raise
        try:
            return await tenant.create("POST", channels, {**self._body, "members": owners})
        except Permanent as error:
            self._or_wait(tenant.view, error, since="found")
            raise

    async def _ask_for_its_site(self, view: View, channel: Any) -> None:
        """It may come hours after it was asked for, and only once General's was (docs/facts.md 127): materials of a
        later day find it there. Whether it is ready does not matter here.
        """
        await ask_for_generals(view, self.team)
        with contextlib.suppress(GraphError):
            await view.read(f"first look at the folder of {self.key}", channel.files_folder)

    def _or_wait(self, view: View, error: Permanent, since: str = "added") -> None:
        """Raises NotReady while somebody was added to the team, or found there first, only just now."""
        if error.status == 400 and any(is_young(view, one.key, since, REFLECTED) for one in self.places):
            words = say("チームに加えたばかりの人を、プライベートチャネルがまだ受け付けません。")
            raise NotReady(words, after=15, patience=NEW_FOR) from error

    @property
    def _body(self) -> Json:
        return {
            "displayName": self.display_name,
            "description": self.description,
            "membershipType": self.membership,
        }

    async def _people(self, view: View) -> list[Json]:
        """Owners first; only who is in the team, for one who is not would spoil the whole request."""
        there = [one.person for one in self.places if view.memo(one.key).get("id")]
        owners = [person for person in self.owners if person in there]
        others = [person for person in self.members if person in there and person not in owners]
        if not owners:
            raise Permanent(
                say("所有者になる研修担当がチームにいないため、{what}を作れません。", what=self.title)
            )
        people = (*owners, *others)
        ids = await asyncio.gather(*(newcomer(view, person) for person in people))
        return [
            conversation_member(view, user, owner=person in owners)
            for user, person in zip(ids, people, strict=True)
        ]


@dataclass(frozen=True)
class General(Kind):
    """一般: the primary channel that every team is born with, whatever people see as its name."""

    team: Team
    needs: ClassVar[tuple[str, ...]] = ("app:Channel.ReadBasic.All",)
    told_when_left: ClassVar[bool] = False  # every team has one

    @property
    def name(self) -> str:
        return "一般"

    @property
    def title(self) -> str:
        return say("チャネル『{name}』", name=f"{self.team.display_name}/一般")

    @property
    def parent(self) -> Team:
        return self.team

    async def place(self, view: View) -> Any:
        """The SDK's builder of it."""
        team = await self.team.place(view)
        return team.channels.by_channel_id(await view.id_of(self))

    async def see(self, view: View) -> Seen | None:
        team = await self.team.place(view)
        found = await view.read(f"general {self.team.key}", team.primary_channel)
        return Seen(found["id"], memo={"web_url": found["webUrl"]})

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        raise Permanent(say("{what}はチームと一緒にできるもので、作れません。", what=self.title))


async def ask_for_generals(view: View, team: Team) -> None:
    """Ask for the folder of a team's General, whether it was there before or not: it is the asking that counts."""
    general = General(team)
    with contextlib.suppress(GraphError, ParentAbsent):
        view.learn(general.key, id=await view.id_of(general))
        where = await general.place(view)
        await view.read(f"folder of General of {team.key}", where.files_folder)


async def channels_of(view: View, team: Team) -> tuple[Json, ...]:
    """All channels of a team; read once a look."""

    async def read() -> tuple[Json, ...]:
        query = {"$select": "id,displayName,description,membershipType,webUrl"}
        return await view.graph.pages((await team.place(view)).channels, query=query)

    return await view.once(f"channels {team.key}", read)


async def web_url(view: View, channel: Channel | General) -> str:
    """The channel's own address, remembered or read."""
    if known := view.memo(channel.key).get("web_url"):
        return str(known)
    where = await channel.place(view)
    found = await view.read(f"channel {channel.key}", where, {"$select": "id,webUrl"})
    view.learn(channel.key, id=found["id"], web_url=found["webUrl"])
    return str(found["webUrl"])
