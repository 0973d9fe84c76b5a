"""What a job rests on is looked at right before: it is run as a run of its own, wherever the job wants anything."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from m365bot import clock
from m365bot.cli.rehearsal import play
from m365bot.job import Job, Now
from m365bot.journal import Pause, Status
from m365bot.programme import Cohort
from m365bot.resources.kind import Gone, Resource
from tests.runs.here import ONE, PLACE, TWO, Here
from tests.runs.world import Died, Thing

LATE = Thing(PLACE, "late")


@pytest.fixture
def here(here: Here) -> Here:
    """`letters` wants one thing, and a second one until the look has made what it looks at; never late in the day."""

    def look(cohort: Cohort) -> Iterator[Resource | Gone]:
        yield LATE

    def letters(cohort: Cohort, now: Now) -> Iterator[Resource | Gone]:
        if now.hour >= 17:
            return
        yield ONE
        if LATE.key not in here.world.there:
            yield TWO

    made = [
        Job("look", "確かめ", "", "skip", look),
        Job("letters", "手紙", "", "skip", letters, first="look"),
    ]
    here.changes = {"jobs": {one.name: one for one in made}}
    return here


def jobs_of(here: Here) -> list[tuple[str, Status]]:
    return sorted((run.job, run.status) for run in here.runs.newest(9))


def test_it_is_looked_at_first_and_what_that_brings_counts(here: Here) -> None:
    run = here.runs_job("letters")

    assert jobs_of(here) == [("letters", Status.DONE), ("look", Status.DONE)]
    assert run.report.counts["create"] == 1
    assert TWO.key not in here.world.there
    assert "手紙" in next(one for one in here.runs.newest(9) if one.job == "look").reason


def test_all_that_is_wanted_is_made_once_and_after_the_look(here: Here) -> None:
    made = []

    def letters(cohort: Cohort) -> Iterator[Resource | Gone]:
        yield ONE
        made.append(LATE.key in here.world.there)
        yield TWO

    here.changes["jobs"] |= {"letters": Job("letters", "手紙", "", "skip", letters, first="look")}

    here.runs_job("letters")

    assert made == [True]


def test_where_nothing_is_wanted_nobody_looks(here: Here) -> None:
    here.passes(hours=9)

    assert here.runs_job("letters").status is Status.NOTHING_TO_DO
    assert [job for job, _ in jobs_of(here)] == ["letters"]


def test_nobody_is_asked_whether_the_look_may_begin(here: Here) -> None:
    asked = []
    here.changes |= {"begins": lambda now, asking: not asked.append(now.job)}

    here.runs_job("letters")

    assert asked == ["letters"]


def test_a_look_that_may_not_be_taken_is_left_out(here: Here) -> None:
    here.books.pauses.begin(Pause("look", "sato", clock.now(), "直しています"))

    assert here.runs_job("letters").report.counts["create"] == 2
    assert [job for job, _ in jobs_of(here)] == ["letters"]


def test_a_look_that_fails_is_told_as_its_own(here: Here) -> None:
    here.world.reads = {LATE.key: [RuntimeError()]}

    assert here.runs_job("letters").status is Status.DONE
    assert jobs_of(here)[1] == ("look", Status.PARTLY_FAILED)


def test_what_came_while_it_was_dead_is_looked_at_before_it_goes_on(here: Here) -> None:
    here.changes["jobs"] |= {"look": Job("look", "確かめ", "", "skip", lambda: iter(()))}
    here.world.writes = {ONE.key: [Died()], TWO.key: [Died()]}
    died = here.dies_running("letters")
    here.world.there[LATE.key] = {}

    done = here.resumes(died)

    assert (done.report.counts["create"], done.report.counts["withheld"]) == (1, 1)
    assert [job for job, _ in jobs_of(here)].count("look") == 2


def test_a_look_long_after_is_by_the_time_at_which_it_is_taken(here: Here) -> None:
    here.world.writes = {ONE.key: [Died()]}
    died = here.dies_running("letters")
    here.passes(hours=1)
    here.resumes(died)

    looks = [run for run in here.runs.newest(9) if run.job == "look"]
    assert looks[0].at - looks[1].at >= timedelta(hours=1)


def test_a_rehearsal_tells_of_the_look_too(here: Here) -> None:
    told = here.does(play._run(here.office(), "letters"))
    again = here.does(play._run(here.office(), "letters"))

    assert sorted(run.job for run in told) == ["letters", "look"]
    assert len({run.id for run in (*told, *again)}) == 4
