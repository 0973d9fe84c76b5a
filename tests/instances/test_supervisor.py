"""All instances of a folder: what comes and goes, who begins first, and that one in trouble is nobody else's."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from m365bot import clock, stamps
from m365bot.errors import ConfigError, GuardStopped
from m365bot.instances import folder as folders
from m365bot.instances import supervisor as supervising
from m365bot.instances.supervisor import Supervisor
from tests.instances.hands import MINUTE, NOW, SECOND, Hands, made_in


class House:
    def __init__(self, folder: Path) -> None:
        self.folder, self.hands, self.now = folder, Hands(), NOW
        self.supervisor = Supervisor(folder, self.hands)

    def after(self, seconds: int = 1) -> None:
        self.now += seconds * SECOND
        self.supervisor.look(self.now)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(supervising, "AT_ONCE", 2)
    yield House(tmp_path)


def test_each_folder_with_config_is_an_instance_and_nothing_else_is(tmp_path: Path) -> None:
    made_in(tmp_path, "b", "a", ".hidden")
    (tmp_path / "protocols").mkdir()
    (tmp_path / "jobs.allowed").touch()
    (tmp_path / "link").symlink_to(tmp_path / "a")

    assert [one.name for one in folders.found_in(tmp_path)] == ["a", "b"]
    assert folders.named(tmp_path, "b").state == tmp_path / "b" / "state"
    with pytest.raises(ConfigError, match="protocols"):
        folders.named(tmp_path, "protocols")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        folders.found_in(tmp_path / "nowhere")


def test_an_instance_that_comes_is_taken_up_and_one_that_goes_is_let_go(house: House) -> None:
    made_in(house.folder, "a")
    house.after()
    made_in(house.folder, "b")
    (house.folder / "a" / "jobs").rmdir()
    (house.folder / "a" / "config").rmdir()

    house.after(10)

    assert house.hands.count("b") == 1
    assert house.hands.of("a").told == ["end"]
    assert list(house.supervisor.keepers) == ["b"]


def test_one_that_is_to_be_left_alone_is_let_go_and_taken_up_again(house: House) -> None:
    made_in(house.folder, "a")
    house.after()
    (house.folder / "a" / folders.STOPPED).touch()
    house.after(10)
    (house.folder / "a" / folders.STOPPED).unlink()
    house.after(10)
    while_it_ends = house.hands.count("a")

    house.hands.of("a").exit = 0
    house.after(10)

    assert (while_it_ends, house.hands.count("a")) == (1, 2)


def test_few_begin_at_once_and_one_that_never_begins_keeps_no_other_from_it_for_long(house: House) -> None:
    made_in(house.folder, *"abcdef")
    house.after()
    first = sorted(house.hands.all)
    house.hands.of("a").lives()
    house.after()
    then = sorted(house.hands.all)

    house.after(60)

    assert first == ["a", "b"]
    assert then == ["a", "b", "c"]
    assert sorted(house.hands.all) == list("abcde")


def test_one_that_falls_again_and_again_costs_the_others_nothing(house: House) -> None:
    made_in(house.folder, "a", "b")
    house.after()
    for _ in range(600):
        house.hands.of("a").exit = 1
        house.hands.of("b").lives()
        house.after()

    assert house.hands.count("a") < 10
    assert house.hands.count("b") == 1
    assert house.hands.of("b").told == []
    assert house.now - NOW > 10 * MINUTE


def test_one_that_may_not_be_beside_another_is_not_begun_and_looked_at_again_once_its_settings_are_saved(
    house: House,
) -> None:
    made_in(house.folder, "a", "b")
    verdicts = [{"b": "app of a"}, {}]
    house.supervisor.judge = lambda instances: verdicts.pop(0)
    house.after()
    house.after(20)
    refused = house.hands.count("b")

    (house.folder / "b" / ".env").write_text("M365BOT_TENANT_ID=another\n")
    house.after(10)

    assert (refused, house.hands.count("b")) == (0, 1)


def test_a_folder_has_one_supervisor(house: House) -> None:
    made_in(house.folder, "a")

    async def begins() -> None:
        await Supervisor(house.folder, house.hands).work()

    with folders.kept_alone(house.folder), pytest.raises(GuardStopped, match="ほかの"):
        asyncio.run(begins())

    assert house.hands.count("a") == 0


@pytest.mark.slow
def test_where_many_are_due_together_they_begin_so_early_that_all_are_up_in_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"city{number:02}" for number in range(40)]
    made_in(house.folder, *names)
    due, began = NOW + 10 * MINUTE, {}
    monkeypatch.setattr(supervising, "AT_ONCE", len(names))
    house.after()
    for name in names:
        house.hands.of(name).rests(due, ())
    house.after()
    monkeypatch.setattr(supervising, "AT_ONCE", 1)
    monkeypatch.setattr(supervising, "CORES", 1)

    while len(began) < len(names):
        house.after()
        for name in [name for name in names if house.hands.count(name) == 2 and name not in began]:
            began[name] = house.now
            house.hands.of(name).lives()  # it took a second

    assert due - 2 * MINUTE <= min(began.values())
    assert max(began.values()) <= due + 2 * SECOND  # a minute before the tick itself


def test_a_folder_that_somebody_filled_takes_nobody_elses_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_in(tmp_path, "a")
    for number in range(40):
        (tmp_path / "a" / "config" / f"{number}.yaml").touch()
    every = len(stamps.of(tmp_path / "a"))
    monkeypatch.setattr(stamps, "MOST", 10)

    assert (every, len(stamps.of(tmp_path / "a"))) == (40, 10)


def test_what_is_odd_about_one_keeps_nobody_from_the_others(house: House) -> None:
    made_in(house.folder, "a", "b")
    house.after()
    house.supervisor.keepers["a"].worker = None
    house.supervisor.keepers["a"]._files_at = "never"  # type: ignore[assignment]  # as a mistake of ours might leave it
    house.hands.of("b").exit = 1

    house.after()
    house.after(6)

    assert house.hands.count("b") == 2


# its end


async def works_until(house: House, ends: Callable[[], object]) -> float:
    """For how long it went on after it was told to end, by its loop's clock."""
    working = asyncio.ensure_future(house.supervisor.work())
    await asyncio.sleep(0)
    began = asyncio.get_running_loop().time()
    ends()
    await asyncio.wait_for(working, 10)
    return asyncio.get_running_loop().time() - began


def sigterm() -> None:
    signal.raise_signal(signal.SIGTERM)


def test_when_it_ends_every_worker_is_told_to_and_it_waits_for_them(house: House) -> None:
    made_in(house.folder, "a", "b")

    def ends() -> None:
        sigterm()
        asyncio.get_running_loop().call_later(0.02, end_all)

    def end_all() -> None:
        for name in "ab":
            house.hands.of(name).exit = 0

    lasted = asyncio.run(works_until(house, ends))

    assert [house.hands.of(name).told for name in "ab"] == [["end"], ["end"]]
    assert 0.02 <= lasted < supervising.STOPPING


def test_one_that_does_not_end_in_time_is_killed_and_one_that_did_is_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_in(house.folder, "a", "b")
    monkeypatch.setattr(supervising, "STOPPING", 0.02)

    def ends() -> None:
        house.hands.of("a").exit = 0
        sigterm()

    asyncio.run(works_until(house, ends))

    assert house.hands.of("a").told == ["end"]
    assert house.hands.of("b").told == ["end", "kill"]


def test_one_that_was_let_go_before_is_waited_for_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    made_in(house.folder, "a", "b")
    monkeypatch.setattr(supervising, "STOPPING", 0.02)

    def ends() -> None:
        (house.folder / "b" / folders.STOPPED).touch()
        house.supervisor.look(clock.now() + 10 * SECOND)
        sigterm()

    asyncio.run(works_until(house, ends))

    assert house.hands.of("b").told == ["end", "end", "kill"]


def test_a_folder_that_is_away_for_a_moment_ends_nobodys_work(house: House) -> None:
    made_in(house.folder, "a")
    house.after()
    house.folder.rename(house.folder.with_name("away"))

    house.after(10)
    while_away = list(house.supervisor.keepers)
    house.folder.with_name("away").rename(house.folder)
    house.after(10)

    assert while_away == list(house.supervisor.keepers) == ["a"]
    assert house.hands.of("a").told == []
