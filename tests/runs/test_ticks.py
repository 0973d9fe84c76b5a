"""What becomes of a tick of the schedule."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from m365bot.errors import ConfigError
from m365bot.journal import Status, Trigger
from m365bot.runs import ticks
from tests.runs.here import NOW, ONE, Here

MINUTE = timedelta(minutes=1)


@pytest.fixture
def each_minute(here: Here) -> Here:
    """The tick before NOW has been dealt with."""
    here.when = "every 1 minutes"
    here.notes_tick("things", NOW - MINUTE)
    return here


@pytest.fixture
def every_other_minute(here: Here) -> Here:
    here.when = "every 2 minutes"
    return here


def told(here: Here) -> dict[str, str]:
    return here.statuses()


def test_on_time_it_is_run(each_minute: Here) -> None:
    each_minute.ticks(NOW)

    run = each_minute.row("things-20250701T0900")
    assert (run.status, run.trigger, run.cohort) == (Status.DONE, Trigger.SCHEDULE, None)
    assert run.at >= NOW
    assert each_minute.last_tick("things") == NOW


def test_a_job_of_cohorts_is_run_for_each_of_them(here: Here) -> None:
    here.ticks(NOW, "yearly")

    assert told(here) == {"yearly-R7-20250701T0900": "done"}


def test_c70_less_than_a_minute_is_on_time_and_more_is_not(every_other_minute: Here) -> None:
    """As docs/operator.md says."""
    every_other_minute.passes(seconds=59)
    every_other_minute.ticks(NOW)
    every_other_minute.passes(seconds=122)
    every_other_minute.ticks(NOW + 2 * MINUTE)

    assert told(every_other_minute) == {"things-20250701T0900": "done", "things-20250701T0902": "cancelled"}


def test_a_tick_that_was_dealt_with_leads_to_nothing(each_minute: Here) -> None:
    each_minute.ticks(NOW)
    each_minute.ticks(NOW)
    each_minute.ticks(NOW - MINUTE)

    assert told(each_minute) == {"things-20250701T0900": "done"}


def test_missed_and_to_be_skipped_it_is_told(every_other_minute: Here) -> None:
    every_other_minute.passes(minutes=5, seconds=10)

    every_other_minute.ticks(NOW)

    assert set(told(every_other_minute).values()) == {"cancelled"}
    assert len(told(every_other_minute)) == 3
    row = every_other_minute.row("things-20250701T0904")
    assert "遅れたときは見送る、という決まりです" in row.reason
    assert "m365bot run things" in row.reason
    assert (row.at, row.trigger, row.ended) == (NOW + 4 * MINUTE, Trigger.SCHEDULE, row.planned)
    assert every_other_minute.world.written == {}
    assert every_other_minute.last_tick("things") == NOW + 4 * MINUTE


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("skip", "遅れたときは見送る、"),
        ("ask", "遅れたときは人が決める、"),
        ("run late within 90 minutes", "遅れて実行するのは1時間30分以内、"),
        ("run late within 6 hours", "遅れて実行するのは6時間以内、"),
    ],
)
def test_o15_the_rule_is_told_in_words(rule: str, words: str, here: Here) -> None:
    here.missed = rule
    here.passes(hours=23)

    here.ticks(NOW)

    assert words in here.row("things-20250701T0900").reason


def test_missed_and_to_be_late_the_newest_is_run_once(each_minute: Here) -> None:
    each_minute.missed = "run late within 1 hours"
    each_minute.passes(minutes=2, seconds=30)

    each_minute.ticks(NOW)

    assert told(each_minute) == {
        "things-20250701T0900": "cancelled",
        "things-20250701T0901": "cancelled",
        "things-20250701T0902": "done",
    }
    assert "一度だけ" in each_minute.row("things-20250701T0900").reason
    assert each_minute.row("things-20250701T0902").at >= NOW + timedelta(minutes=2, seconds=30)


def test_too_late_is_skipped_too(here: Here) -> None:
    here.missed = "run late within 1 hours"
    here.notes_tick("things", NOW - timedelta(days=1))
    here.passes(minutes=59)
    here.ticks(NOW)
    here.passes(days=1, minutes=2)
    here.ticks(NOW + timedelta(days=1))

    assert told(here) == {"things-20250701T0900": "done", "things-20250702T0900": "cancelled"}


def test_of_many_that_were_missed_the_last_ten_are_told_one_by_one(every_other_minute: Here) -> None:
    every_other_minute.passes(minutes=41, seconds=10)

    every_other_minute.ticks(NOW)

    rows = told(every_other_minute)
    assert len(rows) == 11
    assert min(rows) == "things-20250701T0920"
    assert "これより前の11回も" in every_other_minute.row("things-20250701T0920").reason


def test_two_daemons_run_a_tick_once(each_minute: Here) -> None:
    each_minute.ticks_twice(NOW)

    assert told(each_minute) == {"things-20250701T0900": "done"}
    assert each_minute.world.written == {ONE.key: 1}


def test_where_config_cannot_be_read_the_tick_is_told_as_failed(each_minute: Here) -> None:
    each_minute.broken = ConfigError("config/programme.yaml:3")

    with pytest.raises(ConfigError):
        each_minute.ticks(NOW)

    row = each_minute.row("things-20250701T0900")
    assert (row.status, row.trigger, each_minute.exit(row)) == (Status.FAILED, Trigger.SCHEDULE, 2)
    assert each_minute.document(row)["errors"] == [
        {"key": "", "words": "config/programme.yaml:3", "error": "ConfigError"}
    ]
    assert row.ended
    assert each_minute.last_tick("things") == NOW - MINUTE


def test_a_patient_tick_waits_for_its_team(each_minute: Here) -> None:
    other = each_minute.holds(ONE.place.key)

    each_minute.ticks_while(other.release, after=300, tick=NOW)

    assert each_minute.row("things-20250701T0900").status is Status.DONE


def test_an_earlier_tick_never_takes_back_a_later_one(here: Here) -> None:
    here.notes_tick("things", NOW)
    here.notes_tick("things", NOW - MINUTE)
    assert here.last_tick("things") == NOW

    here.notes_tick("things", NOW + MINUTE)
    assert here.last_tick("things") == NOW + MINUTE
    assert here.last_tick("yearly") is None


def test_a_minute_that_comes_twice_where_clocks_are_put_back_is_two_ticks() -> None:
    first, second = (
        datetime(2025, 10, 26, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold) for fold in (0, 1)
    )

    ids = [ticks.tick_id("collect", None, tick) for tick in ticks.in_order([second, first, second])]

    assert ids == ["collect-20251026T0230", "collect-20251026T0230-2"]
