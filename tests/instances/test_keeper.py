"""One instance and its supervisor: when it is woken, let lie, and given up for a while."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from m365bot.database.leases import LockFiles
from m365bot.instances import keeper, stamp, trespasses
from m365bot.instances.folder import Instance
from m365bot.instances.keeper import Keeper
from m365bot.instances.ports import Reached
from tests.instances.hands import HOUR, MINUTE, NOW, SECOND, Hand, Hands, made_in


class Kept:
    """A keeper, its workers, and time that a test moves."""

    def __init__(self, folder: Path) -> None:
        made_in(folder, "kanazawa")
        self.instance = Instance("kanazawa", folder / "kanazawa")
        (self.instance.state / "leases").mkdir(parents=True)
        (self.instance.state / "leases" / "daemon.lock").touch()
        (self.instance.state / "daemon.seen").touch()
        self.database = self.instance.state / "m365bot.db"
        self.database.write_text("rows")
        self.hands = Hands()
        self.keeper = Keeper(self.instance, self.hands)
        self.now = NOW

    @property
    def hand(self) -> Hand:
        return self.hands.of("kanazawa")

    @property
    def begun(self) -> int:
        return self.hands.count("kanazawa")

    def after(self, passed: timedelta = SECOND) -> None:
        self.now += passed
        self.keeper.look(self.now)
        if self.keeper.is_due(self.now):
            self.keeper.begin(self.now)

    def goes_to_sleep(self, until: datetime) -> None:
        self.after()
        self.hand.lives()
        self.hand.rests(until, stamp.of_database(self.instance.state))
        self.after()


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_a_worker_that_rests_is_woken_at_its_time_and_not_before(kept: Kept) -> None:
    kept.goes_to_sleep(NOW + 6 * HOUR)

    kept.after(5 * HOUR)
    asleep = kept.begun
    kept.after(HOUR)

    assert (asleep, kept.begun) == (1, 2)


def test_a_row_that_a_command_writes_wakes_it(kept: Kept) -> None:
    kept.goes_to_sleep(NOW + 6 * HOUR)

    kept.database.write_text("rows and one more")
    kept.after()

    assert kept.begun == 2


def test_what_only_reads_wakes_nobody(kept: Kept) -> None:
    kept.goes_to_sleep(NOW + 6 * HOUR)

    (kept.instance.state / "m365bot.db-wal").touch()
    kept.after()

    assert kept.begun == 1


def test_an_edited_file_wakes_it_within_half_a_minute(kept: Kept) -> None:
    kept.goes_to_sleep(NOW + 6 * HOUR)

    (kept.instance.folder / "config" / "schedule.yaml").write_text("provision: {when: weekdays 06:30}\n")
    kept.after(30 * SECOND)

    assert kept.begun == 2


def test_commands_see_a_daemon_while_it_sleeps_and_the_worker_sees_none(kept: Kept) -> None:
    locks = LockFiles(kept.instance.state / "leases")
    kept.goes_to_sleep(NOW + 6 * HOUR)
    kept.after()
    asleep = locks.a_daemon_is_at_work()

    kept.after(6 * HOUR)

    assert (asleep, locks.a_daemon_is_at_work()) == (True, False)


def test_one_that_falls_is_helped_up_with_growing_pauses(kept: Kept) -> None:
    kept.after()
    pauses = []
    for _ in range(12):
        kept.hand.exit = -11
        kept.after()
        fell, count = kept.now, kept.begun
        while kept.begun == count:
            kept.after()
        pauses.append((kept.now - fell).total_seconds())

    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == 3600


def test_one_that_worked_well_for_a_while_begins_again_at_the_first_pause(kept: Kept) -> None:
    kept.keeper.falls = 8
    kept.after()
    kept.hand.lives()
    kept.after(4 * MINUTE)
    kept.hand.lives()
    kept.after(4 * MINUTE)
    kept.hand.lives()
    kept.after(4 * MINUTE)
    kept.hand.exit = 1
    kept.after()

    kept.after(5 * SECOND)

    assert kept.begun == 2


def test_one_whose_loop_hangs_is_killed_and_lies_longer(kept: Kept) -> None:
    kept.after()
    kept.hand.lives()
    kept.after()

    kept.after(6 * MINUTE)
    kept.after()

    assert kept.hand.told == ["kill"]
    kept.after(MINUTE)
    assert kept.begun == 1
    kept.after(MINUTE)
    assert kept.begun == 2


def test_one_that_a_person_must_mend_is_tried_again_once_a_file_is_saved(kept: Kept) -> None:
    kept.after()
    kept.hand.exit = 2
    kept.after()
    kept.after(MINUTE)
    before = kept.begun

    (kept.instance.folder / "config" / "programme.yaml").write_text("programme: 研修\n")
    kept.after(MINUTE)

    assert (before, kept.begun) == (1, 2)


def test_its_end_without_a_word_is_a_fall(kept: Kept) -> None:
    kept.after()
    kept.hand.exit = 0
    kept.after()

    assert kept.keeper.falls == 1


def test_what_a_worker_reached_for_is_told_and_not_without_end(kept: Kept, tmp_path: Path) -> None:
    kept.after()
    kept.hand.said += [Reached("open", f"hakusan/{number}") for number in range(keeper.TOLD + 5)]

    kept.after()

    told = [one.where for one in trespasses.since(tmp_path, NOW)]
    assert told == [f"hakusan/{number}" for number in range(keeper.TOLD)]
    assert kept.hand.told == []
