"""Rows that need a look as the desk shows them: what is wrong by today's config, whose it may be, what was said of it.

Called by the desk. Reads a page at a time; changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from m365bot.programme import Cohort, Person, Programme, Questionnaire
from m365bot.records import AnswersOf, Row, State, intake, likely, relevance
from m365bot.records.audience import Audience
from m365bot.records.corrections import Correction, Corrections
from m365bot.records.freshness import Freshness
from m365bot.records.judge import Judge
from m365bot.records.mending import mark

if TYPE_CHECKING:
    from m365bot.database.records import StoredRecords
    from m365bot.database.strange import Found, Strange

Place = tuple[Cohort, Questionnaire]


@dataclass(frozen=True)
class Doubt:
    """One row. asked: what it answers; None where config has that no more. said: what holds of it, by officers.

    mark: of the row as it is shown. will_count: config was mended since, and the next reading takes it in. may_be: whose it
    may be; nobody where it says whose it is, or is nobody's.
    """

    row: Row
    asked: Questionnaire | None
    said: Sequence[Correction]
    mark: str
    will_count: bool = False
    may_be: Sequence[Person] = ()


@dataclass(frozen=True)
class Page:
    """many: how many there are in all. further: the number below which the next page begins; None at the end."""

    doubts: Sequence[Doubt]
    many: int
    further: int | None


@dataclass(frozen=True)
class Source:
    """Answers of which nobody knows whether they are all there until somebody has opened the book."""

    asked: Questionnaire
    fresh: Freshness | None

    @property
    def is_known(self) -> bool:
        return self.fresh is not None and (self.asked.due is None or self.fresh.is_known(self.asked.due))

    @property
    def is_announced(self) -> bool:
        """Somebody opened it after it was due and said so, and it has not been read since."""
        due, said = self.asked.due, self.fresh.announced if self.fresh else None
        return bool(due and said and datetime.fromisoformat(said) >= due)


@dataclass(frozen=True)
class Quarantine:
    """Of one instance, by one reading of its config."""

    strange: "Strange"
    records: "StoredRecords"
    programme: Programme

    def waiting(self, below: int | None, limit: int) -> Page:
        return self._page(self.strange.waiting(self._cohorts, below, limit))

    def how_many(self) -> int:
        """That wait for an officer."""
        return self.strange.how_many(self._cohorts)

    def corrected(self, below: int | None, limit: int) -> Page:
        return self._page(self.strange.corrected(self._cohorts, below, limit))

    def one(self, number: int) -> Doubt | None:
        return next(iter(self._page(self.strange.one(number)).doubts), None)

    def people_for(self, doubt: Doubt) -> Sequence[Person]:
        """Whom it may be assigned to, by name: those it asks, or all of its cohort where nobody knows whom it asks."""
        if doubt.asked is None:
            return ()
        return sorted(self._asked_by(doubt.asked, doubt.row.submitted), key=lambda person: person.name)

    def sources(self, now: datetime) -> Iterator[Source]:
        """What has to be opened to be up to date, and has begun."""
        known = {one.asked: one for one in self.records.freshness(self._cohorts)}
        found = [asked for asked, (_, one) in self._places.items() if one.source.kind != "list"]
        begun = [asked for asked in found if (opens := self._places[asked][1].opens) is None or opens <= now]
        for asked in begun:
            yield Source(self._places[asked][1], known.get(asked))

    @cached_property
    def _cohorts(self) -> Sequence[str]:
        return [cohort.key for cohort in self.programme.unfinished]

    @cached_property
    def _places(self) -> Mapping[AnswersOf, Place]:
        return {
            AnswersOf.questionnaire(asked): (cohort, asked)
            for cohort in self.programme.unfinished
            for asked in cohort.collected
        }

    def _page(self, found: "Found") -> Page:
        doubts = [self._doubt(row, found) for row in found.rows]
        return Page(doubts, found.many, found.further)

    def _doubt(self, row: Row, found: "Found") -> Doubt:
        said = found.said.get(row.number, ())
        seen = mark(row.digest, said)
        place = self._places.get(row.asked)
        if place is None:
            return Doubt(row, None, said, seen)
        cohort, asked = place
        if not row.gone and not self._is_todays(place, found.judged_by.get(row.asked, "")):
            today = intake.again([row], Judge(asked, cohort, self.programme, corrections=Corrections(said)))[
                0
            ]
            will_count = row.state == State.QUARANTINED and today.state == State.KEPT
            today = replace(today, state=row.state)
            return Doubt(today, asked, said, seen, will_count, self._likely(today, asked))
        return Doubt(row, asked, said, seen, may_be=self._likely(row, asked))

    def _is_todays(self, place: Place, judged_by: str) -> bool:
        """Was it judged by config as it is now? What officers said is judged at once."""
        cohort, asked = place
        return judged_by.partition("+")[0] == relevance.word(asked, cohort, self.programme)

    def _likely(self, row: Row, asked: Questionnaire) -> Sequence[Person]:
        if row.state != State.QUARANTINED or asked.form.who == "anonymous" or row.person_id:
            return ()
        return likely.people(row.identity, row.raw, self._asked_by(asked, row.submitted))

    def _asked_by(self, asked: Questionnaire, at: datetime | None) -> Sequence[Person]:
        cohort = self._places[AnswersOf.questionnaire(asked)][0]
        audience = Audience(asked, cohort, self.programme)
        if audience.is_anonymous:
            return ()
        if audience.is_open:
            return list({line.person.id: line.person for line in cohort.lines}.values())
        return [person for person in self.programme.everybody.values() if audience.includes(person, at)]
