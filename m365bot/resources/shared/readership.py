"""Who reads what is mailed to a group: its members one by one, those of groups in it too, or its list as one.

Called by `Mailing`. Guests, accounts that may not sign in and those without an address are left out, and counted. The
directory tells members of groups in it (docs/facts.md groups.transitive), of a dynamic list none (docs/facts.md
groups.dynamic). Reads only; names are for the mail's own
heading and go nowhere else.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from m365bot.errors import MissingPermission
from m365bot.resources.ports.graph import Json
from m365bot.resources.shared.addressee import Group, Nobody
from m365bot.resources.view import View
from m365bot.words import say

_QUERY = {"$select": "id,displayName,mail,userPrincipalName,accountEnabled", "$top": "999"}
_READ = ("#microsoft.graph.user", "#microsoft.graph.orgContact")


@dataclass(frozen=True)
class Reader:
    """Somebody, or a list, that mail goes to. token: stands for it in the tenant and in memory, and names nobody."""

    token: str
    name: str
    address: str

    @cached_property
    def alias(self) -> str:
        """An account that is made anew has another id and is the same reader."""
        return alias_of(self.address)

    def falls_to(self, of: int) -> int:
        """Which of so many parts it belongs to, whoever else there is."""
        return int(self.token, 16) % of


@dataclass(frozen=True)
class Readership:
    """Everybody once, in an order that nobody's name decides. left_out: how many there are that nothing is sent to."""

    readers: tuple[Reader, ...]
    guests: int = 0
    stopped: int = 0
    silent: int = 0

    @property
    def words(self) -> str:
        """Whom it leaves out; empty: nobody."""
        counted = (
            (say("ゲスト"), self.guests),
            (say("サインインの止められたアカウント"), self.stopped),
            (say("メールアドレスのないアカウント"), self.silent),
        )
        told = [say("{what} {count}人", what=what, count=count) for what, count in counted if count]
        return say("{those}には送りません。", those=say("、").join(told)) if told else ""


def the_list(group: Group) -> Readership:
    """Its list alone: who is in it, the service decides."""
    return Readership((Reader("", group.name, group.address),))


async def members(view: View, group: Group) -> Readership | Nobody:
    """Raises MissingPermission where the directory tells their ids only."""
    if not group.id:
        return Nobody(
            say(
                "『{group}』はテナントのグループとして見えないため、メンバーを調べられません。"
                "audience の mail を list にしてください。",
                group=group.address,
            )
        )
    where = view.root.groups.by_group_id(group.id).transitive_members
    rows = await view.pages(f"readers in {group.id}", where, _QUERY)
    people = [row for row in rows if row.get("@odata.type", _READ[0]) in _READ]
    if people and not any(row.get("userPrincipalName") or row.get("mail") for row in people):
        raise MissingPermission("User.ReadBasic.All", identity="app")  # docs/facts.md groups.limited
    found = _sorted_out(people)
    return (
        found
        if found.readers
        else Nobody(say("『{group}』に、メールを送れる人がいません。", group=group.name))
    )


def _sorted_out(people: Iterable[Json]) -> Readership:
    """Of two rows with one address always the same one is kept, in whatever order the directory tells them."""
    kept: dict[str, Reader] = {}
    guests = stopped = silent = 0
    for row in people:
        if "#ext#" in str(row.get("userPrincipalName") or "").casefold():
            guests += 1
        elif row.get("accountEnabled") is False:
            stopped += 1
        elif not row.get("mail"):
            silent += 1
        else:
            reader = _reader(row)
            kept[reader.alias] = min(kept.get(reader.alias, reader), reader, key=lambda one: one.token)
    ordered = sorted(kept.values(), key=lambda reader: reader.token)
    return Readership(tuple(ordered), guests, stopped, silent)


def _reader(row: Json) -> Reader:
    return Reader(_token(str(row["id"])), str(row.get("displayName") or row["mail"]), row["mail"])


def alias_of(address: str) -> str:
    """Stands for an address in memory."""
    return _token(address.casefold())


def _token(known_by: str) -> str:
    return hashlib.sha256(known_by.encode()).hexdigest()[:16]
