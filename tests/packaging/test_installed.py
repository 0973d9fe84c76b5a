"""The wheel alone, in an environment of its own outside the checkout: an office is made there, checked and planned."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from m365bot.sandbox.server import Sandbox
from tests.setup import ugly
from tests.setup.test_init import ASKED

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
UV = REPOSITORY / ".tools" / "bin" / "uv"


@dataclass(frozen=True)
class Machine:
    """Where only the wheel is."""

    venv: Path
    folder: Path

    def says(
        self, *words: str, env: Mapping[str, str] | None = None, exits: int = 0
    ) -> subprocess.CompletedProcess[str]:
        said = subprocess.run(
            [self.venv / "bin" / "m365bot", *words],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == exits, f"{words}: exit {said.returncode}\n{said.stdout}\n{said.stderr}"
        return said


def does(*command: str | Path) -> None:
    subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Of the versions that uv.lock names, all but the simulator's."""
    place = tmp_path_factory.mktemp("machine")
    venv, versions, folder = place / "venv", place / "constraints.txt", place / "srv"
    folder.mkdir()
    python = REPOSITORY / ".venv" / "bin" / "python"
    does(UV, "build", "--quiet", "--no-build-isolation", "--python", python, "--wheel", "--out-dir", place)
    does(UV, "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-hashes", "-o", versions)
    does(UV, "venv", "--quiet", "--python", python, venv)
    (wheel,) = place.glob("*.whl")
    does(UV, "pip", "install", "--quiet", "--python", venv / "bin" / "python", "-c", versions, wheel)
    return Machine(venv, folder)


def test_an_office_made_by_the_wheel_is_in_order_and_its_jobs_are_planned(
    machine: Machine, tmp_path: Path
) -> None:
    people = ugly.roster_with_two_headers(tmp_path / "r.xlsx")
    asked = [word for pair in ASKED.items() for word in pair]
    office = machine.folder / "office"

    machine.says("init", str(office), *asked, "--people", str(people))
    env = {"M365BOT_INSTANCE": str(office)}
    machine.says("check", env=env)

    jobs = json.loads(machine.says("jobs", "--json", env=env).stdout)
    assert {row["job"] for row in jobs} >= {"provision", "distribute", "collect", "results", "newsletter"}
    with Sandbox() as tenant:
        env |= tenant.env
        plan = machine.says("plan", "provision", "--cohort", "R8", "--at", "2026-05-11", "--json", env=env)
        doctor = machine.says("doctor", "--json", env=env, exits=5)  # its account is not the tenant's
    assert json.loads(plan.stdout)["changes"]
    assert {one["name"]: one["status"] for one in json.loads(doctor.stdout)["checks"]}["config"] == "ok"


@pytest.mark.parametrize("words", [("sandbox", "serve"), ("demo", "--no-serve")], ids=" ".join)
def test_without_the_simulators_extra_its_commands_say_what_to_install(
    machine: Machine, words: tuple[str, ...]
) -> None:
    said = machine.says(*words, exits=2)

    assert "pip install 'm365bot[sandbox]'" in said.stderr
    assert "Traceback" not in said.stderr
