"""One person in a team or in a private channel, as member or owner.

Members of a team are added in bulk, one request and one write with many results (docs/facts.md 35); owners
and people of channels singly. Who is there is never added again (docs/facts.md 34).
"""

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from m365bot.errors import GraphError, M365BotError, NotFound, OutcomeUnknown, Permanent
from m365bot.programme import Person
from m365bot.resources.bounds import Limit, Pace
from m365bot.resources.capabilities import Removable, Surveying, WrittenTogether
from m365bot.resources.kind import Extra, Gone, Kind, Resource
from m365bot.resources.kinds.guest import member_id
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared.accounts import accounts_before, forget
from m365bot.resources.shared.peopled import MEMBER, Peopled, conversation_member, members_of
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import ParentAbsent, View
from m365bot.words import say

AT_ONCE = 200  # people in one bulk request (limits teams.bulkadd)
SINGLY_AFTER = 2  # bulk requests that failed whole; one by one they may still go (C34)
A_FEW = 20  # five minutes' worth of single adds: who is left is tried together again, which may work by then


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
    pace: ClassVar[Pace] = Pace(shared=True)
    removals: ClassVar[Limit | None] = Limit("members_removed", "外れる人", "人")

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]  # a team and a channel ask for different ones
        return (self.of.people_need,)

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

    @cached_property
    def after(self) -> Sequence[Resource]:
        return self.of.before_joining(self.person)

    @property
    def together(self) -> Hashable:
        return ("members", self.of.key)

    async def see(self, view: View) -> Seen | None:
        members = await members_of(view, self.of)
        user = self.account or await member_id(view, self.person)
        found = next((one for one in members if one["userId"] == user), None)
        if found is None:
            return None
        return Seen(user, facts={"owner": "owner" in found["roles"]}, kept={"membership": found["id"]})

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        people = (await self.of.place(tenant.view)).members
        if was:
            where = people.by_conversation_member_id(was.kept["membership"])
            await tenant.write("PATCH", where, {"@odata.type": MEMBER, "roles": ["owner"]})
            return Seen(was.id)
        user = await member_id(tenant.view, self.person)
        await tenant.write("POST", people, conversation_member(tenant.view, user, owner=self.owner))
        return Seen(user)

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
        before = {account: one.person for one in members for account in accounts_before(view, one.person)}
        return [
            _replaced(of, before[one["userId"]], one["userId"])
            if one["userId"] in before
            else _unnamed(of, one)
            for one in there
            if one["userId"] not in named
        ]

    @staticmethod
    async def write_together(
        tenant: Tenant, members: Sequence["Member"], attempt: int
    ) -> Mapping[str, Seen | M365BotError]:
        """Add people who are not there, each with an outcome of their own: key → Seen or error."""
        of = members[0].of
        bulk = _bulk_of(members, attempt)
        chosen = {one.key for one in bulk}
        singly = [one for one in members if one.key not in chosen]
        results: dict[str, Seen | M365BotError] = {}
        for start in range(0, len(bulk), AT_ONCE):
            results |= await _in_bulk(tenant, of, bulk[start : start + AT_ONCE])
        alone = await asyncio.gather(*(_singly(tenant, one) for one in singly))
        return results | {one.key: result for one, result in zip(singly, alone, strict=True)}


def _bulk_of(members: Sequence[Member], attempt: int) -> Sequence[Member]:
    """Those who are added together; one alone is not, nor a few at a time where bulk requests have failed."""
    bulk = [one for one in members if not one.owner and one.of.adds_in_bulk]
    if attempt > SINGLY_AFTER:
        bulk = bulk[A_FEW:]
    return bulk if len(bulk) > 1 else []


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
    try:
        return await member.write(tenant, None)
    except NotFound as error:
        forget(tenant.view, member.person)
        return error
    except M365BotError as error:
        return error


async def _in_bulk(
    tenant: Tenant, of: Peopled, members: Sequence[Member]
) -> Mapping[str, Seen | M365BotError]:
    users: dict[str, Member] = {}
    results: dict[str, Seen | M365BotError] = {}
    for member in members:
        try:
            users[await member_id(tenant.view, member.person)] = member
        except M365BotError as error:
            results[member.key] = error
    body = {"values": [conversation_member(tenant.view, user, owner=False) for user in users]}
    try:
        answer = await tenant.create("POST", (await of.place(tenant.view)).members.add, body)
    except M365BotError as error:
        return results | {member.key: error for member in users.values()}
    told = {one["userId"]: one["error"] for one in answer["value"]}
    for user, member in users.items():
        results[member.key] = result = _result(user, told)
        if isinstance(result, NotFound):
            forget(tenant.view, member.person)
    return results


def _result(user: str, told: Mapping[str, Any]) -> Seen | M365BotError:
    if user not in told:
        return OutcomeUnknown(say("この人を追加できたかどうかの返事がありません。"))
    if told[user] is None:
        return Seen(user)
    if str(told[user].get("code", "")).casefold() == "notfound":  # a young guest (docs/facts.md 44)
        return NotFound(say("この人はテナントにまだ見つかりません。"), status=404)
    return Permanent(say("追加が断られました({code})。", code=told[user].get("code", "?")))
