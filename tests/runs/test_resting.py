"""A run that waits for minutes: its teams are others' meanwhile, its job is not, and it is known to live."""

import asyncio
from collections.abc import Callable

import pytest

from m365bot.errors import NotReady
from m365bot.journal import Run, Status
from m365bot.journal.ports import Held
from m365bot.runs import abandoned, deciding, starter, taking
from m365bot.runs.asked import Asked
from tests.runs.here import ONE, PLACE, TWO, Here
from tests.runs.world import Died, Thing

LATER, BESIDE = Thing(PLACE, "later", first=ONE), Thing(PLACE, "beside")


@pytest.fixture
def resting(here: Here) -> Here:
    """The tenant is not ready for the first of its things for some minutes."""
    here.wanted = [ONE, LATER, BESIDE]
    here.world.writes = {ONE.key: [NotReady("まだです。", after=20.0, patience=600.0)] * 6}
    return here


def meanwhile(here: Here, *others: Callable[[], object], patience: float = 0.0) -> Run:
    """What happens half a minute into a run of `things`, which is what is returned."""

    async def both() -> Run:
        running = asyncio.ensure_future(starter.run(here.office(), Asked("things", run_id="mine")))
        await asyncio.sleep(30)
        for other in others:
            done = other()
            if asyncio.iscoroutine(done):
                await done
        (run,) = await running
        return run

    return here.does(both())


def test_a_run_of_another_job_works_on_its_team(resting: Here) -> None:
    other: list[Run] = []

    async def posts() -> None:
        resting.wanted = [TWO]
        other.extend(await starter.run(resting.office(), Asked("yearly")))
        assert resting.row("mine").status is Status.RUNNING

    mine = meanwhile(resting, posts)

    assert [run.status for run in other] == [Status.DONE]
    assert mine.status is Status.DONE
    assert resting.world.written == {BESIDE.key: 1, ONE.key: 1, LATER.key: 1, TWO.key: 1}


def test_what_the_other_made_meanwhile_is_not_made_again(resting: Here) -> None:
    async def makes_it_all() -> None:
        resting.world.writes = {}
        await starter.run(resting.office(), Asked("yearly"))

    mine = meanwhile(resting, makes_it_all)

    assert mine.status is Status.DONE
    assert resting.world.written == {BESIDE.key: 1, ONE.key: 1, LATER.key: 1}


def test_a_run_of_the_same_job_waits_for_its_end(resting: Here) -> None:
    async def runs_it_too() -> None:
        (second,) = await starter.run(resting.office(), Asked("things"))
        assert second.status is Status.STOPPED
        (third,) = await starter.run(resting.office(), Asked("things", patience=600.0))
        assert third.status is Status.NOTHING_TO_DO
        assert resting.row("mine").status is Status.DONE

    meanwhile(resting, runs_it_too)

    assert resting.world.written == {BESIDE.key: 1, ONE.key: 1, LATER.key: 1}


def test_it_is_not_taken_for_dead(resting: Here) -> None:
    def looks() -> None:
        assert not abandoned.is_let_go(resting.runs, resting.leases, resting.row("mine"))

    async def goes_on() -> None:
        with pytest.raises(Held):
            await taking.up(resting.office(), "mine", taking.By.PERSON)

    assert meanwhile(resting, looks, goes_on).status is Status.DONE


def test_what_was_approved_rests_and_is_not_taken_for_dead(resting: Here) -> None:
    resting.wanted = [Thing(PLACE, "one", ask="承認が必要です。")]
    run = resting.runs_job()

    async def approves() -> None:
        office = resting.office()
        asked = deciding.approve(office, run.id, deciding.Word("sato"))
        work = asyncio.ensure_future(taking.at_its_minute(office, asked, taking.By.PERSON))
        await asyncio.sleep(30)
        assert resting.row(asked).status is Status.RUNNING
        assert not abandoned.is_let_go(resting.runs, resting.leases, resting.row(asked))
        assert (await work).status is Status.DONE

    resting.does(approves())

    assert resting.world.written == {ONE.key: 1}


def test_one_that_is_killed_while_it_rests_is_gone_on_with(resting: Here) -> None:
    resting.world.writes[ONE.key].insert(2, Died())  # type: ignore[arg-type]  # whatever is raised
    resting.dies_running(run_id="mine")

    assert resting.daemon_looks() == ["mine"]
    assert resting.row("mine").status is Status.DONE
    assert resting.world.written == {BESIDE.key: 1, ONE.key: 1, LATER.key: 1}


def test_one_that_is_cancelled_while_it_rests_writes_nothing_more(resting: Here) -> None:
    mine = meanwhile(resting, lambda: resting.cancels("mine"))

    assert mine.status is Status.CANCELLED
    assert resting.world.written == {BESIDE.key: 1}
