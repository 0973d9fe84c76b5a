"""A node that is stopped, or cut off from its database, while it holds a team, and comes back: nothing is done twice."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from m365bot.journal import Status
from tests import picture
from tests import postgresql as servers
from tests.bot import writes
from tests.chaos import wire
from tests.chaos.node import Node, Place, place, until
from tests.chaos.wire import Wire
from tests.postgresql import Server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.soak("minutes of the machine's clock"),
]

SLOW = {"match": "PUT */content", "nth": [3], "then": {"delay_ms": 6_000}, "after_commit": True}


@pytest.fixture(scope="module")
def own_server(postgresql: Server) -> Server:
    """To be restarted without anybody's noticing but us."""
    return servers.own()


@pytest.fixture
def there(world: dict[str, Any], own_server: Server, tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path / "place", world["tenant"], own_server.empty()) as made:
        yield made


@pytest.fixture
def line(own_server: Server) -> Iterator[Wire]:
    """The first node's to the server."""
    with wire.to(own_server.port) as made:
        yield made


def first_of(there: Place, line: Wire) -> Node:
    """A node at the end of that line, in the midst of writing."""
    there.sandbox.faults([SLOW])
    assert there.database
    url = there.database.replace(f":{there.database.rpartition(':')[2].partition('/')[0]}/", f":{line.port}/")
    node = there.daemon(state_dir=str(there.folder / "first"), database_url=url)
    until(there.fault_hits, within=60, what="the upload")
    return node


def second_of(there: Place) -> Node:
    return there.daemon(state_dir=str(there.folder / "second"))


def test_a_stopped_node_whose_leases_the_server_gave_away_writes_nothing_when_it_wakes(
    there: Place, line: Wire, world: dict[str, Any]
) -> None:
    asked = there.request("distribute")
    first = first_of(there, line)
    first.send(signal.SIGSTOP)
    line.cut()
    second_of(there)
    until(lambda: there.status(asked) is Status.DONE, within=90, what="the rest")
    before = len(there.sandbox.log())

    first.send(signal.SIGCONT)
    time.sleep(10)
    line.mend()
    time.sleep(10)

    assert writes(there.sandbox.log()[before:]) == []
    assert picture.of(there.sandbox) == world["distributed"]
    assert first.process.poll() is None
    assert first.events("run.let_go")
    again = there.request("provision")
    until(lambda: there.status(again) in (Status.DONE, Status.NOTHING_TO_DO), within=60, what="the next run")


def test_a_node_that_is_cut_off_writes_nothing_once_another_has_its_team(
    there: Place, line: Wire, world: dict[str, Any]
) -> None:
    asked = there.request("distribute")
    first = first_of(there, line)
    second = second_of(there)
    line.cut()
    until(lambda: there.status(asked) is Status.DONE, within=90, what="the rest")
    time.sleep(10)
    line.mend()
    time.sleep(5)

    assert picture.of(there.sandbox) == world["distributed"]
    assert second.events("engine.taken_over")
    assert first.process.poll() is None
    assert first.events("daemon.database_away")


def test_a_line_that_hangs_for_a_while_costs_nothing_but_time(
    there: Place, line: Wire, world: dict[str, Any]
) -> None:
    asked = there.request("distribute")
    first = first_of(there, line)
    second_of(there)
    line.holds_up()
    time.sleep(20)
    line.mend()
    until(lambda: there.status(asked) is Status.DONE, within=90, what="the rest")

    assert picture.of(there.sandbox) == world["distributed"]
    assert first.process.poll() is None


def test_a_restart_of_the_server_under_a_daemon_in_mid_run_loses_and_doubles_nothing(
    there: Place, line: Wire, own_server: Server, world: dict[str, Any]
) -> None:
    asked = there.request("distribute")
    first = first_of(there, line)
    own_server.restart()
    until(lambda: there.status(asked) is Status.DONE, within=90, what="the rest")

    assert picture.of(there.sandbox) == world["distributed"]
    assert first.process.poll() is None


def test_a_stopped_daemon_on_a_file_keeps_its_team_and_goes_on(here: Place, world: dict[str, Any]) -> None:
    """The kernel's lock is the process's for as long as it is there: nobody else writes meanwhile."""
    asked = here.request("distribute")
    here.sandbox.faults([SLOW])
    first = here.daemon()
    until(here.fault_hits, within=60, what="the upload")
    first.send(signal.SIGSTOP)
    here.daemon()
    before = len(writes(here.sandbox.log()))
    time.sleep(15)
    meanwhile = len(writes(here.sandbox.log())) - before
    first.send(signal.SIGCONT)
    until(lambda: here.status(asked) is Status.DONE, within=60, what="the rest")

    assert meanwhile == 0
    assert picture.of(here.sandbox) == world["distributed"]
