"""What watches from outside: a word of each run that ends, how jobs do, figures; none of it disturbs a run."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
import structlog

from m365bot import clock
from m365bot.errors import ConfigError, Permanent
from m365bot.journal import Report, Run, Spent, Status, Trigger
from m365bot.runs import expiring, metrics, pulse
from m365bot.runs.watched import Watched
from tests.runs.here import ISSUE, NOW, ONE, TWO, Here


@dataclass
class Outside:
    """Whoever watches: what was asked, and of which runs a word came."""

    here: Here
    asked: list[tuple[str, ...]] = field(default_factory=list)
    told: list[tuple[str, Status]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pulse = pulse.Pulse(self._asked, self.here.runs.newest)
        self.here.changes = {"runs": Watched(self.here.runs, self._told, self.pulse.note)}

    def _asked(self, parts: Sequence[str]) -> None:
        self.asked.append(tuple(parts))

    def _told(self, run: Run) -> None:
        self.told.append((run.id, run.status))

    def hears(self) -> list[tuple[str, ...]]:
        self.pulse.give()
        heard, self.asked = self.asked, []
        return heard


@pytest.fixture
def outside(here: Here) -> Outside:
    return Outside(here)


# each end, once


def test_each_run_that_ends_is_told_once(here: Here, outside: Outside) -> None:
    run = here.runs_job()

    assert outside.told == [(run.id, Status.DONE)]


def test_what_waits_is_told_as_it_waits_and_what_is_approved_as_it_ends(here: Here, outside: Outside) -> None:
    here.wanted = [ISSUE]
    run = here.runs_job()

    here.approves(run)

    assert outside.told == [(run.id, Status.AWAITING_APPROVAL), (f"{run.id}:apply", Status.DONE)]


def test_a_watcher_that_raises_disturbs_nothing(here: Here) -> None:
    def broken(run: Run) -> None:
        raise ValueError(run.id)

    here.changes = {"runs": Watched(here.runs, broken)}
    with structlog.testing.capture_logs() as logs:
        run = here.runs_job()

    assert run.status is Status.DONE
    assert [log["error"] for log in logs if log["event"] == "watch.broke"] == ["ValueError"]


# how jobs do


def test_a_good_run_is_said_by_its_jobs_name(here: Here, outside: Outside) -> None:
    here.runs_job()

    assert outside.hears() == [("things",)]
    assert outside.hears() == []


def test_so_is_one_that_waits_for_a_person_alone(here: Here, outside: Outside) -> None:
    here.wanted = [ISSUE]
    here.runs_job()

    assert outside.hears() == [("things",)]


@pytest.mark.parametrize("wanted", [[ONE], [ONE, TWO], [ONE, ISSUE]])
def test_one_that_failed_or_a_part_of_it_is_said_to_have(
    wanted: list[object], here: Here, outside: Outside
) -> None:
    here.wanted = wanted  # type: ignore[assignment]  # a table
    here.world.writes = {ONE.key: [Permanent("だめ")]}

    here.runs_job()

    assert outside.hears() == [("things", "fail")]


def test_what_was_called_off_is_neither_good_nor_bad(here: Here, outside: Outside) -> None:
    here.changes["begins"] = lambda plan, asking: False
    here.runs_job()

    assert outside.hears() == []


def test_a_good_run_of_one_cohort_does_not_hide_a_bad_one_of_another(outside: Outside, here: Here) -> None:
    for cohort, status in (("R6", Status.FAILED), ("R7", Status.DONE)):
        row = Run.begun(
            id=f"yearly-{cohort}",
            instance=here.instance,
            job="yearly",
            cohort=cohort,
            trigger=Trigger.SCHEDULE,
            at=NOW,
            planned=NOW,
        )
        here.changes["runs"].add(
            replace(row, status=status, report=Report(exit=int(status is Status.FAILED)))
        )

    assert outside.hears() == [("yearly", "fail")]
    row = replace(row, id="later", planned=NOW + timedelta(hours=2), status=Status.DONE)
    here.changes["runs"].add(row)
    assert outside.hears() == [("yearly",)]


def test_a_run_that_does_better_makes_up_for_the_one_before(here: Here, outside: Outside) -> None:
    here.world.writes = {ONE.key: [Permanent("だめ")]}
    here.runs_job()
    here.runs_job()

    assert outside.hears() == [("things",)]


def test_a_daemon_says_that_it_lives_and_what_it_noted_itself(here: Here, outside: Outside) -> None:
    row = Run.unreadable(
        ConfigError("x"),
        now=NOW,
        id="bad",
        instance=here.instance,
        job="things",
        cohort=None,
        trigger=Trigger.SCHEDULE,
        at=NOW,
    )
    here.changes["runs"].add(row)

    outside.pulse.live()

    assert outside.asked == [("daemon",), ("things", "fail")]


def test_where_nobody_watches_nothing_is_looked_up(here: Here) -> None:
    def never(most: int) -> Sequence[Run]:
        raise AssertionError(most)

    alone = pulse.Pulse(None, never)
    alone.note(here.runs_job())
    alone.live()

    assert not alone.has_news


def test_a_database_that_is_away_is_told_in_the_log_alone(here: Here) -> None:
    def away(most: int) -> Sequence[Run]:
        raise OSError(most)

    one = pulse.Pulse(lambda parts: None, away)
    one.note(here.runs_job())
    with structlog.testing.capture_logs() as logs:
        one.give()

    assert [log["event"] for log in logs] == ["ping.not_sent"]


# figures


def figures(*jobs: str, waiting: int = 0) -> metrics.Metrics:
    return metrics.Metrics(jobs, metrics.Now(lambda: waiting, lambda: False), NOW)


def value(made: metrics.Metrics, name: str, **labels: str) -> float | None:
    return made.registry.get_sample_value(name, labels)


def test_runs_are_counted_by_job_and_status_with_what_they_cost(here: Here) -> None:
    made = figures("things", waiting=2)
    run = here.runs_job()
    spent = Spent(requests=7, round_trips=3, throttled=1, seconds=12.5)

    made.ended(replace(run, report=replace(run.report, spent=spent)))

    assert value(made, "m365bot_runs_total", job="things", status="done") == 1
    assert value(made, "m365bot_run_seconds_sum", job="things") == 12.5
    assert value(made, "m365bot_graph_requests_total", job="things") == 7
    assert value(made, "m365bot_graph_throttled_total", job="things") == 1
    assert value(made, "m365bot_changes_total", job="things", outcome="create") == 1
    assert value(made, "m365bot_unknown", job="things") == 0
    assert value(made, "m365bot_waiting_approvals") == 2
    good = value(made, "m365bot_last_good_run_timestamp_seconds", job="things")
    assert good == pytest.approx(clock.now().timestamp(), abs=60)


def test_a_bad_run_leaves_the_moment_of_the_last_good_one(here: Here) -> None:
    made = figures("things")
    here.world.writes = {ONE.key: [Permanent("だめ")]}

    made.ended(here.runs_job())

    assert value(made, "m365bot_last_good_run_timestamp_seconds", job="things") is None
    assert value(made, "m365bot_last_run_timestamp_seconds", job="things") is not None


def test_there_are_no_more_names_of_jobs_than_so_many(here: Here) -> None:
    made = figures()
    run = here.runs_job()

    for number in range(200):
        made.ended(replace(run, job=f"job-{number}"))

    samples = [one for family in made.registry.collect() for one in family.samples]
    jobs = {one.labels["job"] for one in samples if "job" in one.labels}
    assert len(jobs) == metrics.MOST_JOBS + 1
    assert value(made, "m365bot_runs_total", job="other", status="done") == 150


def test_nothing_names_a_team_a_cohort_or_a_person(here: Here) -> None:
    made = figures("yearly")
    made.ended(replace(here.runs_job("yearly"), actor="sato", reason="山田さんの分"))

    samples = [one for family in made.registry.collect() for one in family.samples]
    assert {name for one in samples for name in one.labels} <= {"job", "status", "outcome", "le"}
    assert not {"R7", "sato"} & {each for one in samples for each in one.labels.values()}


def test_what_cannot_be_asked_is_no_number_and_the_rest_stands(here: Here) -> None:
    def away() -> int:
        raise OSError

    made = metrics.Metrics(["things"], metrics.Now(away, lambda: True), NOW)

    assert str(value(made, "m365bot_waiting_approvals")) == "nan"
    assert value(made, "m365bot_account_refused") == 1


# nobody came in time


def test_an_approval_that_expires_is_told_and_is_no_good_end(here: Here, outside: Outside) -> None:
    here.wanted = [ISSUE]
    run = here.runs_job()
    outside.hears()
    here.passes(days=40)

    expiring.look(here.office().runs, here.programme(), clock.now())

    assert outside.told[-1] == (run.id, Status.REJECTED)
    assert outside.hears() == [("things", "fail")]


def test_one_that_a_person_rejected_is_not_told(here: Here, outside: Outside) -> None:
    here.wanted = [ISSUE]
    run = here.runs_job()
    outside.hears()

    here.rejects(run)

    assert outside.told == [(run.id, Status.AWAITING_APPROVAL)]
    assert outside.hears() == []
