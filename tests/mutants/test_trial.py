"""What a mutation is tried on is all that tests may read."""

from pathlib import Path

from tests.mutants import trial


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
