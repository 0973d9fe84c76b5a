"""One person in a team or in a private channel, as member or owner.

Members of a team are added in bulk, one request and one write with many results (docs/facts.md 35), guests apart
from staff; owners and people of channels singly. Who is there is never added again (docs/facts.md 34). When somebody
was sent is remembered, before the answer, which may be lost: for minutes after it the service may not know them yet.
"""

import asyncio
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from m365bot.errors import (
    Conflict,
    GraphError,
    M365BotError,
    MissingPermission,
    NotFound,
    NotReady,
    OutcomeUnknown,
    Permanent,
)
from m365bot.programme import Person
from m365bot.resources.bounds import Limit, Pace
from m365bot.resources.capabilities import Removable, Surveying, WrittenTogether
from m365bot.resources.kind import Extra, Gone, Kind, Resource
from m365bot.resources.kinds.guest import member_id, newcomer, remembered
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared.accounts import accounts_before, forget, why_not_found
from m365bot.resources.shared.peopled import (
    MEMBER,
    NEW_FOR,
    Peopled,
    conversation_member,
    is_young,
    members_of,
    stamp,
)
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import ParentAbsent, View
from m365bot.words import say

AT_ONCE = 200  # people in one bulk request (limits teams.bulkadd)
SINGLY_AFTER = 2  # bulk requests that failed whole; one by one they may still go (C34)
A_FEW = 20  # five minutes' worth of single adds: who is left is tried together again, which may work by then
IN_VAIN = 8  # people refused one by one, and nobody taken: the others would be, too
BY_GROUP_WAIT = 5 * 60.0  # seconds that a run waits for the team to show whom its group took
BY_GROUP_AGAIN = (
    2 * 24 * 60 * 60.0
)  # and after so many it is asked anew: a day is documented (docs/facts.md 36)


@dataclass(frozen=True)
class Member(Kind, Removable, WrittenTogether, Surveying):
    """A person's place in a team or private channel.

    account: the directory's id of one that the person had before and that is only to be removed.
    """

    of: Peopled
    person: Person
    owner: bool = False
    account: str = ""
    comes_with_parent: ClassVar[bool] = True
    told_when_left: ClassVar[bool] = False  # the survey tells of everybody who is not named
    pace: ClassVar[Pace] = Pace(shared=True)
    removals: ClassVar[Limit | None] = Limit("members_removed", "外れる人", "人")

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]  # a team and a channel ask for different ones
        return (self.of.people_need,)

    @classmethod
    def may_need(cls, beside: Collection[type[Kind]]) -> frozenset[str]:
        return frozenset(kind.people_need for kind in beside if issubclass(kind, Peopled))

    @property
    def name(self) -> str:
        return f"{self.person.id}-{self.account}" if self.account else self.person.id

    @property
    def title(self) -> str:
        role = say("所有者") if self.owner else say("メンバー")
        before = say("(以前のアカウント)") if self.account else ""
        return say("{of}の{role} {name}", of=self.of.title, role=role, name=self.person.name) + before

    @property
    def nameless(self) -> str:
        return self.title.replace(self.person.name, self.person.id)

    @property
    def parent(self) -> Resource:
        return self.of

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"owner": True} if self.owner else {}  # somebody made owner by hand stays one

    @property
    def recalls(self) -> Sequence[str]:
        return (remembered(self.person),)

    @cached_property
    def after(self) -> Sequence[Resource]:
        return self.of.before_joining(self.person)

    @property
    def together(self) -> Hashable:
        return ("members", self.of.key)

    async def see(self, view: View) -> Seen | None:
        members = await members_of(view, self.of)
        user = self.account or await member_id(view, self.person)
        found = members.get(user)
        if found is None:
            return None
        if not view.memo(self.key):  # a run that died may have added them a moment ago
            stamp(view, self.key, "found")
        return Seen(user, facts={"owner": "owner" in found["roles"]}, kept={"membership": found["id"]})

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        people = (await self.of.place(tenant.view)).members
        if was:
            where = people.by_conversation_member_id(was.kept["membership"])
            await tenant.write("PATCH", where, {"@odata.type": MEMBER, "roles": ["owner"]})
            return Seen(was.id)
        user = await newcomer(tenant.view, self.person)
        if is_young(tenant.view, self.key, "by_group", BY_GROUP_AGAIN):
            raise self._on_its_way()
        stamp(tenant.view, self.key, "added")
        try:
            await tenant.write("POST", people, conversation_member(tenant.view, user, owner=self.owner))
        except NotFound as error:
            raise await why_not_found(tenant.view, self.person, user, error) from error
        except Permanent as error:
            raise await self._another_way(tenant, user, error) from error
        return Seen(user)

    async def _another_way(self, tenant: Tenant, user: str, error: Permanent) -> GraphError:
        """What a refusal means: not yet, or by the group, or no."""
        if error.status == 400 and any(_is_new(tenant.view, one.key) for one in self.after):
            words = say("チームに加えたばかりで、チャネルがまだこの人を受け付けません。")
            return NotReady(words, after=15, patience=NEW_FOR)
        bound = self.of.group_of(tenant.view) if self.person.outside and error.status == 403 else ""
        if not bound or isinstance(error, MissingPermission):
            return error
        return await self._by_group(tenant, bound, user, error)

    async def _by_group(self, tenant: Tenant, group: str, user: str, refused: Permanent) -> GraphError:
        """A team that takes no guest from an app may take one from its group (docs/facts.md 124)."""
        body = {"@odata.id": f"{tenant.view.graph.base_url}/directoryObjects/{user}"}
        try:
            await tenant.write("POST", tenant.root.groups.by_group_id(group).members.ref, body)
        except Conflict:
            pass  # the group has them already
        except Permanent as error:
            if error.status != 400:
                return refused
        stamp(tenant.view, self.key, "by_group")
        return self._on_its_way()

    def _on_its_way(self) -> NotReady:
        words = say("ゲストをグループに加えました。チームに現れるまで、長いと1日ほどかかります。")
        return NotReady(words, after=30, patience=BY_GROUP_WAIT)

    async def remove(self, tenant: Tenant, was: Seen) -> None:
        people = (await self.of.place(tenant.view)).members
        await tenant.write("DELETE", people.by_conversation_member_id(was.kept["membership"]))

    @staticmethod
    async def others(view: View, members: Sequence["Member"]) -> list[Extra | Gone]:
        """People who are there and whom nobody named: they stay, but for accounts that were made anew (C15)."""
        of = members[0].of
        try:
            there = await members_of(view, of)
        except (ParentAbsent, GraphError):
            return []  # said already of the members themselves
        named = {view.memo(one.key).get("id") for one in members}
        if there.keys() <= named:
            return []
        before = {account: one.person for one in members for account in accounts_before(view, one.person)}
        return [
            _replaced(of, before[account], account) if account in before else _unnamed(of, one)
            for account, one in there.items()
            if account not in named
        ]

    @staticmethod
    async def write_together(
        tenant: Tenant, members: Sequence["Member"], attempt: int
    ) -> Mapping[str, Seen | M365BotError]:
        """Add people who are not there, each with an outcome of their own: key → Seen or error."""
        of = members[0].of
        bulks = [bulk for bulk in _bulks_of(tenant.view, members, attempt) if len(bulk) > 1]
        chosen = {one.key for bulk in bulks for one in bulk}
        singly = [one for one in members if one.key not in chosen]
        results: dict[str, Seen | M365BotError] = {}
        for bulk in bulks:
            known, unknown = await _known(tenant.view, bulk)
            results |= unknown
            for start in range(0, len(known), AT_ONCE):
                results |= await _Halving(tenant, of).add(known[start : start + AT_ONCE])
        alone = await asyncio.gather(*(_singly(tenant, one) for one in singly))
        return results | {one.key: result for one, result in zip(singly, alone, strict=True)}


def _is_new(view: View, key: str) -> bool:
    return any(is_young(view, key, what, NEW_FOR) for what in ("added", "found"))


async def _known(
    view: View, members: Sequence[Member]
) -> tuple[list[tuple[str, Member]], dict[str, Seen | M365BotError]]:
    """Who has an account, with its id, and why the others have none."""
    ids = await asyncio.gather(*(_newcomer(view, member.person) for member in members))
    told = list(zip(ids, members, strict=True))
    known = {user: member for user, member in told if isinstance(user, str)}
    unknown = {member.key: error for error, member in told if isinstance(error, M365BotError)}
    return list(known.items()), dict(unknown)


async def _newcomer(view: View, person: Person) -> str | M365BotError:
    try:
        return await newcomer(view, person)
    except M365BotError as error:
        return error


def _bulks_of(view: View, members: Sequence[Member], attempt: int) -> Sequence[Sequence[Member]]:
    """Those who are added together: staff, and guests apart, for a refused guest would spoil the whole.

    Not a few at a time where bulk requests have failed, nor whom the group has taken already.
    """
    bulk = [one for one in members if not one.owner and one.of.adds_in_bulk]
    bulk = [one for one in bulk if not is_young(view, one.key, "by_group", BY_GROUP_AGAIN)]
    if attempt > SINGLY_AFTER:
        bulk = bulk[A_FEW:]
    return [
        [one for one in bulk if not one.person.outside],
        [one for one in bulk if one.person.outside],
    ]


@dataclass
class _Halving:
    """Adds people in bulk; a request that is refused as a whole is halved until it is known who is refused."""

    tenant: Tenant
    of: Peopled
    taken: int = 0
    refused: int = 0

    async def add(self, people: Sequence[tuple[str, Member]]) -> Mapping[str, Seen | M365BotError]:
        if len(people) == 1:
            ((_, member),) = people
            return {member.key: self._counted(await _singly(self.tenant, member))}
        for _, member in people:
            stamp(self.tenant.view, member.key, "added")
        told = await self._asked([user for user, _ in people])
        if isinstance(told, M365BotError):
            if not is_refusal(told) or (self.refused >= IN_VAIN and not self.taken):
                return {member.key: told for _, member in people}
            half = len(people) // 2
            return {**await self.add(people[:half]), **await self.add(people[half:])}
        results = {member.key: await _result(self.tenant.view, member, user, told) for user, member in people}
        self.taken += sum(isinstance(one, Seen) for one in results.values())
        return results

    async def _asked(self, users: Sequence[str]) -> Mapping[str, Any] | M365BotError:
        """What the service says of each, or of the request."""
        body = {"values": [conversation_member(self.tenant.view, user, owner=False) for user in users]}
        try:
            where = (await self.of.place(self.tenant.view)).members.add
            answer = await self.tenant.create("POST", where, body)
        except M365BotError as error:
            return error
        return {one["userId"]: one["error"] for one in answer["value"]}

    def _counted(self, result: Seen | M365BotError) -> Seen | M365BotError:
        self.taken += isinstance(result, Seen)
        self.refused += is_refusal(result)
        return result


def is_refusal(result: Seen | M365BotError | None) -> bool:
    """A 4xx that may be about one of several people; a permission is missing for all alike."""
    return isinstance(result, Permanent) and not isinstance(result, MissingPermission)


def _replaced(of: Peopled, person: Person, account: str) -> Gone:
    return Gone(
        Member(of, person, account=account), say("アカウントが作り直され、新しいほうに替わりました。")
    )


def _unnamed(of: Peopled, member: Json) -> Extra:
    return Extra(
        f"{of.key}/member:{member['userId']}",
        say("{of}の {name}", of=of.title, name=member.get("displayName") or "?"),
        say("設定にない人です。残しておくなら people.csv に加え、外すなら Teams で外してください。"),
        nameless=say("{of}の、設定にない人", of=of.title),
    )


async def _singly(tenant: Tenant, member: Member) -> Seen | M365BotError:
    """One alone, as an outcome; who is not found is looked for anew the next time."""
    try:
        return await member.write(tenant, None)
    except NotFound as error:
        forget(tenant.view, member.person)
        return error
    except M365BotError as error:
        return error


async def _result(view: View, member: Member, user: str, told: Mapping[str, Any]) -> Seen | M365BotError:
    """What the service says of one of several."""
    if user not in told:
        return OutcomeUnknown(say("この人を追加できたかどうかの返事がありません。"))
    if told[user] is None:
        return Seen(user)
    code = str(told[user].get("code", ""))
    if code.casefold() != "notfound":
        return Permanent(say("追加が断られました({code})。", code=code or "?"))
    young = NotFound(say("この人はテナントにまだ見つかりません。"), status=404)  # docs/facts.md 44
    why = await why_not_found(view, member.person, user, young)
    if why is young:
        forget(view, member.person)
    return why
