"""Pseudonyms hide who is who, and stay."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from m365bot.records import pseudonyms
from tests.examples import drawn
from tests.records.programmes import Office, person, trainee


def test_everybody_has_one_of_his_own_and_it_holds_nothing_of_the_name():
    office = Office(trainees=20)

    names = pseudonyms.of(office.cohort)

    assert len(set(names.values())) == 20
    assert not any(
        part in name for who in office.people for name in names.values() for part in (who.name, who.mail)
    )


def test_who_comes_or_goes_changes_nobody_elses_and_another_cohort_has_others():
    office = Office(trainees=20)
    before = pseudonyms.of(office.cohort)
    office.enrol(
        trainee(person("new", "new@example.jp")),
        *(trainee(who, end=date(2025, 7, 1)) for who in office.people),
    )

    after = pseudonyms.of(office.cohort)
    next_year = pseudonyms.of(replace(office.cohort, key="R8"))

    assert {who.id: after[who.id] for who in office.people} == before
    assert not set(next_year.values()) & set(before.values())


@drawn(10)
@given(st.sets(st.text("0123456789abcdef", min_size=12, max_size=12), min_size=10, max_size=20))
def test_their_order_is_not_that_of_the_roster(ids):
    office = Office(trainees=0)
    office.enrol(*(trainee(person(f"p{each}", f"{each}@example.jp")) for each in sorted(ids)))

    names = list(pseudonyms.of(office.cohort).values())

    assert sorted(names) != names
