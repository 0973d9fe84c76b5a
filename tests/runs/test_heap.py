"""What a daemon does not carry for months."""

import subprocess
import sys

import pytest

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


def test_what_is_there_once_it_has_settled_is_looked_through_no_more() -> None:
    says = """
import gc
from m365bot.runs import heap
heap.settle()
print(gc.get_freeze_count(), len(gc.get_objects()))
"""
    said = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True).stdout

    settled, others = map(int, said.split())
    assert others < 1000 < settled


@pytest.mark.slow
def test_a_daemon_and_its_console_load_once_what_signing_in_and_workbooks_need() -> None:
    says = """
import sys
import m365bot.cli.preloaded
before = set(sys.modules)
import httpx
from openpyxl import Workbook
httpx.Client(http2=True).close()
print(sorted(name for name in set(sys.modules) - before if name.split(".")[0] in ("httpcore", "h2", "openpyxl")))
"""
    said = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True)

    assert said.stdout == "[]\n"
