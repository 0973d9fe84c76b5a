"""What is kept of people: seen while it is there, gone once, never asked of Graph; an agenda is only remembered."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from m365bot.records.told import Told
from m365bot.resources.kinds.agenda import Agenda
from m365bot.resources.kinds.kept import KeptOfCohort, KeptOfPerson, KeptRoster, KeptTexts
from m365bot.resources.seen import differs
from tests.resources.world import YAMADA, World

AT = datetime(2026, 4, 1, tzinfo=UTC)
OF_PERSON, OF_COHORT, TEXTS = KeptOfPerson(YAMADA), KeptOfCohort("R1"), KeptTexts("R1")


@dataclass
class Kept:
    """What the records hold: ids of people to forget, keys of cohorts."""

    people: set[str] = field(default_factory=lambda: {YAMADA.id})
    cohorts: set[str] = field(default_factory=lambda: {"R1", "R2"})
    texts: set[str] = field(default_factory=lambda: {"R1", "R2"})

    def is_to_forget(self, person: str) -> bool:
        return person in self.people

    def cohorts_held(self) -> set[str]:
        return self.cohorts

    def holds_texts(self, cohort: str) -> bool:
        return cohort in self.texts

    def forget(self, person: str) -> None:
        self.people.remove(person)

    def expire(self, cohort: str) -> None:
        self.cohorts.remove(cohort)

    def expire_texts(self, cohort: str) -> None:
        self.texts.remove(cohort)


@pytest.fixture
def keeping(world: World) -> World:
    world.records = Kept()
    return world


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (OF_PERSON, Kept(people=set())),
        (OF_COHORT, Kept(cohorts={"R2"})),
        (TEXTS, Kept(texts={"R2"})),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_it_is_there_until_it_is_taken_away_and_nothing_else_goes(
    keeping: World, gone: KeptOfPerson, left: Kept
) -> None:
    seen = await keeping.see(gone)
    assert seen and not differs(gone.facts, seen.facts) and not seen.withheld

    await keeping.acting(lambda tenant: gone.remove(tenant, seen))

    assert keeping.records == left
    assert await keeping.see(gone) is None
    assert keeping.asked() == []


def test_it_goes_only_by_an_approval_that_names_nobody_to_others() -> None:
    assert {each.asks_to_go for each in (OF_PERSON, OF_COHORT, TEXTS)} == {"消すには承認が必要です。"}
    assert (OF_PERSON.title, OF_PERSON.nameless) == ("山田 葵 の記録", "yamada の記録")
    assert (OF_COHORT.title, TEXTS.title) == ("R1 の回答の記録", "R1 の自由記述")


def test_whoever_reads_a_cohorts_answers_is_waited_for() -> None:
    assert {OF_COHORT.lease, TEXTS.lease} == {"records/R1"}


async def test_a_roster_whose_time_is_over_is_the_officers_to_put_away(keeping: World) -> None:
    seen = await keeping.see(KeptRoster("R1"))

    assert "消しません" in seen.withheld and "config/cohorts/R1" in seen.withheld


async def test_an_agenda_is_remembered_for_the_person_and_sent_to_nobody(world: World) -> None:
    agenda = Agenda(YAMADA, Told("R7", YAMADA.id, AT, ()))
    assert await world.see(agenda) is None

    await world.make(agenda)

    assert await world.see(agenda)
    assert Told.from_memo(world.memory[agenda.key]) == agenda.told
    assert agenda.key == agenda.told.key
    assert world.asked() == []
