"""What a daemon does not carry for months."""

import subprocess
import sys

SAYS = """
import sys
from m365bot.runs import heap
heap.leave_terminals_out()
import structlog, httpx
from m365bot.cli import log
print(sorted(name for name, found in sys.modules.items() if found and name.split(".")[0] in ("rich", "pygments")))
"""


def test_libraries_do_without_what_draws_on_terminals() -> None:
    said = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True)

    assert said.stdout == "[]\n"
