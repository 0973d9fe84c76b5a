"""Whom a group's name in config stands for: the group of that exact name or mail address, in the directory.

Called by the kinds that mail to groups; for a test, one person's own address. What was found once is known by its id from
then on, so that a second one of its name changes nothing. Says in words why nobody is written to: none, two of one name, one
that takes no mail. Reads only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from m365bot.errors import NotFound
from m365bot.resources.ports.graph import Json
from m365bot.resources.view import View
from m365bot.words import say

_SELECT = "id,displayName,mail,mailEnabled,groupTypes"


@dataclass(frozen=True)
class Group:
    """One that takes mail. id: empty for an address that no group of the directory has, such as a dynamic list's, which
    Graph does not show (docs/facts.md groups.dynamic). unified: a Microsoft 365 group, whose mail reaches subscribers
    only (docs/facts.md 99).
    """

    name: str
    address: str
    id: str = ""
    unified: bool = False

    @property
    def known_by(self) -> str:
        """Its id; else its address, by which alone it is known."""
        return self.id or self.address.casefold()


@dataclass(frozen=True)
class Nobody:
    """Why nobody is written to. by_config: until a person has mended what config says of the readers."""

    words: str
    by_config: bool = True


async def of(view: View, written: str) -> Group | Nobody:
    """`written`: a display name or a mail address, as config has it."""
    if known := await _remembered(view, written):
        return _taken(view, known, written)
    rows = [row for row in await _named(view, written) if _is_called(row, written)]
    if len(rows) > 1:
        return Nobody(_two(written, rows))
    if rows:
        return _taken(view, rows[0], written)
    if "@" in written:
        return Group(written, written)
    return Nobody(
        say(
            "『{group}』というグループがテナントに見つかりません。名前を確かめてください。"
            "動的配布グループなどは名前では探せないので、メールアドレスで書いてください。",
            group=written,
        )
    )


async def one_person(view: View, address: str) -> Group | Nobody:
    """The address as one to write to, where an account of the directory has it. A list's, a group's, or one that the
    directory does not show as an account's may reach many.
    """
    quoted = address.replace("'", "''")
    query = {"$filter": f"mail eq '{quoted}' or userPrincipalName eq '{quoted}'", "$select": "id"}
    if await view.pages(f"accounts at {address.casefold()}", view.root.users, query):
        return Group(address, address)
    return Nobody(
        say(
            "{mail} は一人のアカウントのアドレスではないため、テストを送りません"
            "(配布リストやグループのアドレスは、おおぜいに届きます)。"
            "--to に本人のアドレスを書くか、連絡先メールを本人のアドレスに直してください。",
            mail=address,
        )
    )


async def _remembered(view: View, written: str) -> Json | None:
    """As it is now; None where it is gone, or called otherwise."""
    key = view.memo(_key(written)).get("id")
    if not key:
        return None
    try:
        where = view.root.groups.by_group_id(key)
        row = await view.read(f"mail group {key}", where, {"$select": _SELECT})
    except NotFound:
        return None
    return row if _is_called(row, written) else None


async def _named(view: View, written: str) -> Sequence[Json]:
    by = "mail" if "@" in written else "displayName"
    quoted = written.replace("'", "''")
    query = {"$filter": f"{by} eq '{quoted}'", "$select": _SELECT}
    return await view.pages(f"mail groups called {written}", view.root.groups, query)


def _taken(view: View, row: Json, written: str) -> Group | Nobody:
    if not (row.get("mailEnabled") and row.get("mail")):
        return Nobody(
            say(
                "グループ『{group}』は、メールを受け取れないグループです(メールアドレスがありません)。",
                group=written,
            )
        )
    view.learn(_key(written), id=row["id"])
    return Group(row["displayName"], row["mail"], row["id"], "Unified" in (row.get("groupTypes") or ()))


def _two(written: str, rows: Sequence[Json]) -> str:
    addresses = [row.get("mail") or say("(メールアドレスなし)") for row in rows]
    return say(
        "『{group}』というグループが{count}つあります({addresses})。どれに送るかを、メールアドレスで書いてください。",
        group=written,
        count=len(rows),
        addresses=say("、").join(sorted(addresses)),
    )


def _is_called(row: Json, written: str) -> bool:
    """The service compares without case, as addresses are; a name is compared as people read it."""
    if "@" in written:
        return str(row.get("mail") or "").casefold() == written.casefold()
    return str(row.get("displayName") or "").casefold() == written.casefold()


def _key(written: str) -> str:
    return f"mailgroup:{written.casefold()}"
