"""Answers in the workbook that Microsoft Forms keeps for a form: downloaded only when its content changed.

Opened by the Responses resource. An unchanged workbook proves nothing, for Forms may fill it only while somebody has
it open (docs/facts.md 94): it is known to be fresh up to its last change, not up to the look. What lines mean is for
records/sources.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from m365bot.errors import NotReady, Permanent
from m365bot.records.headings import place_of
from m365bot.records.sources import workbook
from m365bot.records.sources.port import SourceReading
from m365bot.records.sources.table import Table, Unfit
from m365bot.resources.ports.graph import Json
from m365bot.resources.sources.library import Library, changed_at, segments
from m365bot.resources.sources.place import UNANSWERED, Place
from m365bot.resources.view import View
from m365bot.words import say


@dataclass(frozen=True)
class Workbook:
    """The file at that path in the team's documents, or in a channel's."""

    place: Place
    view: View

    async def read(self, link: str | None) -> SourceReading:
        item, remarks = await self._item()
        now = f"workbook {item['id']} {item['cTag']}"
        fresh = changed_at(item)
        memo = self.view.memo(self.place.key)
        at = f"{now} {self.place.sought.word}"  # what did not fit the form may fit it once that was put right
        if memo.get("at") != at:
            self.view.learn(self.place.key, at=at, fresh=fresh.isoformat(), unfit="")
        elif memo.get("fresh"):
            fresh = datetime.fromisoformat(memo["fresh"])
        reading = SourceReading(
            self.place.name, (), (), link=now, fresh_until=fresh, of=f"{item['id']}/", remarks=remarks
        )
        return reading if link == now else await self._whole(reading, item, is_known=bool(link))

    async def _whole(self, empty: SourceReading, item: Json, *, is_known: bool) -> SourceReading:
        table = await self._table(item, of=empty.of, is_known=is_known)
        there = frozenset(one for one in table.ids if one)
        return SourceReading(
            empty.origin,
            table.columns,
            table,
            there=there,
            link=empty.link,
            fresh_until=empty.fresh_until,
            of=empty.of,
            parts=frozenset({empty.origin}),
            remarks=empty.remarks,
        )

    async def _table(self, item: Json, *, of: str, is_known: bool) -> Table:
        """One that could not be read is not fetched again before it changes."""
        why = str(self.view.memo(self.place.key).get("unfit") or "")
        if not why:
            try:
                return await self._fetched(item, of=of, is_known=is_known)
            except Unfit as error:
                why = str(error)
                self.view.learn(self.place.key, unfit=why)
        raise Permanent(say("ブック『{name}』を読めません。{why}", name=self.place.name, why=why))

    async def _fetched(self, item: Json, *, of: str, is_known: bool) -> Table:
        if "folder" in item:
            raise Unfit(say("ファイルではなくフォルダーです。"))
        if item.get("size", 0) > workbook.LARGEST:
            raise workbook.too_large()
        table = workbook.read(await Library(self.place, self.view).content(item), self.place.sought, of=of)
        asked = [header for header in table.headers if not place_of(header)]
        if is_known and not self.place.sought.is_like(asked):
            raise Unfit(
                say(
                    "この様式の質問が1つもありません。別の様式のブックに置き換わったようです。元のブックに戻すか、"
                    "様式の source を直してください。記録に入っている回答はそのままです。"
                )
            )
        return table

    # which file

    async def _item(self) -> tuple[Json, tuple[str, ...]]:
        """The workbook, and what to tell of where it lies."""
        library, memo = Library(self.place, self.view), self.view.memo(self.place.key)
        known = None
        if memo.get("item") and memo.get("path") == self.place.name:
            known = await library.by_id(memo["drive"], memo["item"])
            if known and _lies(known) == memo["lies"]:
                return known, ()
        found = await library.item(self.place.name)
        if found:
            self.view.learn(
                self.place.key,
                item=found["id"],
                drive=found["drive"],
                path=self.place.name,
                lies=_lies(found),
            )
            return found, ()
        if known:
            return known, (self._moved(known),)
        raise self._missing(was_there=bool(memo.get("item")))

    def _moved(self, item: Json) -> str:
        below = str((item.get("parentReference") or {}).get("path") or "").partition("root:")[2]
        return say(
            "ブック『{name}』は、いま『{now}』にあります。そこから読みましたが、様式の source を直すか、元の場所と名前に"
            "戻してください。",
            name=self.place.name,
            now="/".join((*segments(unquote(below)), item["name"])),
        )

    def _missing(self, *, was_there: bool) -> NotReady | Permanent:
        if was_there:
            return Permanent(
                say(
                    "前に読んだブック『{name}』が『{team}』にありません。消したのならごみ箱から戻し、移したのなら様式の "
                    "source を直してください。記録に入っている回答はそのままです。",
                    name=self.place.name,
                    team=self.place.team_name,
                )
            )
        return NotReady(
            say(
                "ブック『{name}』が『{team}』にまだありません。Forms の「Excel で開く」で作られるブックを置くか、"
                "様式の source を確かめてください。(このお知らせは一度だけです。)",
                name=self.place.name,
                team=self.place.team_name,
            ),
            code=UNANSWERED,
        )


def _lies(item: Json) -> list[str]:
    return [str((item.get("parentReference") or {}).get("id") or ""), str(item["name"])]
