"""The demo plays on the reference instance, and on one that is made like it."""

from dataclasses import replace
from pathlib import Path

from m365bot import reading
from m365bot.cli.commands.demo import COHORT, SESSION
from m365bot.programme import Programme
from m365bot.setup import reference


def programme(folder: Path) -> Programme:
    found = reading.read(folder).programme
    assert found is not None
    return found


def test_the_reference_instance_holds_all_that_the_demo_plays() -> None:
    assert reference.can_be_played(programme(reference.FOLDER), COHORT, SESSION)


def test_an_office_of_its_own_is_not_played_upon() -> None:
    like = programme(reference.FOLDER)

    refuses = replace(like, unverified_approvals=False)
    elsewhere = replace(like, service_account=replace(like.service_account, mail="bot@city.lg.jp"))
    another_year = replace(like, cohorts=tuple(one for one in like.cohorts if one.key != COHORT))
    for office in (None, refuses, elsewhere, another_year):
        assert not reference.can_be_played(office, COHORT, SESSION)
    assert not reference.can_be_played(like, COHORT, "no-such-session")
