"""What the wheel carries: all that a machine needs and nothing of the workshop; and what it asks to be installed."""

import subprocess
import tomllib
from functools import cache
from importlib.metadata import requires
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

from m365bot.cli import extras

REPOSITORY = Path(__file__).parents[2]
# Where what lies beside the package is found in a wheel.
CARRIED = {"jobs": "m365bot/setup/jobs", "config": "m365bot/setup/config"}


@cache
def carried() -> dict[str, Path]:
    """Path in the wheel → file of the checkout."""
    builder = WheelBuilder(str(REPOSITORY))
    return {file.distribution_path: Path(file.path) for file in builder.recurse_included_files()}


@cache
def committed(folder: str) -> tuple[str, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", folder], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout: which files belong to the project is not known")
    return tuple(name for name in listed.stdout.split("\0") if name and (REPOSITORY / name).is_file())


def project() -> Any:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_whole_package_is_in_the_wheel() -> None:
    assert set(committed("m365bot")) <= set(carried())


@pytest.mark.parametrize(("folder", "place"), CARRIED.items(), ids=CARRIED)
def test_the_jobs_and_the_reference_instance_are_in_the_wheel(folder: str, place: str) -> None:
    expected = {place + name.removeprefix(folder) for name in committed(folder)}

    assert expected
    assert expected <= set(carried())


def test_nothing_of_the_workshop_is_in_the_wheel() -> None:
    tops = {PurePosixPath(path).parts[0] for path in carried()}
    words = {part for path in carried() for part in PurePosixPath(path).parts[:-1]}

    assert tops == {"m365bot"}
    assert not words & {"tests", "docs", "packaging", "state", "secrets", "__pycache__", ".venv", ".tools"}
    assert not [path for path in carried() if path.endswith((".pyc", ".db", ".pem", "/.env", "conftest.py"))]


def test_no_file_of_the_wheel_knows_where_it_was_made() -> None:
    here = str(REPOSITORY).encode()

    assert not [path for path, file in carried().items() if here in file.read_bytes()]


@pytest.mark.parametrize("name", extras.BRINGS)
def test_the_simulators_libraries_come_with_its_extra_only(name: str) -> None:
    runtime = " ".join(project()["dependencies"])
    extra = " ".join(project()["optional-dependencies"][name]).replace("-", "_")

    for module in extras.BRINGS[name]:
        assert module not in runtime
        assert module in extra


def test_postgresqls_driver_is_everywhere_since_the_queues_library_asks_for_it() -> None:
    """Else its extra would promise a machine without it."""
    asked = requires("dbos") or []

    assert any(one.startswith("psycopg") and ";" not in one for one in asked)
    assert "psycopg" in " ".join(project()["dependencies"])
    assert project()["optional-dependencies"]["postgresql"] == []
