"""What a mutation is tried on is all that tests may read."""

from pathlib import Path

from tests.mutants import trial
from tests.mutants.drawing import Mutation


def test_a_copy_has_what_is_kept_in_the_repository_and_not_what_tries_mutants(tmp_path: Path) -> None:
    copy = trial.copied(tmp_path / "copy")

    read = (
        ".dockerignore",
        "Makefile",
        "README.ja.md",
        "packaging/systemd/m365bot@.service",
        "m365bot/job.py",
        "uv.lock",
    )
    assert [name for name in read if not (copy / name).is_file()] == []
    assert not (copy / "tests/mutants").exists()
    assert not (copy / ".git").exists()


def test_the_nearest_tests_of_a_module_are_its_namesake_then_its_packages_then_what_imports_it(
    tmp_path: Path,
) -> None:
    tests = {
        "records/test_hours.py": "",
        "records/test_answers.py": "",
        "reading/test_attendance.py": "from m365bot.records import answers, hours\n",
        "reading/test_forms.py": "from m365bot.records import answers\n",
    }
    for name, text in tests.items():
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / name).write_text(text, "utf-8")

    assert trial.nearest(Path("m365bot/records/hours.py"), tmp_path) == [
        ["tests/records/test_hours.py"],
        ["tests/records/test_answers.py"],
        ["tests/reading/test_attendance.py"],
    ]


def test_a_job_is_tried_on_its_namesake_and_on_the_tests_that_load_it_by_its_name() -> None:
    first, _, others = trial.nearest(Path("jobs/newsletter.py"), trial.REPOSITORY)

    assert "tests/jobs/test_newsletter.py" in first
    assert "tests/records/test_pending.py" in trial.nearest(Path("jobs/remind.py"), trial.REPOSITORY)[-1]
    assert not set(first) & set(others)


def test_no_mutant_is_taken_for_another_by_the_bytecode_that_is_kept(tmp_path: Path) -> None:
    """It is told by the size and the second of its source."""
    file = Path("late.py")
    target = tmp_path / file
    target.write_text("LIMIT = 1\n", "utf-8")
    told = [_told(target)]

    for new in ("2", "3", "2"):
        with trial.made(Mutation(file, 1, 8, 9, "1", new), tmp_path):
            told.append(_told(target))

    assert len(set(told)) == 4
    assert _told(target) == told[0]


def _told(file: Path) -> tuple[int, int]:
    return file.stat().st_size, int(file.stat().st_mtime)
