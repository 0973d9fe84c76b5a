"""Submissions in a SharePoint list that a flow fills: desired is that every one of them is in records.

Read by delta, columns by their display names (docs/facts.md 47). Its "write" stores rows here and changes
nothing in the tenant; it reads again, so that what is stored is what there is, together with the link to go on
from. A list is made by people or flows, never here.
"""

import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from m365bot.errors import NotFound, NotReady
from m365bot.records.raw import Item
from m365bot.resources.capabilities import Storing
from m365bot.resources.kind import Kind
from m365bot.resources.kinds.team import Team
from m365bot.resources.ports.graph import Delta, Json
from m365bot.resources.ports.records import Source
from m365bot.resources.seen import Seen
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

NAMED_FOR = timedelta(minutes=30)  # so long a list is taken to bear the name that was read
PREFIX = "OData_"  # before the key in `fields` of a column whose name begins with an underscore


@dataclass(frozen=True)
class Responses(Kind, Storing):
    """The answers to one form of one session (or of the cohort: session is empty)."""

    team: Team
    list_name: str
    cohort: str
    form: str
    session: str = ""
    counted: ClassVar[str] = "rows"
    needs: ClassVar[tuple[str, ...]] = ("app:Sites.Read.All",)

    @property
    def name(self) -> str:
        return f"{self.cohort}/{self.form}/{self.session}"

    @property
    def title(self) -> str:
        return say("リスト『{name}』の回答", name=self.list_name)

    @property
    def parent(self) -> Team:
        return self.team

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"rows": 0}  # rows that are not in records yet

    @property
    def lease(self) -> str:
        return f"records/{self.cohort}"

    @property
    def source(self) -> Source:
        return Source(self.cohort, self.form, self.session)

    async def see(self, view: View) -> Seen | None:
        _, items, headers = await self._read(view)
        stored = view.records.compare(self.source, items, headers)
        read = view.graph.service_now().isoformat(timespec="seconds")  # how fresh records are known to be
        return Seen("", facts={"rows": stored.new}, memo={"read": read})

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        view = tenant.view
        delta, items, headers = await self._read(view)
        stored = tenant.records.store(self.source, items, headers, delta.link)
        return Seen("", memo={"stored": stored.new, "quarantined": stored.quarantined})

    async def _read(self, view: View) -> tuple[Delta, Sequence[Item], Sequence[str]]:
        try:
            return await self._read_list(view, await self._list(view))
        except NotFound:  # deleted: another may bear its name by now
            view.learn(self.key, looked="")
            return await self._read_list(view, await self._list(view))

    async def _list(self, view: View) -> str:
        """The list's id. Names are read again now and then: people rename a list away and make another."""
        memo, now = view.memo(self.key), view.graph.service_now()
        if self._still_bears_its_name(memo, now):
            return str(memo["list"])
        found = await self._found(view)
        view.learn(self.key, list=found, name=self.list_name, looked=now.isoformat())
        return found

    def _still_bears_its_name(self, memo: Json, now: datetime) -> bool:
        looked = memo.get("looked")
        if not looked or memo["name"] != self.list_name:
            return False
        return now - datetime.fromisoformat(looked) < NAMED_FOR

    async def _found(self, view: View) -> str:
        """The id of the list of that display name in the team's site. Raises NotReady: nobody has answered, perhaps."""
        site = view.root.sites.by_site_id(await _site_id(view, self.team))
        lists = await view.pages(f"lists of {self.team.key}", site.lists, {"$select": "id,displayName"})
        same = [one for one in lists if one["displayName"] == self.list_name]
        if not same:
            raise NotReady(
                say(
                    "リスト『{name}』が『{team}』のサイトにまだありません。回答がないか、"
                    "Power Automate のフローが動いていません。フローを確かめてください。",
                    name=self.list_name,
                    team=self.team.display_name,
                )
            )
        return str(same[0]["id"])

    async def _read_list(self, view: View, list_id: str) -> tuple[Delta, Sequence[Item], Sequence[str]]:
        site = view.root.sites.by_site_id(await _site_id(view, self.team))
        where, link = site.lists.by_list_id(list_id), view.records.link(self.source)
        # A list that was renamed away goes on answering under its link; one of the same name has another id.
        own = link if link and list_id in urllib.parse.unquote(link) else None
        delta = await view.graph.delta(where.items.delta, link=own, query={"$expand": "fields"})
        present = [item for item in delta.items if "deleted" not in item and "fields" in item]
        if not present:
            return delta, [], []
        columns = [c for c in await view.graph.pages(where.columns) if _holds_answers(c)]
        return delta, [_item(one, columns) for one in present], [c["displayName"] for c in columns]


async def _site_id(view: View, team: Team) -> str:
    key = f"site:{team.key}"
    if not view.memo(key).get("id"):
        group = view.root.groups.by_group_id(await view.id_of(team))
        try:
            site = await view.read(key, group.sites.by_site_id("root"), {"$select": "id"})
        except NotFound as error:
            raise NotReady(say("{what}のサイトがまだありません。", what=team.title), after=20) from error
        view.learn(key, id=site["id"])
    return str(view.memo(key)["id"])


def _holds_answers(column: Json) -> bool:
    """A list's own column of attachments says "no" in every item, also in a blank one (docs/facts.md C11)."""
    return not (column.get("readOnly") or column.get("hidden") or column["name"] == "Attachments")


def _item(item: Json, columns: Sequence[Json]) -> Item:
    fields = {column["displayName"]: _value(item["fields"], column["name"]) for column in columns}
    created = item.get("createdDateTime")
    return Item(item["id"], fields, datetime.fromisoformat(created) if created else None)


def _value(fields: Json, name: str) -> Any:
    """Empty columns are absent (docs/facts.md 47)."""
    return fields.get(name, fields.get(PREFIX + name))
