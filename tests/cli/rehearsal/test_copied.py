"""A year is played on a copy that shows all pages, and in which one leaves; the instance itself stays as it is."""

import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from m365bot import reading
from m365bot.cli.rehearsal import copied, people
from m365bot.cli.rehearsal.people import Habit
from m365bot.programme import Cohort, Programme
from m365bot.setup import reference

COHORT = "config/cohorts/R7/cohort.yaml"
ROSTER, ATTENDANCE = SHEETS = ("config/cohorts/R7/people.csv", "config/cohorts/R7/attendance.csv")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For those who only look."""
    before = contents(reference.FOLDER)
    made = copied.of(reference.FOLDER, tmp_path_factory.mktemp("year") / "copy", "R7")
    assert contents(reference.FOLDER) == before
    return made


@cache
def programme_of(folder: Path) -> Programme:
    return reading.read(folder).usable()


def cohort_of(folder: Path) -> Cohort:
    found = programme_of(folder).cohort("R7")
    assert found
    return found


def pages(cohort: Cohort) -> Counter[str | None]:
    return Counter(tab.page for spec in cohort.channels for tab in spec.tabs if tab.page)


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for part in ("config", "jobs") for file in sorted((folder / part).rglob("*")))
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in files
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_a_copy_opens_every_page_and_its_trainees_log_by_a_form(copy: Path) -> None:
    cohort = cohort_of(copy)

    assert pages(cohort) == {"研修計画": 1, "みんなの進捗": 1, "自主学習": 1}
    assert cohort.study_log
    assert [one.type for one in cohort.study_log.form.questions] == ["choice", "number"]


def test_nothing_else_of_it_is_another(copy: Path) -> None:
    before, after = contents(reference.FOLDER), contents(copy)
    changed = {name for name in after if after[name] != before.get(name)}

    assert before.keys() <= after.keys()
    assert changed == {COHORT, *SHEETS, "config/self-study.yaml", "config/forms/study.yaml"}
    assert programme_of(copy).self_study == programme_of(reference.FOLDER).self_study
    assert cohort_of(copy).sessions == cohort_of(reference.FOLDER).sessions


def test_what_an_office_has_already_stays(copy: Path, tmp_path: Path) -> None:
    second = copied.of(copy, tmp_path / "second", "R7")

    assert contents(second) == contents(copy)


def test_an_instance_without_self_study_has_none_in_its_copy(tmp_path: Path) -> None:
    office = copied.of(reference.FOLDER, tmp_path / "office", "R7")
    (office / "config/self-study.yaml").unlink()
    (office / "config/forms/study.yaml").unlink()

    copy = copied.of(office, tmp_path / "copy", "R7")

    assert cohort_of(copy).study_log is None


def test_one_who_is_late_leaves_on_the_day_of_a_session_and_has_no_attendance_after_it(copy: Path) -> None:
    cohort, before = cohort_of(copy), cohort_of(reference.FOLDER)
    left = [one for one in cohort.trainees() if not cohort.is_trainee_on(one, cohort.ends)]

    assert [(one.mail, people.habit_of(one)) for one in left] == [("s.noto@example.jp", Habit.LATE)]
    assert {str(line.end) for line in cohort.lines if line.person in left} == {"2025-08-07"}
    kept = [one.session for one in cohort.attendance if one.person in left]
    assert kept[-1] == "project-2" and "apps-2" in kept and "project-3" not in kept
    assert [one for one in cohort.attendance if one.person not in left] == [
        one for one in before.attendance if one.person not in left
    ]


def test_no_line_of_the_sheets_is_another_but_that_of_who_leaves(copy: Path) -> None:
    after, before = contents(copy), contents(reference.FOLDER)
    for name in SHEETS:
        pairs = zip(before[name].splitlines(True), after[name].splitlines(True), strict=True)
        changed = [line for line, other in pairs if line != other]
        assert len(changed) == 1 and "能登 沙織".encode() in changed[0]


def test_where_somebody_leaves_already_nobody_else_does(tmp_path: Path) -> None:
    office = tmp_path / "office"
    shutil.copytree(reference.FOLDER / "config", office / "config")
    roster = office / ROSTER
    line = next(one for one in roster.read_bytes().splitlines(True) if "林 久美子".encode() in one)
    roster.write_bytes(roster.read_bytes().replace(line, line.rstrip() + b"2025-11-20\r\n"))

    copy = copied.of(office, tmp_path / "copy", "R7")

    assert (copy / ROSTER).read_bytes() == roster.read_bytes()


def test_where_attendance_is_no_matrix_nobody_leaves(tmp_path: Path) -> None:
    """A mark of somebody who is gone would stop the hours of all."""
    office = tmp_path / "office"
    shutil.copytree(reference.FOLDER / "config", office / "config")
    sheet = office / ATTENDANCE
    sheet.write_text("氏名,メール,回,出欠\n能登 沙織,s.noto@example.jp,project-9,○\n", "utf-8-sig")

    copy = copied.of(office, tmp_path / "copy", "R7")

    assert (copy / ROSTER).read_bytes() == (office / ROSTER).read_bytes()
    assert (copy / ATTENDANCE).read_bytes() == sheet.read_bytes()
