"""What finished cohorts are judged by stays what it was."""

from dataclasses import replace

import pytest

from m365bot.database import engine, frames
from m365bot.database.memory import Standing
from m365bot.programme.curriculum import Completion, Course
from m365bot.programme.faults import Fault, Part
from m365bot.records import frame
from tests.records.programmes import Office


@pytest.fixture
def shelf(tmp_path):
    connected = engine.connected(f"sqlite:///{tmp_path / 'm365bot.db'}")
    yield connected
    connected.dispose()


def programme(status="running", hours=3.0, **changes):
    office = Office(trainees=1)
    courses = (Course("powerbi", "Power BI", hours, required=True),)
    cohort = replace(office.cohort, status=status, courses=courses)
    return replace(office.programme, cohorts=(cohort,), completion=Completion(hours, ("powerbi",)), **changes)


def noted(shelf, known):
    frames.keep(shelf, "office", known.cohorts, known)
    return kept(shelf)["R7"].courses[0].hours


def kept(shelf):
    with shelf.connect() as connection:
        return frames.kept(Standing(connection, "office", frame.BEGINNING))


def test_a_running_cohorts_frame_follows_config_and_a_finished_ones_does_not(shelf):
    assert noted(shelf, programme(hours=3)) == 3
    assert noted(shelf, programme(hours=4)) == 4
    assert noted(shelf, programme("finished", hours=30)) == 4
    assert noted(shelf, programme("running", hours=5)) == 5


def test_a_cohort_first_seen_finished_is_judged_by_config_as_it_is_then(shelf):
    assert noted(shelf, programme("finished", hours=3)) == 3
    assert noted(shelf, programme("finished", hours=30)) == 3
    assert kept(shelf)["R7"].rule == Completion(3, ("powerbi",))


def test_a_frame_with_faults_in_it_is_not_kept(shelf):
    faulty = programme(faults=(Fault(Part.HOURS, "", "config/self-study.yaml", "設定の不備が1件あります。"),))

    frames.keep(shelf, "office", faulty.cohorts, faulty)

    assert kept(shelf) == {}
