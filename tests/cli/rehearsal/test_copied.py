"""A year is played on a copy that shows all pages; the instance stays as it is, and what a copy has already stays too."""

from collections import Counter
from pathlib import Path

from m365bot import reading
from m365bot.cli.rehearsal import copied
from m365bot.programme import Cohort
from m365bot.setup import reference

COHORT = "config/cohorts/R7/cohort.yaml"


def cohort_of(folder: Path) -> Cohort:
    found = reading.read(folder).usable().cohort("R7")
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


def test_a_copy_opens_every_page_and_its_trainees_log_by_a_form(tmp_path: Path) -> None:
    before = contents(reference.FOLDER)

    cohort = cohort_of(copied.of(reference.FOLDER, tmp_path / "copy", "R7"))

    assert pages(cohort) == {"研修計画": 1, "みんなの進捗": 1, "自主学習": 1}
    assert cohort.study_log
    assert [one.type for one in cohort.study_log.form.questions] == ["choice", "number"]
    assert contents(reference.FOLDER) == before


def test_nothing_else_of_it_is_another(tmp_path: Path) -> None:
    copy = copied.of(reference.FOLDER, tmp_path / "copy", "R7")

    before, after = contents(reference.FOLDER), contents(copy)
    changed = {name for name in after if after[name] != before.get(name)}

    assert before.keys() <= after.keys()
    assert changed == {COHORT, "config/self-study.yaml", "config/forms/study.yaml"}
    assert reading.read(copy).usable().self_study == reading.read(reference.FOLDER).usable().self_study
    assert cohort_of(copy).sessions == cohort_of(reference.FOLDER).sessions


def test_what_an_office_has_already_stays(tmp_path: Path) -> None:
    first = copied.of(reference.FOLDER, tmp_path / "first", "R7")

    second = copied.of(first, tmp_path / "second", "R7")

    assert contents(second) == contents(first)


def test_an_instance_without_self_study_has_none_in_its_copy(tmp_path: Path) -> None:
    office = copied.of(reference.FOLDER, tmp_path / "office", "R7")
    (office / "config/self-study.yaml").unlink()
    (office / "config/forms/study.yaml").unlink()

    copy = copied.of(office, tmp_path / "copy", "R7")

    assert cohort_of(copy).study_log is None
