"""Files come into the folder together, also where the machine dies in between, and as they were in all else."""

from pathlib import Path

import pytest

from m365bot.editing import laying


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    instance, state = tmp_path / "instance", tmp_path / "state"
    (instance / "config").mkdir(parents=True)
    state.mkdir()
    return instance, state


def test_a_change_of_several_files_that_was_cut_off_is_completed_by_whoever_comes_next(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    instance, state = places
    for name in "abc":
        (instance / f"config/{name}.yaml").write_text("old")
    replace = Path.replace

    def dies_at_b(self: Path, target: Path) -> Path:
        if target.name == "b.yaml":
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dies_at_b)
        with pytest.raises(KeyboardInterrupt), laying.alone(state):
            laying.lay(
                instance, state, {"config/a.yaml": b"new", "config/b.yaml": b"new", "config/c.yaml": None}
            )
    half = [(instance / f"config/{name}.yaml").read_text() for name in "ab"]

    laying.completed(instance, state)

    assert half == ["new", "old"]
    assert (instance / "config/b.yaml").read_text() == "new"
    assert sorted(path.name for path in (instance / "config").iterdir()) == ["a.yaml", "b.yaml"]


def test_a_file_keeps_its_mode(places: tuple[Path, Path]) -> None:
    instance, state = places
    file = instance / "config/a.yaml"
    file.write_text("old")
    file.chmod(0o664)

    laying.lay(instance, state, {"config/a.yaml": b"new"})

    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o664)
