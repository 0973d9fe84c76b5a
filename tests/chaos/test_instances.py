"""Many instances as processes of their own: secrets, falls, a job that reaches out, and an end in time."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox.server import Sandbox
from tests.chaos.node import BUSY, REPOSITORY, until

pytestmark = pytest.mark.slow

REACHES_OUT = """
import contextlib
from pathlib import Path

with contextlib.suppress(OSError):
    Path("../hakusan/.env").read_text()
"""


class House:
    """A folder of instances on one practice tenant each, and the supervisor of all."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder / "cities", folder / "log"

    def add(self, name: str, sandbox: Sandbox) -> Path:
        city = self.folder / name
        for part in ("config", "jobs"):
            shutil.copytree(REPOSITORY / part, city / part, ignore=shutil.ignore_patterns("__pycache__"))
        (city / "config" / "schedule.yaml").write_text("provision: {when: '0 3 1 1 *'}\n", "utf-8")
        (city / ".env").write_text("".join(f"{key}={value}\n" for key, value in sandbox.env.items()))
        (city / ".env").chmod(0o600)
        return city

    def begins(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "m365bot", "daemon", "--instances", str(self.folder)]
        env = {name: value for name, value in os.environ.items() if not name.startswith("M365BOT_")}
        with self.log.open("wb") as out:
            return subprocess.Popen(command, env=env, stdout=out, stderr=out, cwd=self.folder)

    def events(self, name: str, instance: str = "") -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line[-1:] == "}"]
        return [line for line in lines if line["event"] == name and instance in line.get("instance", "")]

    def worker(self, name: str) -> int:
        """Its process, known by the folder in which it works."""
        for place in Path("/proc").glob("[0-9]*"):
            try:
                if (place / "cwd").readlink() == self.folder / name:
                    return int(place.name)
            except OSError:
                continue
        return 0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Three are there from the start, of which one has a job that nobody allowed, and one a job that reaches out."""
    made = House(tmp_path_factory.mktemp("house"))
    with Sandbox(record=False) as one, Sandbox(record=False) as two, Sandbox(record=False) as three:
        made.add("kanazawa", one)
        made.add("hakusan", two)
        spy = made.add("nanao", three) / "jobs" / "spy.py"
        spy.write_text(REACHES_OUT)
        done = subprocess.run(["sha256sum", str(spy)], capture_output=True, check=True)
        (made.folder / "jobs.allowed").write_bytes(done.stdout)
        (made.folder / "kanazawa" / "jobs" / "other.py").write_text(REACHES_OUT + "# nobody allowed it\n")
        process = made.begins()
        try:
            until(lambda: len(made.events("daemon.started")) == 3, within=120, what="their start")
            yield made
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(300) == 0
            assert time.monotonic() - began < 10 * BUSY  # of the ten promised
        finally:
            process.kill()


def test_a_job_that_reaches_for_anothers_secrets_is_refused_and_told(house: House) -> None:
    told = until(lambda: house.events("instance.reached_out"), within=30)

    assert {(one["instance"], one["what"], one["where"]) for one in told} == {
        ("nanao", "open", "hakusan/.env")
    }
    kept = house.folder / "trespasses.jsonl"  # a moment after it is logged
    until(lambda: kept.exists() and "hakusan/.env" in kept.read_text(), within=30)


def test_a_job_that_nobody_allowed_is_told_and_the_instances_others_go_on(house: House) -> None:
    told = house.events("instance.job_refused")

    assert {(one["instance"], one["job"]) for one in told} == {("kanazawa", "other")}
    assert house.events("daemon.started", "kanazawa")


def test_no_worker_has_anothers_secrets_in_its_environment(house: House) -> None:
    environment = Path(f"/proc/{house.worker('kanazawa')}/environ").read_bytes()

    assert b"M365BOT_CLIENT_SECRET" not in environment
    assert b"hakusan" not in environment


def test_one_that_is_killed_is_begun_again_and_the_others_do_not_notice(house: House) -> None:
    others = house.worker("hakusan")

    os.kill(house.worker("kanazawa"), signal.SIGKILL)
    until(lambda: len(house.events("daemon.started", "kanazawa")) == 2, within=60)

    assert house.events("instance.fell", "kanazawa")
    assert house.worker("hakusan") in (others, 0)  # 0: it sleeps by now
    assert not house.events("instance.fell", "hakusan")
