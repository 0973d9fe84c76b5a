"""Leases on PostgreSQL: between machines, and when the connection they stand on is lost."""

import itertools
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from m365bot.database import advisory, engine
from m365bot.database.advisory import AdvisoryLocks, Locked
from m365bot.database.books import Books
from m365bot.errors import M365BotError
from m365bot.journal.ports import Held, LeaseLost
from tests.elsewhere import Node, cut_leases
from tests.postgresql import Server

_instances = itertools.count()


@pytest.fixture
def instance() -> str:
    return f"tenant/{next(_instances)}"


@pytest.fixture
def one(server: str, instance: str) -> Node:
    return Node(server, instance)


@pytest.fixture
def two(server: str, instance: str) -> Node:
    return Node(server, instance)


@pytest.fixture
def cuts(postgresql: Server, server: str) -> Callable[[], None]:
    """The server, as it seems, is restarted."""
    return lambda: cut_leases(postgresql, server)


def test_what_one_machine_holds_another_is_not_given(one: Node, two: Node) -> None:
    held = one.take(["t/team:a", "t/team:b"], "run-1")

    with pytest.raises(Held) as told:
        two.take(["t/team:b", "t/team:c"], "run-2")

    assert told.value.run_id == "run-1"
    two.take(["t/team:c"], "run-2").release()
    held.release()
    two.take(["t/team:b"], "run-2").release()


def test_a_daemon_is_seen_from_another_machine_and_only_by_its_own_instance(
    one: Node, two: Node, server: str
) -> None:
    assert not two.a_daemon_is_at_work()
    shown, also = one.show_a_daemon(), two.show_a_daemon()
    shown.release()

    assert one.a_daemon_is_at_work()
    assert not Node(server, "another").a_daemon_is_at_work()
    also.release()
    assert not one.a_daemon_is_at_work()


def test_two_schemas_of_one_database_have_leases_of_their_own(one: Node, server: str, instance: str) -> None:
    other = f"{server}?options=-csearch_path%3Dother"
    engine.connected(other).dispose()
    held = one.take(["a"], "run-1")

    Node(other, instance).take(["a"], "run-2").release()
    held.release()


def test_no_connection_stays_where_nothing_is_held(one: Node, postgresql: Server, server: str) -> None:
    one.take(["a"], "run-1").release()

    name = server.rpartition("/")[2]
    query = (
        f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND application_name LIKE '%leases'"
    )
    assert postgresql.does(query) == [(0,)]


def _once_free(node: Node) -> Locked:
    """The server sees that a connection is gone when it comes to its turn."""
    until = time.monotonic() + 60
    while True:
        try:
            return node.take(["a"], "run-2")
        except Held:
            assert time.monotonic() < until
            time.sleep(0.01)


@pytest.mark.slow  # starts a process
def test_who_is_killed_lets_go_at_once(one: Node, server: str, instance: str) -> None:
    words = (
        "import os; from m365bot.database.advisory import AdvisoryLocks; "
        f"AdvisoryLocks({server!r}, {instance!r}).take(['a'], 'dead'); print('held', flush=True); os.read(0, 1)"
    )
    dying = subprocess.Popen([sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert dying.stdout is not None
    assert dying.stdin is not None
    with dying.stdout, dying.stdin:
        assert dying.stdout.readline() == b"held\n"
        with pytest.raises(Held, match="dead"):
            one.take(["a"], "run-2")
        dying.kill()
        dying.wait()

        held = _once_free(one)

    assert not held.is_as_left
    held.release()


# the connection is lost


def test_what_a_restart_freed_is_taken_again_where_nobody_had_it_meanwhile(
    one: Node, two: Node, cuts
) -> None:
    held, shown = one.take(["a"], "run-1"), one.show_a_daemon()
    cuts()

    one.need_standing()

    with pytest.raises(Held, match="run-1"):
        two.take(["a"], "run-2")
    assert two.a_daemon_is_at_work()
    held.release()
    shown.release()
    two.take(["a"], "run-2").release()


@pytest.mark.parametrize("it_still_has_it", [True, False])
def test_what_another_had_meanwhile_is_lost_though_it_be_the_same_run(
    one: Node, two: Node, cuts, it_still_has_it: bool
) -> None:
    held = one.take(["a"], "run-1")
    cuts()
    theirs = two.take(["a"], "run-1")
    if not it_still_has_it:
        theirs.release()

    for _ in range(2):
        with pytest.raises(LeaseLost, match="引き継ぎ"):
            one.need_standing()

    held.release()
    one.need_standing()
    if it_still_has_it:
        with pytest.raises(Held):
            one.take(["a"], "run-3")
    theirs.release()
    one.take(["a"], "run-3").release()


@pytest.mark.slow
def test_while_the_database_is_away_nothing_is_written_and_it_is_told_why(
    postgresql: Server, instance: str, cuts
) -> None:
    url = postgresql.fresh()
    name, node = url.rpartition("/")[2], Node(url, instance)
    books = Books(engine.connected(url), instance, need_leases=node.need_standing)
    journal, held = books.journals.of("run-1"), node.take(["a"], "run-1")
    away = f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS '
    postgresql.does(away + "false")
    postgresql.does(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")

    with pytest.raises(LeaseLost, match="接続が切れた"):
        journal.intend(["key"], datetime(2025, 7, 1, tzinfo=UTC))
    with pytest.raises(M365BotError, match="データベースを使えません"):
        node.take(["b"], "run-1")
    node.hold_on()  # a daemon asks this every other second

    postgresql.does(away + "true")
    node.need_standing()
    held.release()
    books.engine.dispose()


def test_all_leases_of_a_process_stand_on_one_connection(server: str, instance: str) -> None:
    mine, also = AdvisoryLocks(server, instance), AdvisoryLocks(server, instance)
    held = mine.take(["a"], "run-1")

    with pytest.raises(Held, match="run-1"):
        also.take(["a"], "run-2")

    assert len(advisory._sessions) >= 1
    held.release()
    also.take(["a"], "run-2").release()
