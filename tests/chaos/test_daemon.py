"""The daemon as a process of its own, on the machine's clock: ticks, stops, deaths, several at once.

What needs whole minutes (C27, C28) goes on in the background, while the other tests are at work.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from m365bot.journal import Run, Status, Trigger
from m365bot.runs import alive
from tests import picture, ports
from tests.bench.provision import most
from tests.chaos import length
from tests.chaos.node import Node, Place, place, until
from tests.watcher import watching

TOKYO = ZoneInfo("Asia/Tokyo")
GOOD = (Status.DONE, Status.NOTHING_TO_DO)
BEFORE, AT = "2025-07-01T08:59:{second:02}+09:00", "2025-07-01T09:00:01+09:00"

pytestmark = pytest.mark.slow


# ticks, in the background


class Closed(Exception):
    """The time that is left is nobody's."""


class Minutes:
    """Two ticks' worth of time at three places, told apart afterwards.

    asleep: one daemon that is stopped over two ticks of a job to be run late and of one to be skipped. shared:
    two daemons, and a schedule that is edited between the ticks. hung: one daemon with a job whose first run
    hangs beyond its next tick, while another job goes on.
    """

    def __init__(self, asleep: Place, shared: Place, hung: Place) -> None:
        self.asleep, self.shared, self.hung = asleep, shared, hung
        asleep.schedule(
            provision="every 1 minutes, missed: run late within 6 hours",
            collect="every 1 minutes, missed: skip",
        )
        shared.schedule(provision="every 1 minutes, missed: skip")
        hung.schedule(provision="every 1 minutes, missed: skip", collect="every 1 minutes, missed: skip")
        hung.sandbox.faults(
            [
                {"match": "GET /sites/*/lists*", "nth": [1, 2], "then": {"delay_ms": 90_000}},
                {"match": "GET /sites/*/lists*", "nth": [3], "then": {"delay_ms": 7_000}},
            ]
        )
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._pass, daemon=True)
        self._thread.start()

    def slept_over(self, runs: list[Run]) -> list[Run]:
        """Those of the two ticks: a slow machine looks later, when others have come and gone."""
        names = (f"{self.first:%Y%m%dT%H%M}", f"{self.second:%Y%m%dT%H%M}")
        return [run for run in runs if run.id.endswith(names)]

    def close(self) -> None:
        """Nobody asks any more: a worker may be given only some of these tests."""
        self._closed.set()
        self._thread.join(60)

    def _pass(self) -> None:
        with suppress(Closed):
            self._two_minutes()

    def _two_minutes(self) -> None:
        with self.shared.journal():
            pass  # months of work are on a database that is there: bringing one up to date takes 10 MB, once
        sleeper = self.asleep.daemon()
        for place_ in (self.shared, self.shared, self.hung):
            place_.daemon()
        minute = (datetime.now(TOKYO) + timedelta(seconds=3)).replace(second=0, microsecond=0)
        self.first = minute + timedelta(minutes=1)
        self.second = self.first + timedelta(minutes=1)
        self._sleep_until(self.first - timedelta(seconds=1))
        sleeper.send(signal.SIGSTOP)
        self._sleep_until(self.first + timedelta(seconds=20))
        self.shared.schedule(provision="every 1 minutes, missed: skip", results="every 1 minutes")
        self._sleep_until(self.second + timedelta(seconds=6))
        sleeper.send(signal.SIGCONT)
        self._sleep_until(self.second + timedelta(seconds=8))

    def _sleep_until(self, moment: datetime) -> None:
        if self._closed.wait(max((moment - datetime.now(TOKYO)).total_seconds(), 0)):
            raise Closed

    def over(self) -> "Minutes":
        self._thread.join(200)
        assert not self._thread.is_alive()
        return self


@pytest.fixture(scope="module", autouse=True)
def minutes(world: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Minutes]:
    folder = tmp_path_factory.mktemp("minutes")
    with ExitStack() as places:
        names = ("asleep", "shared", "hung")
        made = Minutes(*(places.enter_context(place(folder / name, world["tenant"])) for name in names))
        yield made
        made.close()


def told(run: Run) -> str:
    return f"{run.at.astimezone(TOKYO):%H:%M} {run.status.value}"


# alone


def test_an_idle_daemon_asks_nothing_keeps_small_and_ends_at_once(here: Place) -> None:
    daemon = here.daemon()
    time.sleep(3)

    assert here.sandbox.log() == []
    assert daemon.memory_mb <= 150
    assert daemon.stop(within=10) < 9  # seconds: it waits for none of its rounds


def test_what_was_missed_while_nobody_was_there_is_run_late_or_told_also_outside(here: Place) -> None:
    missed = ",".join(f"{datetime.now(TOKYO) - timedelta(minutes=ago):%-M}" for ago in (30, 20, 10))
    here.schedule(
        results=f'"{missed} * * * *", missed: run late within 6 hours',
        newsletter=f'"{missed} * * * *", missed: skip',
    )
    with here.journal() as journal:
        for job in ("results", "newsletter"):
            journal.ticks.note(job, datetime.now(TOKYO) - timedelta(minutes=35))
    with watching() as watcher:
        port, url = ports.free(), f"http://127.0.0.1:{watcher.server_port}/hc"
        seen = here.folder / "state" / alive.FILE
        seen.touch()
        os.utime(seen, (time.time() - 35 * 60,) * 2)
        daemon = here.daemon(metrics_port=str(port), ping_url=url)
        until(lambda: {"/hc/daemon", "/hc/results"} <= {path for path, _ in watcher.asked}, within=20)
        figures = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text

    assert 'm365bot_runs_total{job="newsletter",status="cancelled"} 3.0' in figures
    assert 'm365bot_last_good_run_timestamp_seconds{job="results"}' in figures
    (away,) = daemon.events("daemon.was_away")
    assert away["missed"] == {"results": 3, "newsletter": 3}
    until(lambda: len(here.runs("results")) == len(here.runs("newsletter")) >= 3, within=15)
    late, *earlier = here.runs("results")
    until(lambda: here.runs("results")[0].status in GOOD, within=15)
    assert late.trigger is Trigger.SCHEDULE
    assert all(run.status is Status.CANCELLED and run.reason for run in earlier)
    assert all(run.status is Status.CANCELLED and "見送る" in run.reason for run in here.runs("newsletter"))


def test_config_that_breaks_stops_nothing_and_is_told_of_by_its_place(here: Place) -> None:
    daemon = here.daemon()
    before = here.request("results")
    until(lambda: here.status(before) in GOOD, within=60)
    programme = here.instance / "config" / "programme.yaml"
    good = programme.read_text("utf-8")
    programme.write_text(good + "\nchanels: []\n", "utf-8")

    asked = here.request("results")
    until(lambda: here.status(asked) in GOOD, within=60, what="a run by what was last good")

    assert daemon.process.poll() is None
    (held,) = daemon.events("config.held")
    assert held["files"] == ["config/programme.yaml"]
    assert held["places"][0].startswith(f"config/programme.yaml:{good.count(chr(10)) + 2}:")
    daemon.stop(within=10)
    programme.write_text(good, "utf-8")
    again = here.request("results")
    here.daemon()
    until(lambda: here.status(again) in GOOD, within=60)


# busy


@pytest.mark.parametrize("number", length.of([signal.SIGKILL], [signal.SIGTERM, signal.SIGKILL]))
def test_a_busy_daemon_that_ends_is_followed_by_one_that_finishes(
    number: signal.Signals, here: Place, world: dict[str, Any]
) -> None:
    """And a command that meets the busy one leaves its run to it."""
    asked = here.request("distribute")
    slow = {"match": "PUT */content", "nth": [3, 4], "then": {"delay_ms": 25_000}, "after_commit": True}
    here.sandbox.faults([slow])
    daemon = here.daemon()
    until(here.fault_hits, within=30, what="the upload")

    left = here.says("run", "provision", "--cohort", "R7", exits=0)
    began = time.monotonic()
    daemon.send(number)
    code = daemon.process.wait(100)
    took = time.monotonic() - began
    here.sandbox.faults([])
    status = here.status(asked)
    here.daemon()
    until(lambda: here.status(asked) is Status.DONE, within=40, what="the rest")
    until(lambda: here.status(left["run_id"]) in GOOD, within=40, what="what was left to it")

    assert left["status"] == "requested"
    assert code == (0 if number is signal.SIGTERM else -signal.SIGKILL)
    assert took < 25, "it waited for the answer"
    assert status is Status.RUNNING
    assert picture.of(here.sandbox) == world["distributed"]


def test_a_sign_in_that_hangs_does_not_keep_a_daemon_from_ending(here: Place) -> None:
    here.sandbox.faults([{"match": "POST */token", "nth": "all", "then": {"delay_ms": 25_000}}])
    asked = here.request("distribute")
    daemon = here.daemon()
    until(here.fault_hits, within=30, what="the sign-in")

    assert daemon.stop(within=20) < 20, "it waited for the answer"
    assert here.status(asked) is Status.REQUESTED  # for the next daemon


# an issue of the newsletter (C57)


def posts_of(here: Place) -> list[list[str]]:
    seen = picture.of(here.sandbox)
    cohort = seen["dx-leader-R7"]["channels"]["R7 全体"]
    return [channel["posts"] for channel in (cohort, *seen["dx-leaders"]["channels"].values())]


def approved(here: Place, *, ahead: float) -> str:
    """So many seconds before its minute; a machine on which the approval takes longer has it posted at once."""
    at = BEFORE.format(second=60 - round(ahead))
    asked = here.says("run", "newsletter", "--at", at, exits=4)
    done = here.says("runs", "approve", asked["run_id"], exits=0)
    assert done["status"] == "requested"
    return str(done["run_id"])


def seconds_to_the_first_post(here: Place, due: datetime) -> float:
    """From its minute on, by the machine's clock."""
    ahead = here.sandbox.tenant.clock.now() - datetime.now(UTC)
    posted = [
        row["at"] for row in here.sandbox.log() if row["method"] == "POST" and "/messages" in row["path"]
    ]
    return (datetime.fromisoformat(posted[0]) - ahead - due).total_seconds()


def saved_anew(here: Place) -> None:
    """As an editor does that somebody closes: every file of config/ stands there anew, with a line more in one."""
    for file in sorted((here.instance / "config").rglob("*")):
        if file.is_file():
            file.write_bytes(file.read_bytes())
    with (here.instance / "config" / "schedule.yaml").open("a", encoding="utf-8") as schedule:
        schedule.write("# 08:59:59\n")


def test_c57_an_approved_issue_is_posted_once_by_whoever_is_quickest(here: Place) -> None:
    began = time.monotonic()
    here.daemon(), here.daemon()
    took = time.monotonic() - began  # two commands take about as long
    applying = approved(here, ahead=min(max(14, 4 * took), 59))
    run = next(run for run in here.runs("newsletter") if run.id == applying)
    assert run.due is not None
    due = run.planned + (run.due - run.at)
    time.sleep(max((due - datetime.now(TOKYO)).total_seconds() - 0.8, 0))
    saved_anew(here)  # at 08:59:59
    by_hand = here.begins("run", "newsletter", "--at", AT)

    until(lambda: here.status(applying) is Status.DONE, within=30, what="the post")
    by_hand.communicate(timeout=300)
    time.sleep(3)

    assert by_hand.returncode in (0, 1)
    assert [len(posts) for posts in posts_of(here)] == [1, 1]
    assert sum(run.trigger is Trigger.APPROVAL for run in here.runs("newsletter")) == 1
    told = [run for run in here.says("runs", "list", exits=0) if run["trigger"] == "approval"]
    assert [(run["run_id"], run["status"], bool(run["actor"])) for run in told] == [(applying, "done", True)]
    assert not [run for run in here.runs("newsletter") if run.status is Status.REJECTED]


@pytest.mark.soak("a figure, which is measured there")
def test_an_approved_issue_is_posted_within_five_seconds_of_its_minute(here: Place) -> None:
    here.daemon()
    applying = approved(here, ahead=55)
    run = here.run(applying)
    assert run.due is not None

    until(lambda: here.status(applying) is Status.DONE, within=60, what="the post")

    late = seconds_to_the_first_post(here, run.planned + (run.due - run.at))
    sys.stdout.write(f"the first post {late:.1f} s after its minute\n")
    assert 0 <= late < 5


@pytest.mark.soak("half a minute of the machine's clock")
def test_c57_an_issue_whose_daemon_died_while_posting_is_posted_once(here: Place) -> None:
    lost = {"match": "POST */messages", "nth": [1, 2], "then": {"delay_ms": 25_000}, "after_commit": True}
    here.sandbox.faults([lost])
    daemons = [here.daemon(), here.daemon()]
    applying = approved(here, ahead=14)
    until(here.fault_hits, within=30, what="the post")
    for daemon in daemons:
        daemon.kill()
    here.sandbox.faults([])
    here.daemon()

    until(lambda: here.status(applying) is Status.DONE, within=40, what="the end")

    assert [len(posts) for posts in posts_of(here)] == [1, 1]


def test_a_living_daemon_finishes_what_a_dead_one_began(here: Place, world: dict[str, Any]) -> None:
    slow = {"match": "PUT */content", "nth": [2], "then": {"delay_ms": 25_000}, "after_commit": True}
    here.sandbox.faults([slow])
    asked = here.request("distribute")
    first = here.daemon()
    until(here.fault_hits, within=30, what="the upload")
    here.daemon()
    first.kill()
    here.sandbox.faults([])

    until(lambda: here.status(asked) is Status.DONE, within=40, what="the rest")

    assert picture.of(here.sandbox) == world["distributed"]


@pytest.mark.soak("half a minute of the machine's clock")
def test_runs_one_after_another_keep_the_limits_together(here: Place) -> None:
    """Each counts its own requests only, so they may not follow each other too closely.

    What is promised is the pace at which bytes leave. A busy machine may take half a second to bring a beat to the
    service and none for the next (measured: 8 arrived within 0.6 s that had left 1.02 s apart): such a one is refused,
    asked for again, and the runs end well all the same.
    """
    asked = [here.request(job) for job in ("distribute", "provision", "results")]
    before = len(here.sandbox.log())
    daemon = here.daemon(log_level="debug")

    until(lambda: all(here.status(run) in GOOD for run in asked), within=60, what="the runs")

    assert most_left(daemon, "team:") == 4
    assert most_left(daemon, "channel:") == 1
    log = here.sandbox.log()[before:]
    arrived_as_they_left = most(log, "team") <= 4 and most(log, "channel") <= 1
    assert not (arrived_as_they_left and [row for row in log if row["throttled"]])


def most_left(daemon: Node, scope: str) -> int:
    """The most requests of one team or channel whose bytes left within any second."""
    left: dict[str, list[float]] = {}
    for event in daemon.events("graph.left"):
        for name in filter(lambda name: name.startswith(scope), event["scopes"]):
            left.setdefault(name, []).append(event["at"])
    return max(sum(at <= one < at + 1 for one in times) for times in left.values() for at in times)


# ticks, as the background saw them


def test_a_daemon_that_slept_over_two_ticks_does_one_late_run(minutes: Minutes) -> None:
    """C27: `run late within 6 hours`."""
    asleep = minutes.over().asleep
    until(lambda: any(run.status in GOOD for run in minutes.slept_over(asleep.runs("provision"))), within=30)

    late, *earlier = minutes.slept_over(asleep.runs("provision"))

    assert late.id == f"provision-R7-{minutes.second:%Y%m%dT%H%M}"
    assert [told(run) for run in earlier] == [f"{minutes.first:%H:%M} cancelled"]


def test_a_daemon_that_slept_skips_what_is_not_to_be_late_and_says_so(minutes: Minutes) -> None:
    """C27: `skip`, of a tick that is more than a minute late; the other is six seconds late."""
    asleep = minutes.over().asleep
    until(
        lambda: any(run.ended and run.started for run in minutes.slept_over(asleep.runs("collect"))),
        within=30,
    )

    on_time, skipped = minutes.slept_over(asleep.runs("collect"))

    assert on_time.id.endswith(f"{minutes.second:%Y%m%dT%H%M}")
    assert on_time.status is not Status.CANCELLED
    assert told(skipped) == f"{minutes.first:%H:%M} cancelled"


def test_a_hanging_run_stops_neither_other_jobs_nor_its_own_next_ticks(minutes: Minutes) -> None:
    """C28: no overlap; a tick that it covered for less than a minute comes after it."""
    hung = minutes.over().hung
    until(lambda: len(hung.runs("collect")) >= 2, within=30, what="the second tick of collect")
    until(lambda: hung.runs("collect")[-1].ended, within=30)
    until(lambda: all(run.started for run in hung.runs("collect")), within=30)
    by_tick = {run.id[-4:]: run for run in hung.runs("collect")}
    first, second = by_tick[f"{minutes.first:%H%M}"], by_tick[f"{minutes.second:%H%M}"]

    assert first.ended is not None
    assert first.ended > minutes.second
    assert second.started is not None
    assert second.started >= first.ended
    ran = [run for run in hung.runs("provision") if run.id.endswith(f"{minutes.second:%H%M}")]
    assert [run.status in GOOD for run in ran] == [True]
    assert ran[0].ended is not None
    assert ran[0].ended < first.ended + timedelta(seconds=10)


def test_two_daemons_on_one_database_run_each_tick_once(minutes: Minutes) -> None:
    shared = minutes.over().shared
    expected = {f"provision-R7-{moment:%Y%m%dT%H%M}" for moment in (minutes.first, minutes.second)}
    until(lambda: expected <= {run.id for run in shared.runs("provision")}, within=30, what="both ticks")
    until(lambda: all(run.ended for run in shared.runs("provision")), within=30, what="their end")

    ids = [run.id for run in shared.runs("provision")]
    assert len(ids) == len(set(ids))
    starts = [
        row for row in shared.sandbox.log() if row["path"].endswith("/members") and not row["throttled"]
    ]
    assert starts, "they never looked"


def test_an_edited_schedule_is_followed_without_a_new_start(minutes: Minutes) -> None:
    shared = minutes.over().shared
    until(lambda: shared.runs("results"), within=10)

    assert f"results-R7-{minutes.second:%Y%m%dT%H%M}" in [run.id for run in shared.runs("results")]


def test_a_daemon_that_has_worked_is_still_small(minutes: Minutes) -> None:
    shared = minutes.over().shared

    until(lambda: max(node.memory_mb for node in shared.nodes) <= 150, within=20)  # once both are idle
