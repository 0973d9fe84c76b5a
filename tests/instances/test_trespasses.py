"""What an instance reached for that is another's: kept beside the instances, and no more of it than can be read."""

import stat
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from m365bot.instances import trespasses
from m365bot.instances.folder import Instance
from m365bot.instances.ports import Reached
from m365bot.instances.trespasses import Trespass
from tests.instances.hands import HOUR, NOW, SECOND

SECRETS = Reached("open", "hakusan/.env")


@pytest.fixture
def nanao(tmp_path: Path) -> Instance:
    return Instance("nanao", tmp_path / "nanao")


def test_each_is_in_the_log_and_in_a_file_of_the_operators(nanao: Instance, tmp_path: Path) -> None:
    with capture_logs() as logs:
        trespasses.told(nanao, SECRETS, NOW)
        trespasses.told(nanao, Reached("os.listdir", "hakusan/石川"), NOW + SECOND)

    assert [(log["event"], log["instance"], log["where"]) for log in logs] == [
        ("instance.reached_out", "nanao", "hakusan/.env"),
        ("instance.reached_out", "nanao", "hakusan/石川"),
    ]
    assert trespasses.since(tmp_path, NOW) == [
        Trespass(NOW, "nanao", "open", "hakusan/.env"),
        Trespass(NOW + SECOND, "nanao", "os.listdir", "hakusan/石川"),
    ]
    assert stat.S_IMODE((tmp_path / trespasses.FILE).stat().st_mode) == 0o600


def test_earlier_ones_and_lines_that_are_none_are_left_out(nanao: Instance, tmp_path: Path) -> None:
    trespasses.told(nanao, SECRETS, NOW - HOUR)
    with (tmp_path / trespasses.FILE).open("a") as file:
        file.write('nonsense\n[]\n{"at": "2026-04-01T06:00:00+00:00"}\n{"at": 3}\n')
    trespasses.told(nanao, SECRETS, NOW)

    assert [one.at for one in trespasses.since(tmp_path, NOW)] == [NOW]
    assert trespasses.since(tmp_path / "nowhere", NOW) == []


def test_the_file_does_not_grow_for_ever_and_keeps_the_newest(
    nanao: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trespasses, "MOST", 1000)
    for number in range(100):
        trespasses.told(nanao, SECRETS, NOW + number * SECOND)

    kept = [one.at for one in trespasses.since(tmp_path, NOW)]

    assert (tmp_path / trespasses.FILE).stat().st_size < 1200
    assert kept == [NOW + number * SECOND for number in range(100 - len(kept), 100)]
    assert len(kept) >= 4


def test_a_link_in_its_place_is_not_followed_and_costs_nobody_the_word_in_the_log(
    nanao: Instance, tmp_path: Path
) -> None:
    """An instance that owns the folder might lay one there."""
    (tmp_path / trespasses.FILE).symlink_to(tmp_path / "elsewhere")

    with capture_logs() as logs:
        trespasses.told(nanao, SECRETS, NOW)

    assert [log["event"] for log in logs] == ["instance.reached_out"]
    assert not (tmp_path / "elsewhere").exists()
