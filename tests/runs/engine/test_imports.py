"""Who loads the engine's library: it takes two seconds."""

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3] / "m365bot"
ENGINE = PACKAGE / "runs" / "engine"


def test_its_name_stands_in_the_engine_alone() -> None:
    files = [file for file in PACKAGE.rglob("*.py") if ENGINE not in file.parents]

    assert not [file for file in files if "dbos" in file.read_text("utf-8")]


@pytest.mark.slow  # starts a process
def test_no_command_but_the_daemon_loads_it() -> None:
    modules = "m365bot.app, m365bot.cli.commands.daemon, m365bot.cli.commands.work, m365bot.runs.daemon"
    program = f"import sys, {modules}; sys.exit('dbos' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
