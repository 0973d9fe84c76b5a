"""Submissions where people leave them: desired is that every one of them is in records.

Its "write" stores rows here and changes nothing in the tenant; it reads again where another process looked, and keeps
the link to go on from together with the rows. How a source is read is for resources/sources.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from m365bot.errors import NotReady
from m365bot.programme import Questionnaire
from m365bot.programme.channels import is_primary
from m365bot.records import freshness
from m365bot.records.asked import AnswersOf
from m365bot.records.freshness import Confirmed, Freshness
from m365bot.records.sources.port import SourceReading
from m365bot.resources import sources
from m365bot.resources.capabilities import Storing, Surveying
from m365bot.resources.kind import Extra, Gone, Kind
from m365bot.resources.kinds.channel import Channel, General
from m365bot.resources.kinds.folder import ChannelFolder
from m365bot.resources.kinds.team import Team
from m365bot.resources.ports.records import Brought
from m365bot.resources.seen import Seen
from m365bot.resources.shared import site
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

SOUGHT_AGAIN = timedelta(minutes=10)  # by planning's now


@dataclass(frozen=True)
class Responses(Kind, Storing, Surveying):
    """The answers to one form of one session (or of the cohort: session is empty).

    list_name: the source's name as config has it. read_as: which kind of source it is. channel: in whose folder it
    lies; empty: in the team's own site. folder: of the instance, within: the cohort's, where it is no place in the
    tenant. made: is its list made by us? logged: by the first who logs something? Then it is nobody's fault while it is not
    there.
    """

    team: Team
    list_name: str
    cohort: str
    form: str
    session: str = ""
    read_as: str = "list"
    channel: str = ""
    folder: Path | None = None
    within: Path | None = None
    made: bool = False
    logged: bool = False
    told_when_left: ClassVar[bool] = False  # rows are in the records, where forms that ended are kept
    counted: ClassVar[str] = "rows"
    deletions: ClassVar[str] = "deleted"
    needs: ClassVar[tuple[str, ...]] = ("app:Sites.Read.All",)
    readable: ClassVar[Collection[str]] = sources.OPENED_BY

    @classmethod
    def to(cls, asked: Questionnaire, team: Team) -> "Responses":
        """Those to a questionnaire; `team` is the one in whose site they lie, or that knows best where else."""
        source = asked.source
        return cls(
            team,
            list_name=source.name,
            cohort=asked.cohort,
            form=asked.form.key,
            session=asked.session.key if asked.session else "",
            read_as=source.kind,
            channel=source.channel,
            folder=source.folder,
            within=source.within,
            made=source.make,
            logged=asked.may_be_missing,
        )

    @property
    def name(self) -> str:
        return f"{self.cohort}/{self.form}/{self.session}"

    @property
    def title(self) -> str:
        if self.read_as == "workbook":
            return say("ブック『{name}』の回答", name=self.list_name)
        if self.read_as == "drop":
            return say("フォルダー『{name}』の回答", name=self.list_name)
        return say("リスト『{name}』の回答", name=self.list_name)

    @property
    def parent(self) -> Team | None:
        return None if self.folder else self.team

    @property
    def facts(self) -> Mapping[str, Any]:
        return {
            "rows": 0,
            "deleted": 0,
        }  # wordings and deletions not in records yet; the deletions among them

    @property
    def lease(self) -> str:
        return f"records/{self.cohort}"

    @property
    def recalls(self) -> Sequence[str]:
        return Freshness.key_of(self.asked), Confirmed.key_of(self.asked), site.key_of(self.team)

    @property
    def asked(self) -> AnswersOf:
        return AnswersOf(self.cohort, self.form, self.session)

    async def see(self, view: View) -> Seen | None:
        if self._was_sought_just_now(view):
            return Seen("", facts=self.facts)
        try:
            brought = await self._brought(view)
        except NotReady as error:
            if error.code != sources.UNANSWERED:
                raise
            memo = view.memo(self.key)
            if (self.made or self.logged) and not memo.get("list"):  # it is told where it is made
                self._learn_that_nobody_answered(view)
                return Seen("", facts=self.facts)
            if memo.get("missed") == self.list_name:
                return Seen("", facts=self.facts)  # said already
            view.learn(self.key, missed=self.list_name)
            raise
        if view.memo(self.key).get("missed"):
            view.learn(self.key, missed="")
        if not brought.rows:  # nothing is stored, so nobody else keeps where to go on: links run out
            onward = [await self._kept_link(view), (await self._read(view)).link]
            view.learn(self.key, onward=onward)
        await self._learn_how_fresh(view)
        return Seen("", facts={"rows": brought.rows, "deleted": brought.deleted})

    def _was_sought_just_now(self, view: View) -> bool:
        """And was not there: nobody logs anything for days, and a request a look is too much for that."""
        memo = view.memo(self.key)
        if not self.logged or memo.get("list") or not memo.get("sought"):
            return False
        return timedelta(0) <= view.now - datetime.fromisoformat(memo["sought"]) < SOUGHT_AGAIN

    def _learn_that_nobody_answered(self, view: View) -> None:
        """A list that is not there yet holds no answer: that is known up to now."""
        now = view.graph.service_now().isoformat(timespec="seconds")
        fresh = Freshness(self.asked, read=now, until=now)
        view.learn(fresh.key, **fresh.to_memo())
        view.learn(self.key, sought=view.now.isoformat())

    async def _learn_how_fresh(self, view: View) -> None:
        """What was confirmed before this look has by now been read."""
        until = (await self._read(view)).fresh_until
        confirmed = view.memo(Confirmed.key_of(self.asked))
        fresh = Freshness(
            self.asked,
            read=view.graph.service_now().isoformat(timespec="seconds"),
            until=until.isoformat(timespec="seconds") if until else None,
            confirmed=confirmed.get("at"),
        )
        view.learn(fresh.key, **fresh.to_memo())

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        reading = tenant.records.compared(self.asked) or await self._read(tenant.view)
        stored = tenant.records.store(self.asked, reading)
        return Seen("", stored=stored, remark=stored.remark)

    @staticmethod
    async def others(view: View, wanted: Sequence[Any]) -> list[Extra | Gone]:
        """What the officer should know of the sources that could be read."""
        return [Extra.of(one, words) for one in wanted for words in await one._remarks(view)]

    async def _remarks(self, view: View) -> tuple[str, ...]:
        if self._was_sought_just_now(view):
            return ()
        try:
            told = (await self._brought(view)).remarks
        except Exception:  # what kept it from being read is told where it was looked at
            return ()
        return (*told, *self._staleness(view))

    def _staleness(self, view: View) -> Iterator[str]:
        """Past its due date, a source that nobody knows to be whole."""
        due = view.records.sought(self.asked).due
        memo = view.memo(Freshness.key_of(self.asked))
        if due is None or view.now <= due or not memo or Freshness.from_memo(memo).is_known(due):
            return
        yield freshness.unknown(self.asked, due, Freshness.from_memo(memo), self.read_as)

    async def _brought(self, view: View) -> Brought:
        async def compare() -> Brought:
            return view.records.compare(self.asked, await self._read(view))

        return await view.once(f"brought to {self.key}", compare)

    async def _read(self, view: View) -> SourceReading:
        place = sources.Place(
            self.team,
            f"{self.team.display_name}/{self.channel}" if self.channel else self.team.display_name,
            self.list_name,
            self.key,
            below=self._channels_folder,
            folder=self.folder,
            within=self.within,
            sought=view.records.sought(self.asked),
        )
        source = sources.OPENED_BY[self.read_as](place, view)

        async def read() -> SourceReading:
            return await source.read(await self._link(view))

        return await view.once(f"answers of {self.key}", read)

    @property
    def _channels_folder(self) -> ChannelFolder | None:
        if not self.channel:
            return None
        primary = is_primary(self.channel)
        return ChannelFolder(General(self.team) if primary else Channel(self.team, self.channel))

    async def _kept_link(self, view: View) -> str | None:
        """Where rows were last stored; asked for all of the cohort together."""

        async def links() -> Mapping[AnswersOf, str]:
            return view.records.links(self.cohort)

        return (await view.once(f"links of {self.cohort}", links)).get(self.asked)

    async def _link(self, view: View) -> str | None:
        """Where to go on: where rows were last stored, or further where since then there was nothing to store."""
        kept = await self._kept_link(view)
        since, onward = view.memo(self.key).get("onward") or (kept, kept)
        return str(onward) if onward and since == kept else kept
