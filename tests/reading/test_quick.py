"""What `m365bot jobs` reads of config/, held against the whole of it, which the daemon reads."""

from datetime import datetime, timedelta

import pytest

from m365bot import reading
from m365bot.programme import Programme, timetable

COHORT = "cohorts/R7/cohort.yaml"
SCHEDULE_WORDS = [
    "weekdays 06:30",
    "weekdays every 2 hours from 08:40 to 17:00",
    "fridays 16:00",
    "daily 07:00",
    "every 10 minutes",
    "every 3 hours",
    "30 6 * * 1-5",
    "@monthly",
    "at each issue's publish time",
    "各号の公開日時",
    "2 business days after the cohort's end",
    "期の終了の2営業日後",
    "0 business days after the cohort's end",
    "",
]


def both(instance) -> tuple[Programme, Programme]:
    quick, whole = reading.timetable(instance.folder), instance.read()
    assert quick.complaints == whole.complaints == ()
    assert quick.programme
    assert whole.programme
    return quick.programme, whole.programme


def ticks(words: str, programme: Programme) -> list[datetime]:
    start = datetime(2025, 4, 1, tzinfo=programme.timezone)
    return timetable.of(words, "skip", programme).between(start, start + timedelta(days=365))


@pytest.fixture
def written(instance):
    """A second cohort that runs, and one that is finished."""
    for key, status in (("R6", "finished"), ("R8", "running")):
        year = str(2018 + int(key[1]))
        text = instance.path(COHORT).read_text("utf-8").replace("R7", key).replace("2025", year)
        text = text.replace("status: running", f"status: {status}").replace(
            "ends: 2026-11-28", "ends: 2025-12-19"
        )
        instance.write(
            f"cohorts/{key}/cohort.yaml",
            text.replace("starts: 2026", "starts: 2025").replace("fiscal_year: 2026", "fiscal_year: 2025"),
        )
        instance.write(f"cohorts/{key}/people.csv", instance.path("cohorts/R7/people.csv").read_text("utf-8"))
        instance.write(f"cohorts/{key}/materials/powerbi/a.pdf", "x")
    return instance


@pytest.mark.parametrize("words", SCHEDULE_WORDS)
def test_the_list_of_jobs_and_the_daemon_agree_on_every_schedule_word(written, words) -> None:
    quick, whole = both(written)

    assert ticks(words, quick) == ticks(words, whole)
    assert bool(ticks(words, quick)) is bool(words)


def test_e_the_list_of_jobs_knows_when_cohorts_end(written) -> None:
    quick, _ = both(written)

    found = [tick.strftime("%m-%d %H:%M") for tick in ticks("2 business days after the cohort's end", quick)]

    assert found == ["12-02 08:30", "12-23 08:30"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cohort: R7\n", "cohort:   'R7' # this year\n"),
        ("ends: 2025-11-28", "ends: 令和7年11月28日"),
        ("ends: 2025-11-28", "ends: 2025-11-28(金)"),
        ("ends: 2025-11-28", "ends: '2025 / 11 / 28'"),
        ("status: running", "status: 実施中"),
        ("status: running", '"status": running'),
        ("status: running", "status: 'running'"),
    ],
)
def test_a_frame_is_the_same_however_it_was_written(instance, old, new) -> None:
    instance.change(COHORT, old, new)

    quick, whole = both(instance)

    assert [(each.key, each.ends, each.status) for each in quick.cohorts] == [
        (each.key, each.ends, each.status) for each in whole.cohorts
    ]


def test_a_planned_cohort_ends_too_and_a_finished_one_has_ended(instance) -> None:
    instance.change(COHORT, "status: running", "status: 予定")
    assert ticks("1 business days after the cohort's end", both(instance)[0])

    instance.change(COHORT, "status: 予定", "status: 終了")
    assert not ticks("1 business days after the cohort's end", both(instance)[0])


def test_a_cohort_that_cannot_be_read_is_left_to_check(instance) -> None:
    instance.write(COHORT, "cohort: [R7\n")

    quick = reading.timetable(instance.folder)

    assert quick.complaints == ()
    assert quick.programme
    assert quick.programme.cohorts == ()


def test_complaints_are_those_of_the_files_that_say_when_jobs_run(instance) -> None:
    instance.write("schedule.yaml", "collect: {when: sometimes}\n")
    instance.change(COHORT, "status: running", "status: runing")

    assert [each.file for each in reading.timetable(instance.folder).complaints] == ["config/schedule.yaml"]


@pytest.mark.parametrize(
    "twice",
    [
        "status: finished\nstatus: running\n",
        '"status": running\nstatus: finished\n',
        "status: finished\nstatus:\n  running\n",
        "? status\n: running\nstatus: finished\n",
        "status: finished\n'ends': 2025-12-28\n",
    ],
)
def test_o13_a_cohort_whose_frame_says_two_things_is_told_and_not_skimmed(instance, twice) -> None:
    instance.change(COHORT, "status: running\n", twice)

    assert any("2回" in each.words and each.file.endswith(COHORT) for each in instance.read().complaints)


def test_without_a_usable_programme_there_is_no_timetable(instance) -> None:
    instance.change("programme.yaml", "service_account: dx@example.jp\n", "")

    found = reading.timetable(instance.folder)

    assert found.programme is None
    assert found.complaints
