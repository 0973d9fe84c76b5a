"""Leases, by lock files or by PostgreSQL: all or none, told by whom, let go with whoever held them."""

import errno
import fcntl
import itertools
import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from m365bot.database.advisory import AdvisoryLocks
from m365bot.database.leases import LockFiles
from m365bot.errors import M365BotError
from m365bot.journal.ports import Held, Leases

_instances = itertools.count()


@pytest.fixture
def leases(tmp_path: Path) -> LockFiles:
    return LockFiles(tmp_path / "leases")


@pytest.fixture(params=["files", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Leases:
    """The same promises, whoever keeps them."""
    if request.param == "files":
        return LockFiles(tmp_path / "leases")
    return AdvisoryLocks(request.getfixturevalue("server"), f"tenant/{next(_instances)}")


def test_what_is_held_is_not_given_twice_and_says_by_whom(either: Leases) -> None:
    first = either.take(["team:a"], "run-1")

    with pytest.raises(Held, match="run-1") as raised:
        either.take(["team:a"], "run-2")

    assert raised.value.run_id == "run-1"
    first.release()
    either.take(["team:a"], "run-2").release()


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="counts the files of this process")
def test_a_refusal_leaves_no_file_open(leases: LockFiles) -> None:
    first = leases.take(["team:a"], "run-1")
    before = list(Path("/dev/fd").iterdir())

    with pytest.raises(Held):
        leases.take(["team:a"], "run-2")

    assert len(list(Path("/dev/fd").iterdir())) == len(before)
    first.release()


def test_a_shorter_name_leaves_nothing_of_a_longer_one(either: Leases) -> None:
    either.take(["a"], "a-long-name-of-a-run").release()
    held = either.take(["a"], "r")

    with pytest.raises(Held) as raised:
        either.take(["a"], "x")

    assert raised.value.run_id == "r"
    held.release()


def test_of_several_all_or_none_are_taken(either: Leases) -> None:
    other = either.take(["b"], "run-1")

    with pytest.raises(Held):
        either.take(["a", "b", "c"], "run-2")

    either.take(["a", "c"], "run-3").release()
    other.release()
    either.take(["c", "a", "b", "a"], "run-4").release()


def test_names_that_look_alike_are_different_leases(either: Leases) -> None:
    held = either.take(["team:a/b"], "run-1")

    either.take(["team-a-b"], "run-2").release()
    held.release()


def test_nobody_but_its_owner_reads_a_lock(leases: LockFiles, tmp_path: Path) -> None:
    leases.take(["a"], "run-1").release()

    (file,) = (tmp_path / "leases").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_released_twice_is_released(leases: LockFiles) -> None:
    held = leases.take(["a"], "run-1")
    held.release()
    other = os.open("/dev/null", os.O_RDONLY)

    held.release()

    os.fstat(other)  # the number that was freed belongs to somebody else by now
    os.close(other)


def test_a_sign_is_shown_by_one_and_leaves_nothing(either: Leases) -> None:
    shown = either.sign("run-1")
    with pytest.raises(Held):
        either.sign("run-1")
    shown.release()

    either.sign("run-1").release()


def test_who_comes_back_sees_whether_others_were_there(either: Leases) -> None:
    either.take(["a", "b"], "run-1").release()
    again = either.take(["a", "b"], "run-1")
    assert again.is_as_left
    again.release()
    either.take(["b"], "run-2").release()

    last = either.take(["a", "b"], "run-1")
    assert not last.is_as_left
    last.release()


def test_no_daemon_begins_while_all_records_are_replaced(either: Leases) -> None:
    shown = either.show_a_daemon()
    with pytest.raises(Held):
        either.no_daemon()
    shown.release()
    alone = either.no_daemon()

    assert not isinstance(either, AdvisoryLocks) or not either.a_daemon_is_at_work()
    alone.release()
    either.show_a_daemon().release()


def test_a_daemons_sign_is_seen_while_any_shows_it(leases: LockFiles, tmp_path: Path) -> None:
    assert not leases.a_daemon_is_at_work()
    first, second = leases.show_a_daemon(), LockFiles(tmp_path / "leases").show_a_daemon()
    first.release()
    assert leases.a_daemon_is_at_work()
    assert leases.a_daemon_is_at_work()
    second.release()

    assert not leases.a_daemon_is_at_work()


def _takes_and_dies(folder: Path) -> None:
    LockFiles(folder).take(["a"], "dead")
    os._exit(9)


def test_who_dies_lets_go(leases: LockFiles, tmp_path: Path) -> None:
    process = multiprocessing.get_context("fork").Process(target=_takes_and_dies, args=[tmp_path / "leases"])
    process.start()
    process.join(60)

    leases.take(["a"], "run-2").release()


def test_o7_a_lock_that_cannot_be_opened_is_named_with_the_way_out(leases: LockFiles, tmp_path: Path) -> None:
    leases.take(["team:a"], "run-1").release()
    (lock,) = (tmp_path / "leases").iterdir()
    lock.unlink()
    lock.mkdir()

    with pytest.raises(M365BotError, match="chown") as told:
        leases.take(["team:a"], "run-2")

    assert str(lock) in str(told.value)


def test_e_a_drive_without_locks_is_told_with_the_way_out(
    leases: LockFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(file: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", none)

    with pytest.raises(M365BotError, match="M365BOT_STATE_DIR") as told:
        leases.take(["team:a"], "run-1")

    assert str(tmp_path / "leases") in str(told.value)
