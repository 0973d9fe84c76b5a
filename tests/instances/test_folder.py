"""The operator's folder: one supervisor at a time, a list of jobs that is never written over, and who owns what is made."""

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from m365bot.errors import ConfigError, GuardStopped
from m365bot.instances import allowed
from m365bot.instances import folder as folders
from m365bot.instances.folder import Instance
from tests.instances.hands import made_in

OWNER, DISKS = 4711, 6


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """pytest's own folders are for one user."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_whoever_keeps_it_keeps_it_alone_until_the_end(tmp_path: Path) -> None:
    with (
        folders.kept_alone(tmp_path),
        pytest.raises(GuardStopped, match="ほかの"),
        folders.kept_alone(tmp_path),
    ):
        raise AssertionError("two at once")

    with folders.kept_alone(tmp_path):
        pass


def test_the_list_of_allowed_jobs_begins_empty_and_is_the_operators_from_then_on(tmp_path: Path) -> None:
    made_in(tmp_path, "nanao")
    allowed.made_in(tmp_path)
    found = allowed.of(tmp_path / "nanao")
    (tmp_path / allowed.FILE).write_text("a" * 64 + "  nanao/jobs/own.py\n")

    allowed.made_in(tmp_path)
    later = allowed.of(tmp_path / "nanao")

    assert found is not None and (found.digests, found.fault) == (frozenset(), "")
    assert later is not None and later.digests == {"a" * 64}
    assert stat.S_IMODE((tmp_path / allowed.FILE).stat().st_mode) == 0o644


def test_where_it_cannot_be_made_nothing_begins(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="許可する手順の一覧"):
        allowed.made_in(tmp_path / "nowhere")


@pytest.mark.parametrize("lie", ["link", "folder"])
def test_a_list_that_cannot_be_read_allows_nothing_and_is_not_taken_for_none(
    tmp_path: Path, lie: str
) -> None:
    """Without one, everything would be allowed."""
    file = tmp_path / allowed.FILE
    file.symlink_to(tmp_path / "nowhere") if lie == "link" else file.mkdir()

    found = allowed.of(tmp_path / "nanao")

    assert found is not None
    assert found.fault.startswith("jobs.allowed を読めません")
    assert found.fault in found.why_not("a" * 64)


@pytest.fixture
def among_disks() -> Iterator[list[int]]:
    """Root is in more groups than its own, as on some systems."""
    before = os.getgroups()
    os.setgroups([0, DISKS])
    yield os.getgroups()
    os.setgroups(before)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
@pytest.mark.parametrize("group", [0, DISKS])
def test_what_root_does_for_an_instance_is_done_with_its_owners_rights(
    open_to_all: Path, among_disks: list[int], group: int
) -> None:
    city, secret = Instance("nanao", open_to_all / "nanao"), open_to_all / "secret"
    city.folder.mkdir()
    os.chown(city.folder, OWNER, OWNER)
    secret.write_text("root's")
    os.chown(secret, 0, group)
    secret.chmod(0o640)

    with folders.as_its_owner(city):
        (city.folder / "made").touch()
        with pytest.raises(PermissionError):
            secret.read_text()

    made = (city.folder / "made").stat()
    assert (made.st_uid, made.st_gid) == (OWNER, OWNER)
    assert (os.geteuid(), os.getegid(), os.getgroups()) == (0, 0, among_disks)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_whatever_happens_root_is_root_again_afterwards(open_to_all: Path) -> None:
    city = Instance("nanao", open_to_all / "nanao")
    city.folder.mkdir()
    os.chown(city.folder, OWNER, OWNER)
    groups = os.getgroups()

    with pytest.raises(ZeroDivisionError), folders.as_its_owner(city):
        raise ZeroDivisionError

    assert (os.geteuid(), os.getegid(), os.getgroups()) == (0, 0, groups)


def test_where_root_owns_it_nothing_is_changed(tmp_path: Path) -> None:
    me = os.geteuid(), os.getegid()

    with folders.as_its_owner(Instance("nanao", tmp_path)):
        assert (os.geteuid(), os.getegid()) == me
