"""Job files: found by folder, told what they ask for, and their faults named by file and line."""

import os
from pathlib import Path

import pytest

from m365bot import job
from m365bot.job import JobFailed, Now
from m365bot.programme import Cohort, Programme

HEAD = "from m365bot.job import Now, Wanted, job\nfrom m365bot.programme import Cohort, Programme\n"
RAISES = HEAD + '@job(title="失敗", when="daily 06:00")\ndef broken(now: Now) -> Wanted:\n    yield 1 / 0\n'
TITLED = (
    HEAD + '@job(title="空", when="daily 06:00")\ndef empty(cohort: Cohort) -> Wanted:\n    yield from ()\n'
)


def test_a_file_in_the_folder_is_a_job(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text(TITLED, encoding="utf-8")

    found = job.found_in(tmp_path)

    assert {name: one.title for name, one in found.items()} == {"empty": "空"}
    assert found["empty"].per_cohort
    assert found["empty"].wants == {"cohort": Cohort}


def test_a_job_that_raises_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    folder.mkdir()
    (folder / "broken.py").write_text(RAISES, encoding="utf-8")

    with pytest.raises(JobFailed, match=r"jobs/broken\.py の5行目.*ZeroDivisionError"):
        job.found_in(folder)["broken"].wanted({Now: None, Programme: None})


def test_the_line_told_is_of_the_file_of_the_job_wherever_all_of_it_lies(tmp_path: Path) -> None:
    folder = tmp_path / "jobs" / "office" / "jobs"
    folder.mkdir(parents=True)
    deep = f'exec(compile("1 / 0", "{tmp_path}/jobs/lib/deep.py", "exec"))'
    (folder / "broken.py").write_text(RAISES.replace("yield 1 / 0", f"yield {deep}"), encoding="utf-8")

    with pytest.raises(JobFailed, match=r"jobs/broken\.py の5行目.*ZeroDivisionError"):
        job.found_in(folder)["broken"].wanted({Now: None})


ENDLESS = HEAD + '@job(title="終わらない", when="daily 06:00")\ndef endless(now: Now) -> Wanted:\n{body}'
TURNS = "    while True:\n        try:\n            len('')\n        except Exception:\n            pass\n    yield\n"
SLEEPS = "    import time\n    time.sleep(3600)\n    yield\n"


@pytest.mark.parametrize("body", [TURNS, SLEEPS])
def test_a_job_that_never_ends_is_ended_and_named_with_its_line(tmp_path: Path, body: str) -> None:
    folder = tmp_path / "jobs"
    folder.mkdir()
    (folder / "endless.py").write_text(ENDLESS.format(body=body), encoding="utf-8")

    with pytest.raises(JobFailed, match=r"jobs/endless\.py の[5-9]行目.*いつまでも終わりません"):
        job.found_in(folder)["endless"].wanted({Now: None}, within=0.05)


def test_a_job_that_wants_things_without_end_is_ended_too(tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    folder.mkdir()
    (folder / "endless.py").write_text(
        ENDLESS.format(body="    while True:\n        yield now\n"), encoding="utf-8"
    )

    with pytest.raises(JobFailed, match=r"jobs/endless\.py の3行目.*100000を超えるもの"):
        job.found_in(folder)["endless"].wanted({Now: None})


def test_whether_a_job_wants_anything_is_known_by_the_first_thing(tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    folder.mkdir()
    (folder / "empty.py").write_text(TITLED, encoding="utf-8")
    (folder / "broken.py").write_text(RAISES, encoding="utf-8")
    (folder / "endless.py").write_text(ENDLESS.format(body=f"    yield now\n{TURNS}"), encoding="utf-8")

    found = job.found_in(folder)

    assert not found["empty"].wants_any({Cohort: None})
    assert found["endless"].wants_any({Now: None})
    with pytest.raises(JobFailed, match=r"jobs/broken\.py の5行目.*ZeroDivisionError"):
        found["broken"].wants_any({Now: None})


def test_a_file_that_cannot_be_read_keeps_no_other_from_running(tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text(TITLED, encoding="utf-8")
    (tmp_path / "typo.py").write_text("def broken(:\n", encoding="utf-8")

    found = job.found_in(tmp_path)

    assert found["empty"].wanted({Cohort: None}) == []
    with pytest.raises(JobFailed, match=r"jobs/typo\.py の1行目.*SyntaxError"):
        found["typo"].wanted({})


def test_s13_a_pipe_among_the_job_files_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")

    found = job.found_in(tmp_path)

    with pytest.raises(JobFailed, match=r"jobs/pipe\.py .*pipe"):
        found["pipe"].wanted({})


def test_files_that_begin_with_an_underscore_are_none(tmp_path: Path) -> None:
    (tmp_path / "_shared.py").write_text(TITLED, encoding="utf-8")

    assert job.found_in(tmp_path) == {}
