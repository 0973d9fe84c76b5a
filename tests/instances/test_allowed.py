"""Which job files run where an operator keeps many instances."""

import hashlib
from pathlib import Path

import pytest

from m365bot import job, released
from m365bot.instances import allowed
from m365bot.job import JobFailed
from tests.instances.hands import made_in

OWN = (
    "from m365bot.job import Wanted, job\n\n\n"
    '@job(title="独自", when="daily 06:00")\ndef own() -> Wanted:\n    yield from ()\n'
)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    made_in(tmp_path, "city")
    allowed.made_in(tmp_path)
    (tmp_path / "city" / "jobs" / "own.py").write_text(OWN, "utf-8")
    (tmp_path / "city" / "jobs" / "collect.py").write_bytes((released.JOBS / "collect.py").read_bytes())
    return tmp_path / "city"


def jobs_of(city: Path) -> dict[str, job.Job]:
    listed = allowed.of(city)
    return job.found_in(city / "jobs", listed.why_not if listed else None)


def test_what_m365bot_brings_runs_and_what_nobody_allowed_says_so(city: Path) -> None:
    found = jobs_of(city)

    assert found["collect"].is_readable
    assert not found["own"].is_readable
    with pytest.raises(JobFailed, match=f"own.py は動かしません.*{hashlib.sha256(OWN.encode()).hexdigest()}"):
        found["own"].wanted({})


def test_what_the_operator_allows_runs(city: Path) -> None:
    digest = hashlib.sha256(OWN.encode()).hexdigest()
    with (city.parent / allowed.FILE).open("a") as file:
        file.write(f"{digest}  city/jobs/own.py\n")

    assert jobs_of(city)["own"].wanted({}) == []


def test_a_file_edited_after_it_was_allowed_does_not_run(city: Path) -> None:
    test_what_the_operator_allows_runs(city)

    (city / "jobs" / "own.py").write_text(OWN + "# one more letter\n", "utf-8")

    assert not jobs_of(city)["own"].is_readable


def test_a_list_that_others_may_write_allows_nothing(city: Path) -> None:
    test_what_the_operator_allows_runs(city)

    (city.parent / allowed.FILE).chmod(0o666)

    with pytest.raises(JobFailed, match="ほかの利用者が書き換えられる"):
        jobs_of(city)["own"].wanted({})


def test_a_compiled_file_beside_it_is_not_run_in_its_place(city: Path) -> None:
    test_what_the_operator_allows_runs(city)
    forged = city / "jobs" / "__pycache__"
    forged.mkdir()
    for file in (*forged.parent.glob("*.py"),):
        (forged / f"{file.stem}.cpython-311.pyc").write_bytes(b"nothing that could be run")

    assert jobs_of(city)["own"].wanted({}) == []


def test_an_instance_that_is_no_one_of_many_runs_what_it_has(tmp_path: Path) -> None:
    made_in(tmp_path, "city")
    (tmp_path / "city" / "jobs" / "own.py").write_text(OWN, "utf-8")

    assert jobs_of(tmp_path / "city")["own"].is_readable
