"""Answers in a SharePoint list that a flow fills, read by delta.

Opened by the Responses resource. A list is made by people, by flows or by the kind AnswerList, never here. What columns
and items mean is for records/sources/sharepoint.
"""

import asyncio
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from m365bot.errors import NotFound, NotReady, Permanent, Temporary
from m365bot.records.sources import sharepoint
from m365bot.records.sources.port import SourceReading
from m365bot.records.sources.sharepoint import ListColumn
from m365bot.resources.ports.graph import Delta, Json
from m365bot.resources.shared import site
from m365bot.resources.sources.place import UNANSWERED, Place
from m365bot.resources.view import View
from m365bot.words import say

SINGLY = 20  # so many items without fields are read one by one
NAMED_FOR = timedelta(minutes=30)  # so long a list and its columns are taken to bear the names that were read
USERS = "/_catalogs/users"  # in the address of a site's list of users, whatever its language


@dataclass(frozen=True)
class SharePointList:
    """The list of that display name in the team's site."""

    place: Place
    view: View

    async def read(self, link: str | None) -> SourceReading:
        try:
            return await self._read_by_name(link)
        except NotFound:  # deleted: another may bear its name by now
            self.view.learn(self.place.key, looked="")
            return await self._read(await self._list(), link)

    async def _read_by_name(self, link: str | None) -> SourceReading:
        """In one trip, where it is the list that bore the name before: seldom is it another."""
        known = self._known(self.view.memo(self.place.key))
        if not known:
            return await self._read(await self._list(), link)
        listed, reading = await asyncio.gather(self._list(), self._read(known, link), return_exceptions=True)
        if isinstance(listed, BaseException):
            raise listed
        if listed != known:
            return await self._read(listed, link)
        if isinstance(reading, BaseException):
            raise reading
        return reading

    # which list

    def _known(self, memo: Json) -> str:
        """The one that bore the name when names were last read; empty: none."""
        return str(memo.get("list") or "") if memo.get("name") == self.place.name else ""

    async def _list(self) -> str:
        """The list's id. Names are read again now and then: people rename a list away and make another."""
        memo, now = self.view.memo(self.place.key), self.view.graph.service_now()
        if self._still_bears_its_name(memo, now):
            return str(memo["list"])
        found = await self._found()
        self.view.learn(self.place.key, list=found, name=self.place.name, looked=now.isoformat())
        return found

    def _still_bears_its_name(self, memo: Json, now: datetime) -> bool:
        looked = memo.get("looked")
        return now < _until(looked) if looked and self._known(memo) else False

    async def _found(self) -> str:
        """Raises NotReady, UNANSWERED."""
        lists = await site.lists(self.place.team, self.view)
        same = [one for one in lists if one["displayName"] == self.place.name]
        if not same:
            raise NotReady(self._missing(), code=UNANSWERED)
        return str(same[0]["id"])

    def _missing(self) -> str:
        """A list that was read before is no list that nobody has answered yet."""
        memo = self.view.memo(self.place.key)
        words = (
            say(
                "リスト『{name}』が『{team}』のサイトからなくなりました。消されたか、名前が変わっています。"
                "取り込んだ回答は残っています。リストを戻すか、名前を合わせてください。",
                name=self.place.name,
                team=self.place.team_name,
            )
            if self._known(memo)
            else say(
                "リスト『{name}』が『{team}』のサイトにまだありません。回答がないか、"
                "Power Automate のフローが動いていません。フローを確かめてください。",
                name=self.place.name,
                team=self.place.team_name,
            )
        )
        return words + say("(このお知らせは一度だけです。)")

    async def _site(self) -> Any:
        return await site.of(self.place.team, self.view)

    # what is in it

    async def _read(self, list_id: str, link: str | None) -> SourceReading:
        where, began = (await self._site()).lists.by_list_id(list_id), self.view.graph.service_now()
        # A list that was renamed away goes on answering under its link; one of the same name has another id.
        own = link if link and list_id in urllib.parse.unquote(link) else None
        delta = await self._delta(where, None if own and await self._tells_names_by_now() else own)
        present = [item for item in delta.items if "deleted" not in item]
        columns = await self._columns(where, list_id, delta) if present else []
        people = await self._people(sharepoint.numbers_of_people(present, columns))
        found = sharepoint.reading(
            self.place.name, delta.items, columns, people, of=list_id, is_whole=delta.whole
        )
        return replace(found, link=delta.link, fresh_until=began)

    async def _columns(self, where: Any, list_id: str, delta: Delta) -> Sequence[ListColumn]:
        """As they were when they were last read, where that was just now and the changed items hold nothing else."""
        memo, now = self.view.memo(self.place.key), self.view.graph.service_now()
        if not delta.whole and memo.get("columns_of") == list_id and now < _until(memo["columns_at"]):
            columns = [ListColumn.from_memo(one) for one in memo["columns"]]
            if sharepoint.are_all_told((item for item in delta.items if "fields" in item), columns):
                return columns
        columns = sharepoint.list_columns(await self.view.graph.pages(where.columns))
        told = [one.to_memo() for one in columns]
        self.view.learn(self.place.key, columns_of=list_id, columns_at=now.isoformat(), columns=told)
        return columns

    async def _delta(self, where: Any, link: str | None) -> Delta:
        """Every item that is not deleted has its fields: a link may forget that they were asked for (docs/facts.md 129)."""
        query = {"$expand": "fields"}
        delta = await self.view.graph.delta(where.items.delta, link=link, query=query, keep=sharepoint.wanted)
        if link and sum(map(_is_bare, delta.items)) > SINGLY:
            delta = await self.view.graph.delta(
                where.items.delta, link=None, query=query, keep=sharepoint.wanted
            )
        whole = [await self._filled(where, item) if _is_bare(item) else item for item in delta.items]
        return replace(delta, items=tuple(whole))

    async def _filled(self, where: Any, item: Json) -> Json:
        """The item by its id. Raises Temporary where that has no fields either: nothing is taken for read then."""
        one = where.items.by_list_item_id(str(item["id"]))
        try:
            found = await self.view.graph.read(one, query={"$expand": "fields"})
        except NotFound:
            return {"id": item["id"], "deleted": {}}
        if "fields" not in found:
            raise Temporary(say("リスト『{name}』の回答の中身を読めませんでした。", name=self.place.name))
        return sharepoint.wanted(found)

    async def _tells_names_by_now(self) -> bool:
        """People could not be told when their answers were read: can they be now? Then all is read again."""
        numbers = frozenset(self.view.memo(self.place.key).get("nameless") or ())
        return any((await self._people(numbers)).values())

    async def _people(self, numbers: frozenset[str]) -> Mapping[str, str]:
        """Number → sign-in name, of the site's list of users; empty where it may not be read, which remarks tell.

        What may come right by itself is raised: rows that are stored without names are not looked up again.
        """
        if not numbers:
            return {}
        here = await self._site()
        try:
            users = await self._users(here)
            items = (
                await self.view.pages(f"users of {self.place.team.key}", users.items, {"$expand": "fields"})
                if users
                else ()
            )
        except Permanent:
            self.view.learn(self.place.key, nameless=sorted(numbers)[:1])  # one is enough to ask by
            return {}
        if self.view.memo(self.place.key).get("nameless"):
            self.view.learn(self.place.key, nameless=[])
        found = {str(item["id"]): sharepoint.sign_in_name(item.get("fields", {})) for item in items}
        return {number: found.get(number, "") for number in numbers}

    async def _users(self, here: Any) -> Any:
        """System lists are told only where `system` is asked for (docs/facts.md C62)."""
        query = {"$select": "id,displayName,webUrl,system"}
        lists = await self.view.pages(f"system lists of {self.place.team.key}", here.lists, query)
        found = next((one["id"] for one in lists if USERS in str(one.get("webUrl", ""))), None)
        return here.lists.by_list_id(found) if found else None


def _until(looked: str) -> datetime:
    return datetime.fromisoformat(looked) + NAMED_FOR


def _is_bare(item: Json) -> bool:
    return "deleted" not in item and "fields" not in item
