"""Kinds of things in the service in memory; each is as simple as its habit allows.

A Thing has a unique name, a Note has not; Folk are made together; a Pair is made in two steps; Rows are stored.
"""

import sqlite3
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy.exc import OperationalError

from m365bot.errors import GraphError, M365BotError, OutcomeUnknown
from m365bot.journal import Stored
from m365bot.resources.bounds import Limit, Pace, Window
from m365bot.resources.capabilities import Removable, Storing, Surveying, WrittenTogether
from m365bot.resources.kind import Extra, Gone, Kind, Resource
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import ParentAbsent, View


@dataclass(frozen=True)
class Thing(Kind, Removable):
    """Its name is given once. also: what it waits for; needless: it goes without these all the same."""

    label: str
    of: "Thing | None" = None
    text: str = ""
    also: "tuple[Thing, ...]" = ()
    needless: bool = False
    window_: Window | None = None
    approve: str = ""
    collection: ClassVar[str] = "things"
    needs: ClassVar[tuple[str, ...]] = ("app:Things.Write", "account:Things.Send")
    pace: ClassVar[Pace] = Pace(requests=2, beats=1, ready=5.0)
    removals: ClassVar[Limit | None] = Limit("members_removed", "外れる物")
    updates: ClassVar[Limit | None] = Limit("files_replaced", "置き換わる物")

    @property
    def name(self) -> str:
        return self.label

    @property
    def title(self) -> str:
        return f"物『{self.label}』"

    @property
    def nameless(self) -> str:
        return f"物{len(self.label)}"

    @property
    def counted_as(self) -> str:
        return self.label.partition("-")[0]

    @property
    def parent(self) -> Resource | None:
        return self.of

    @property
    def after(self) -> Sequence[Resource]:
        return self.also

    @property
    def cannot_do_without(self) -> Sequence[Resource]:
        return () if self.needless else self.also

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"text": self.text}

    @property
    def window(self) -> Window | None:
        return self.window_

    @property
    def asks(self) -> str:
        return self.approve

    @property
    def conflict(self) -> str:
        return "削除済みの物がこの名前を使っています。" if self.label != "plain" else ""

    async def see(self, view: View) -> Seen | None:
        found = await self._found(view)
        return self._seen(found) if found else None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        if was:
            where, headers = f"/{self.collection}/{was.id}", {"If-Match": str(was.kept["etag"])}
            await tenant.write("PATCH", where, {"text": self.text}, headers=headers)
            return Seen(was.id)
        made = await tenant.create("POST", f"/{self.collection}", await self.body(tenant.view))
        return Seen(made["id"], memo={"link": f"memory:{made['id']}"})

    async def remove(self, tenant: Tenant, was: Seen) -> None:
        await tenant.write("DELETE", f"/{self.collection}/{was.id}")

    async def body(self, view: View) -> Json:
        return {"name": self.label, "of": await self.of_id(view), "text": self.text}

    async def of_id(self, view: View) -> str:
        return await view.id_of(self.of) if self.of else ""

    async def _found(self, view: View) -> Json | None:
        there = await there_of(view, self)
        return next((one for one in there if one["name"] == self.label), None)

    def _seen(self, found: Json) -> Seen:
        return Seen(
            found["id"],
            facts={"text": found["text"]},
            memo={"link": f"memory:{found['id']}"},
            withheld=found.get("withheld", ""),
            kept={"etag": found["etag"]},
        )


async def there_of(view: View, thing: Thing) -> Sequence[Json]:
    of = await thing.of_id(view)
    return await view.pages(f"{thing.collection} of {of}", f"/{thing.collection}", {"of": of})


@dataclass(frozen=True)
class Note(Thing):
    """The service would make a second one of the name."""

    collection: ClassVar[str] = "notes"
    settles_in: ClassVar[float] = 120.0
    pace: ClassVar[Pace] = Pace()
    removals: ClassVar[Limit | None] = None
    updates: ClassVar[Limit | None] = None

    async def see(self, view: View) -> Seen | None:
        """By the moment of the unclear write, where there was one."""
        self.asked.append(str(view.written_before(self.key)))
        return await super().see(view)

    asked: ClassVar[list[str]] = []


@dataclass(frozen=True)
class Part(Thing):
    """Its parent's creation may bring it along."""

    comes_with_parent: ClassVar[bool] = True


@dataclass(frozen=True)
class Folk(Thing, WrittenTogether, Surveying):
    """Made together, of one parent; who else is there is listed, or is to go where the name begins with "old"."""

    collection: ClassVar[str] = "folk"
    pace: ClassVar[Pace] = Pace(shared=True)
    attempts: ClassVar[list[int]] = []

    @property
    def together(self) -> Hashable:
        return ("folk", self.of.key if self.of else "")

    @staticmethod
    async def write_together(
        tenant: Tenant, wanted: "Sequence[Folk]", attempt: int
    ) -> Mapping[str, Seen | M365BotError]:
        Folk.attempts.append(attempt)
        body = {"values": [await one.body(tenant.view) for one in wanted]}
        try:
            answer = await tenant.create("POST", "/folk/add", body)
        except M365BotError as error:
            return {one.key: error for one in wanted}
        told = {one["name"]: one for one in answer["value"]}
        return {one.key: _told(told.get(one.label)) for one in wanted}

    @staticmethod
    async def others(view: View, wanted: "Sequence[Folk]") -> list[Extra | Gone]:
        named = {one.label for one in wanted}
        found: list[Extra | Gone] = []
        try:
            there = await there_of(view, wanted[0])
        except (ParentAbsent, GraphError):
            return []  # said already of those who are wanted
        for one in there:
            if one["name"].startswith("old"):
                found.append(Gone(replace(wanted[0], label=one["name"]), "替わりました。"))
            elif one["name"] not in named:
                found.append(Extra(f"folk:{one['name']}", one["name"], "設定にありません。"))
        return found


def _told(answer: Json | None) -> Seen | M365BotError:
    if answer is None:
        return OutcomeUnknown("返事がありません。")
    error: M365BotError | None = answer["error"]
    return error or Seen(answer["id"])


@dataclass(frozen=True)
class Pair(Thing):
    """Made, and then finished; nothing belongs to it before."""

    collection: ClassVar[str] = "pairs"

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"text": self.text, "finished": True}

    async def see(self, view: View) -> Seen | None:
        found = await self._found(view)
        if found is None:
            return None
        facts = {"text": found["text"], "finished": found.get("finished", False)}
        return replace(self._seen(found), facts=facts, half_made=not facts["finished"])

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        made = was.id if was else (await super().write(tenant, None)).id
        await tenant.write("PATCH", f"/pairs/{made}", {"finished": True, "text": self.text})
        return Seen(made)


@dataclass(frozen=True)
class Rows(Thing, Storing):
    """What is stored of it is new once."""

    counted: ClassVar[str] = "fresh"
    collection: ClassVar[str] = "rows"

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"fresh": 0}

    async def see(self, view: View) -> Seen | None:
        return Seen("", facts={"fresh": len(await there_of(view, self))})

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        return Seen("", stored=Stored(len(await there_of(tenant.view, self)), 1))


@dataclass(frozen=True)
class Broken(Thing):
    """A mistake of ours, in looking or in writing."""

    sees: bool = False

    async def see(self, view: View) -> Seen | None:
        if self.sees:
            return None
        raise ZeroDivisionError

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        raise ZeroDivisionError


@dataclass(frozen=True)
class Unnoted(Thing):
    """Its intent cannot be noted: the database went away in that moment."""

    async def see(self, view: View) -> Seen | None:
        return None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("unable to open database file"))
