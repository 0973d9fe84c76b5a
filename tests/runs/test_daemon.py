"""The daemon in this process, on a clock that costs nothing: what it finds, takes up, waits for and leaves."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from apscheduler.schedulers import base as schedulers

from m365bot import clock
from m365bot.errors import ConfigError, SignInNeeded
from m365bot.journal import Status, Trigger
from m365bot.runs import daemon as daemons
from m365bot.runs import schedule, tasks
from m365bot.runs.daemon import Daemon
from m365bot.runs.sign_in import Upkeep
from m365bot.runs.sleeping import Rest
from m365bot.runs.triggers import Times, Waking
from tests.runs.here import ISSUE, ONE, PLACE, TOKYO, Here
from tests.runs.world import Thing

MINUTE = timedelta(minutes=1)
NOW = datetime(
    2040, 7, 2, 9, 0, tzinfo=TOKYO
)  # APScheduler goes by the machine's clock: nothing is due by that


@pytest.fixture
def idle(here: Here) -> Here:
    """No job's tick comes by itself."""
    here.starts_at(NOW)
    (here.folder / "config").mkdir()
    (here.folder / "jobs").mkdir()
    return here


def works(here: Here, meanwhile: Callable[[Daemon], Awaitable[Any]], **others: Any) -> dict[str, str]:
    """A daemon from its start to SIGTERM, which comes after `meanwhile`; all runs as its end leaves them."""
    made = Daemon(here.opened, here.runs, here.leases, here.folder, **others)

    async def both() -> dict[str, str]:
        work = asyncio.ensure_future(made.work())
        await asyncio.sleep(0.1)
        await meanwhile(made)
        os.kill(os.getpid(), signal.SIGTERM)
        await work
        return here.statuses()  # its process ends at once: what is not noted by now never will be

    return here.does(both())


async def for_(seconds: float) -> None:
    await asyncio.sleep(seconds)


def test_it_shows_that_it_is_at_work_and_that_it_is_not_any_more(idle: Here) -> None:
    seen = []

    async def look(daemon: Daemon) -> None:
        seen.append(idle.leases.a_daemon_is_at_work())

    works(idle, look)

    assert seen == [True]
    assert not idle.leases.a_daemon_is_at_work()
    assert idle.world.traffic.requests == 0


def test_the_service_accounts_token_is_renewed_once_when_it_is_due(idle: Here) -> None:
    renewed: list[datetime] = []

    async def renew() -> None:
        renewed.append(clock.now())

    last = NOW - timedelta(hours=30)
    account = Upkeep(lambda: renewed[-1] if renewed else last, renew)
    works(idle, lambda daemon: for_(60), account=account)

    assert len(renewed) == 1
    assert idle.world.traffic.requests == 0


def test_a_renewal_that_hangs_keeps_nobody_waiting_at_the_end(idle: Here) -> None:
    ended: list[float] = []

    async def hangs() -> None:
        await asyncio.sleep(3600)

    async def meanwhile(daemon: Daemon) -> None:
        await asyncio.sleep(12)
        ended.append(asyncio.get_running_loop().time())
        asyncio.get_running_loop().call_later(1, lambda: ended.append(0.0))

    works(idle, meanwhile, account=Upkeep(lambda: NOW - timedelta(days=2), hangs))

    assert len(ended) == 1


def test_what_is_requested_is_done_within_seconds(idle: Here) -> None:
    run = idle.requests()

    works(idle, lambda daemon: for_(2.5))

    assert idle.row(run).status is Status.DONE


def test_what_is_requested_while_it_works_too(idle: Here) -> None:
    async def ask(daemon: Daemon) -> None:
        await asyncio.sleep(7)
        idle.requests()
        await asyncio.sleep(4)

    works(idle, ask)

    assert set(idle.statuses().values()) == {"done"}


def test_what_is_not_due_waits_for_its_minute(idle: Here) -> None:
    opens = NOW + timedelta(minutes=3)
    idle.wanted = [Thing(PLACE, "issue", "第13号", "承認", opens, opens + timedelta(hours=1))]
    waits = idle.approves(idle.runs_job(at=NOW))
    seen = []

    async def look(daemon: Daemon) -> None:
        await asyncio.sleep(150)
        seen.append(idle.row(waits).status)
        await asyncio.sleep(60)
        seen.append(idle.row(waits).status)

    works(idle, look)

    assert seen == [Status.REQUESTED, Status.DONE]


def test_what_died_is_found_at_the_start(idle: Here) -> None:
    idle.dies_once_written(run_id="mine")

    works(idle, lambda daemon: for_(2))

    assert idle.row("mine").status is Status.DONE
    assert idle.world.written == {ONE.key: 1}


def test_what_dies_meanwhile_is_found_within_seconds(idle: Here) -> None:
    alive = idle.holds(PLACE.key)
    idle.dies_once_written(run_id="mine", holding=alive)
    other = idle.holds(PLACE.key)
    seen = []

    async def dies(daemon: Daemon) -> None:
        await asyncio.sleep(25)
        seen.append(idle.row("mine").status)
        other.release()
        await asyncio.sleep(14)
        seen.append(idle.row("mine").status)

    works(idle, dies)

    assert seen == [Status.RUNNING, Status.DONE]


def test_what_raised_is_tried_again_after_a_minute_and_not_before(idle: Here) -> None:
    opened: list[float] = []

    async def mend(daemon: Daemon) -> None:
        idle.broken = ConfigError("config/programme.yaml:3")
        idle.on_opening = lambda: opened.append(asyncio.get_running_loop().time())
        idle.requests()
        await asyncio.sleep(50)
        idle.broken = None
        await asyncio.sleep(20)

    works(idle, mend)

    assert len(opened) == 2
    assert 60 <= opened[1] - opened[0] < 63
    assert idle.statuses() == {"asked": "done"}


def test_an_approval_without_a_token_waits_and_is_tried_again(idle: Here) -> None:
    idle.wanted = [ISSUE]
    asked = idle.runs_job()
    idle.world.standing = {ISSUE.key: SignInNeeded("サインイン")}
    with pytest.raises(SignInNeeded):
        idle.approves(asked)

    async def sign_in(daemon: Daemon) -> None:
        await asyncio.sleep(5)
        idle.world.standing = {}
        await asyncio.sleep(70)

    works(idle, sign_in)

    assert idle.row(f"{asked.id}:apply").status is Status.DONE
    assert idle.world.written == {ISSUE.key: 1}


def test_told_to_end_it_gives_what_runs_five_seconds(idle: Here) -> None:
    run = idle.requests()
    other = idle.holds(PLACE.key)

    left = works(idle, lambda daemon: for_(3))

    assert left == {run.id: "requested"}  # for the next daemon
    other.release()


def test_told_to_end_it_lets_what_needs_less_come_to_its_end(idle: Here) -> None:
    run = idle.requests()
    other = idle.holds(PLACE.key)

    async def ends(daemon: Daemon) -> None:
        await asyncio.sleep(3)
        asyncio.get_running_loop().call_later(3, other.release)

    works(idle, ends)

    assert idle.row(run).status is Status.DONE


# the schedule


def test_a_job_it_sees_for_the_first_time_has_missed_nothing(idle: Here) -> None:
    idle.when = "every 10 minutes"

    works(idle, lambda daemon: for_(1))

    assert idle.statuses() == {}
    assert (idle.last_tick("things") or NOW) >= NOW


def test_what_was_missed_while_nobody_was_there_is_dealt_with(idle: Here) -> None:
    idle.when, idle.missed = "every 10 minutes", "run late within 6 hours"
    for job in ("things", "yearly"):
        idle.notes_tick(job, NOW - 35 * MINUTE)

    works(idle, lambda daemon: for_(3))

    assert idle.statuses()["things-20400702T0900"] in ("done", "nothing_to_do")
    assert list(idle.statuses().values()).count("cancelled") == 6


def test_the_scheduled_minute_is_handed_on() -> None:
    told: list[Any] = []

    class Job:
        id = "things"

    waking = Waking(lambda name, tick: told.append((name, tick)))
    waking._run_job_success = lambda *_: None
    waking._do_submit_job(Job, [NOW, NOW + MINUTE])

    assert told == [("things", NOW + MINUTE)]


def test_the_next_tick_is_after_the_last_one_or_now(here: Here) -> None:
    here.when = "every 10 minutes"
    times = Times(schedule.of(here.jobs()["things"], here.programme()))

    assert times.get_next_fire_time(None, NOW) == NOW + 10 * MINUTE
    assert times.get_next_fire_time(NOW + 10 * MINUTE, NOW) == NOW + 20 * MINUTE


def test_a_tick_leads_to_a_run(idle: Here) -> None:
    async def ticks(daemon: Daemon) -> None:
        daemon._ticked("things", NOW)
        await asyncio.sleep(3)

    idle.notes_tick("things", NOW - MINUTE)
    works(idle, ticks)

    assert idle.statuses() == {"things-20400702T0900": "done"}
    assert idle.row("things-20400702T0900").trigger is Trigger.SCHEDULE


@pytest.mark.parametrize(
    "edited", ["config/programme.yaml", "jobs/things.py", "config/cohorts/R7/people.csv"]
)
def test_an_edited_file_lets_the_schedule_be_read_anew(edited: str, idle: Here) -> None:
    seen = []

    async def edit(daemon: Daemon) -> None:
        seen.append(len(daemon._scheduler.get_jobs()))
        idle.jobs_left = {"yearly"}
        await asyncio.sleep(25)
        seen.append(len(daemon._scheduler.get_jobs()))
        file = idle.folder / edited
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
        await asyncio.sleep(15)
        seen.append(len(daemon._scheduler.get_jobs()))

    works(idle, edit)

    assert seen == [2, 2, 1]


def test_what_breaks_ends_only_itself_and_says_no_more_than_its_kind(
    idle: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    async def breaks() -> None:
        raise ZeroDivisionError("山田")

    async def wrong() -> None:
        raise ConfigError("山田")

    async def both() -> None:
        await tasks.told(breaks())
        await tasks.told(wrong())

    idle.does(both())

    said = capsys.readouterr().out
    assert "ZeroDivisionError" in said
    assert "ConfigError" in said
    assert "山田" not in said


# a clock that leaps (C70): suspend, a paused machine, an NTP step


def leaps(here: Here, ahead: float) -> None:
    """The wall's clock goes on, the loop's stands still."""
    clock._clock.offset += ahead


@pytest.mark.parametrize(("ahead", "tick"), [(20, 100), (420, 480), (3600, 3700), (-30, 60), (20, 15)])
def test_c70_a_tick_comes_within_seconds_of_its_wall_clock_time(
    ahead: float, tick: float, idle: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that fell into the leap: it is late by less than a minute."""
    at = NOW + timedelta(seconds=tick)
    ticked: list[datetime] = []
    monkeypatch.setattr(schedulers, "datetime", WallClock)
    monkeypatch.setattr(Times, "get_next_fire_time", lambda self, previous, now: None if previous else at)
    monkeypatch.setattr(Daemon, "_ticked", lambda self, name, tick: ticked.append(clock.now()))

    async def leap(daemon: Daemon) -> None:
        for job in daemon._scheduler.get_jobs():
            job.modify(next_run_time=at)
        await asyncio.sleep(5)
        leaps(idle, ahead)
        await asyncio.sleep(tick - min(ahead, tick) + 5)

    works(idle, leap)

    late = max(NOW + timedelta(seconds=ahead + 5.1) - at, timedelta(0))
    assert ticked
    assert ticked[0] - at - late < timedelta(seconds=8)


@pytest.mark.parametrize(
    ("asleep_until", "hears_of_it"),
    [(None, 0.0), (-3.0, 0.0), (1200.0, 1200.0), (-25.0, 0.0)],
    ids=["awake", "awake again just before", "awake again after", "awake again long before"],
)
def test_a_publication_is_written_within_five_seconds_of_its_minute(
    asleep_until: float | None, hears_of_it: float, idle: Here
) -> None:
    """Also after a night of suspend, in which the loop's clock stands still; of one that slept over it, of its awaking."""
    minute = NOW + (timedelta(seconds=25) if asleep_until is None else timedelta(hours=10))
    idle.wanted = [Thing(PLACE, "issue", "第13号", "承認", minute, minute + timedelta(hours=1))]
    idle.approves(idle.runs_job(at=NOW))
    written: list[datetime] = []

    def note(method: str, key: str) -> None:
        if method == "PUT":
            written.append(clock.now())

    async def night(daemon: Daemon) -> None:
        idle.world.before = note
        await asyncio.sleep(5.3)
        if asleep_until is not None:
            leaps(idle, (minute - clock.now()).total_seconds() + asleep_until)
        while not written:
            await asyncio.sleep(1)

    works(idle, night)

    assert 0 <= (written[0] - minute).total_seconds() - hears_of_it < 5


class WallClock(datetime):
    """What APScheduler takes for the machine's clock."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return clock.now().astimezone(tz)


# the night


def test_the_nights_work_is_asked_for_in_the_zone_of_the_office(idle: Here) -> None:
    asked: list[datetime] = []

    works(idle, lambda daemon: for_(25), nightly=asked.append)

    assert len(asked) == 2
    assert {moment.tzinfo for moment in asked} == {TOKYO}


def test_a_night_that_fails_is_tried_again_after_an_hour_and_keeps_nobody_from_work(
    idle: Here, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemons, "POLL", 30.0)  # an hour has 1,800 of the usual
    asked: list[datetime] = []

    def fails(now: datetime) -> None:
        asked.append(now)
        raise OSError(28, "No space left on device", "/srv/山田/backups")

    async def ask(daemon: Daemon) -> None:
        await asyncio.sleep(60)
        idle.requests()
        await asyncio.sleep(3600)

    runs = works(idle, ask, nightly=fails)

    assert len(asked) == 2
    assert runs == {"asked": "done"}
    said = capsys.readouterr().out
    assert "backup.failed" in said
    assert "山田" not in said


# what the log tells (O8)


def test_o8_a_run_that_begins_and_ends_is_an_event_without_a_name(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    here.runs_job()

    told = [line for line in capsys.readouterr().out.splitlines() if "run." in line]
    assert len(told) == 2
    assert "run.began" in told[0]
    assert "run.ended" in told[1]
    assert "done" in told[1]
    assert "create" in told[1]


def test_one_that_somebody_wakes_ends_once_nothing_is_to_be_done(idle: Here) -> None:
    made = Daemon(idle.opened, idle.runs, idle.leases, idle.folder, rest=Rest())

    wakes = idle.does(made.work())

    assert wakes is not None
    assert wakes > NOW + timedelta(minutes=1)
    assert not idle.leases.a_daemon_is_at_work()
