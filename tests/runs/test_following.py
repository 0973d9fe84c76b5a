"""A run that was left to a daemon is followed to its end, and only looked at."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from m365bot import clock
from m365bot.errors import GuardStopped
from m365bot.journal import Run, Status
from m365bot.journal.ports import Lease
from m365bot.runs import following, taking
from tests.runs.here import ONE, TWO, Here
from tests.runs.world import Died

SECONDS = 5.0


@pytest.fixture
def daemon(here: Here) -> Lease:
    """Its sign; with it, it is gone."""
    return here.leases.show_a_daemon()


@pytest.fixture
def left(here: Here, daemon: Lease) -> Run:
    """A daemon is at work, and was left a run of two things."""
    here.wanted = [ONE, TWO]
    return here.requests()


def follows(here: Here, run: Run, *, meanwhile: Callable[[], object], stops_after: int = 10_000) -> Run:
    """Something happens some seconds after somebody has begun to look."""
    looks = iter(range(stops_after))

    async def pause() -> bool:
        await asyncio.sleep(following.LOOK)
        return next(looks, None) is not None

    async def both() -> Run:
        asyncio.get_running_loop().call_later(SECONDS, meanwhile)
        return await following.to_its_end(here.office(), run.id, pause)

    return here.does(both())


def takes_up(here: Here, run: Run) -> Callable[[], object]:
    """As a daemon does, on the same loop."""
    return lambda: asyncio.ensure_future(here.takes_up(run.id))


def test_it_is_seen_to_its_end(here: Here, left: Run) -> None:
    done = follows(here, left, meanwhile=takes_up(here, left))

    assert done.status is Status.DONE
    assert done.report.counts["create"] == 2


def test_each_change_is_told_once_as_the_journal_notes_it(here: Here, left: Run) -> None:
    told: list[tuple[str, int]] = []
    here.changes = {"told": lambda change, result, count: told.append((change.key, count))}
    of_another_process = replace(here.office(), told=lambda change, result, count: None)
    carried_out = taking.up(of_another_process, left.id, taking.By.DAEMON)

    done = follows(here, left, meanwhile=lambda: asyncio.ensure_future(carried_out))

    assert done.status is Status.DONE
    assert sorted(told) == [(ONE.key, 2), (TWO.key, 2)]


def test_whoever_stops_looking_stops_nothing(here: Here, left: Run) -> None:
    seen = follows(here, left, meanwhile=lambda: None, stops_after=3)

    assert seen.status is Status.REQUESTED
    assert here.row(left).status is Status.REQUESTED
    assert here.daemon_looks() == [left.id]
    assert here.row(left).status is Status.DONE


def test_where_the_daemon_is_gone_it_is_carried_out_here(here: Here, left: Run, daemon: Lease) -> None:
    done = follows(here, left, meanwhile=daemon.release)

    assert done.status is Status.DONE


def test_one_that_died_with_its_daemon_is_gone_on_with_here(here: Here) -> None:
    here.wanted = [ONE, TWO]
    here.world.lost = {TWO.key: [Died()]}
    dead = here.dies_running()

    done = follows(here, dead, meanwhile=lambda: None)

    assert done.status is Status.DONE


def test_one_that_is_still_alive_without_a_daemon_is_waited_for(here: Here) -> None:
    run = here.barely_begun("of-another-terminal")
    sign = here.leases.sign(f"{here.instance}/{run.id}")

    def ends() -> None:
        here.runs.save(here.row(run).stopped(GuardStopped("止めました"), clock.now()))
        sign.release()

    assert follows(here, run, meanwhile=ends).status is Status.STOPPED


def test_what_waits_for_its_minute_or_for_a_person_is_not_followed(here: Here, left: Run) -> None:
    ahead = replace(left, due=left.at.replace(year=left.at.year + 1))
    held_back = left.held_back(GuardStopped("サインインが要ります"))

    assert following.is_left_to_others(left)
    assert not following.is_left_to_others(ahead)
    assert not following.is_left_to_others(held_back)


def test_it_ends_where_the_run_waits_for_a_person_after_all(here: Here, left: Run) -> None:
    def held_back() -> None:
        here.runs.save(here.row(left).held_back(GuardStopped("サインインが要ります")))

    seen = follows(here, left, meanwhile=held_back)

    assert seen.status is Status.REQUESTED
    assert seen.report.errors


def test_nobody_looks_for_ever(here: Here, left: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LONGEST", 3 * SECONDS)  # each of an hour's looks asks the database

    assert follows(here, left, meanwhile=lambda: None).status is Status.REQUESTED
