"""Who has handed in one questionnaire, who has not, and how far that is known.

Made by overview from the rows that count; shown by the officers' workbook and by pages. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Questionnaire
from m365bot.programme.people import Person
from m365bot.records.asked import AnswersOf
from m365bot.records.freshness import Freshness
from m365bot.records.row import Row
from m365bot.records.snapshot import Records
from m365bot.records.state import State


@dataclass(frozen=True)
class HandedIn:
    """awaited: whose answer is waited for, answered or not. answered: ids of persons, of rows that need a look too, since
    they are answers all the same. doubtful: how many such rows.

    fresh: None where its source was never read.
    """

    asked: Questionnaire
    awaited: tuple[Person, ...]
    answered: frozenset[str]
    doubtful: int
    fresh: Freshness | None
    now: datetime

    @property
    def missing(self) -> tuple[Person, ...]:
        """Of whom no answer is here; while `is_in_doubt`, some of them may have answered."""
        return tuple(person for person in self.awaited if person.id not in self.answered)

    @property
    def here(self) -> tuple[Person, ...]:
        """Of those whose answer is waited for, who has answered."""
        return tuple(person for person in self.awaited if person.id in self.answered)

    def is_awaited_of(self, person: Person) -> bool:
        return any(one.id == person.id for one in self.awaited)

    @property
    def is_for_people(self) -> bool:
        """Is it known who is to answer it?"""
        return self.asked.form.who in ("trainees", "attendees")

    @property
    def is_begun(self) -> bool:
        return not (self.asked.opens and self.asked.opens > self.now)

    @property
    def is_over(self) -> bool:
        return self.asked.due is not None and self.asked.due < self.now

    @property
    def is_in_doubt(self) -> bool:
        """Is it unknown who has not handed in? So it is of what was never read, or not since its due date."""
        if self.fresh is None:
            return True
        return bool(self.is_over and self.asked.due and not self.fresh.is_known(self.asked.due))


def of(records: Records, cohort: Cohort, now: datetime) -> tuple[HandedIn, ...]:
    """Each questionnaire of a cohort, in config's order."""
    index = Index.of(records.stored, cohort.key)
    return tuple(index.handed(asked, cohort, records.fresh, now) for asked in cohort.questionnaires)


@dataclass(frozen=True)
class Index:
    """Rows of a cohort by what they answer, gone through once."""

    answered: Mapping[AnswersOf, frozenset[str]]
    doubtful: Mapping[AnswersOf, int]

    @classmethod
    def of(cls, rows: Iterable[Row], cohort: str) -> "Index":
        answered: dict[AnswersOf, set[str]] = {}
        doubtful: dict[AnswersOf, int] = {}
        for row in rows:
            if row.cohort != cohort:
                continue
            if row.state == State.QUARANTINED:
                doubtful[row.asked] = doubtful.get(row.asked, 0) + 1
            if row.state in (State.KEPT, State.QUARANTINED) and not row.gone:
                answered.setdefault(row.asked, set()).update(one for one in (row.person_id, row.once) if one)
        return cls({of: frozenset(people) for of, people in answered.items()}, doubtful)

    def handed(
        self, asked: Questionnaire, cohort: Cohort, fresh: Mapping[AnswersOf, Freshness], now: datetime
    ) -> HandedIn:
        of = AnswersOf.questionnaire(asked)
        return HandedIn(
            asked,
            cohort.awaited(asked, now.date()),
            self.answered.get(of, frozenset()),
            self.doubtful.get(of, 0),
            fresh.get(of),
            now,
        )
