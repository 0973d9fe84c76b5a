"""Two nodes on one database, of which now the one and now the other is killed: each tick leads to one run, which ends."""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from m365bot.journal import Run
from m365bot.runs.ticks import tick_id
from tests import patience
from tests.chaos.node import BUSY, JOBS, TOKYO, Node, Place, place, until
from tests.postgresql import Server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.soak("takes twenty minutes"),
]

MINUTES, KILLS = 20, 8
GOOD = ("done", "nothing_to_do", "partly_failed")  # collect tells once of lists that are not there
# Seconds, as `until` counts them, from a death, which frees the lease, until it is seen and until the end.
FOUND, PATIENCE = 4.0, 10.0
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shared(world: dict[str, Any], postgresql: Server, tmp_path: Path) -> Iterator[Place]:
    """On a tenant that takes its time, so that there is something in hand."""
    with place(tmp_path / "place", world["tenant"], postgresql.fresh(), latency_ms=100) as made:
        made.schedule(**dict.fromkeys(JOBS, "every 1 minutes, missed: run late within 6 hours"))
        yield made


class Pair:
    """Two nodes, each with a state folder of its own."""

    def __init__(self, here: Place) -> None:
        self.here = here
        self.nodes = [self._begun(number) for number in range(2)]
        self.killed: dict[str, datetime] = {}  # what one had in hand, and when it died
        self.found_after: list[float] = []  # seconds, of each death

    def _begun(self, number: int) -> Node:
        return self.here.daemon(state_dir=str(self.here.folder / f"state-{number}"))

    def loses_one(self, chance: random.Random) -> bool:
        """Whoever has something in hand, in the midst of it; another is begun after. False: it was over before."""
        number, _ = until(self._at_work, within=90, what="something in hand")
        time.sleep(chance.uniform(0, 1.5))
        now = datetime.now(UTC)
        self.nodes[number].kill()
        in_hand = _in_hand(self.nodes[number])
        if in_hand:
            self.killed |= dict.fromkeys(in_hand, now)
            self._is_followed(now, in_hand, self.nodes[1 - number])
        self.nodes[number] = self._begun(number)
        return bool(in_hand)

    def _is_followed(self, died: datetime, in_hand: set[str], other: Node) -> None:
        at, *_ = until(
            lambda: _seen_since(died, other, "engine.taken_over"), within=60, what="its being found"
        )
        self.found_after.append((at - died).total_seconds())
        until(
            lambda: all(self.here.run(run).ended for run in in_hand), within=60, what=f"the end of {in_hand}"
        )

    def _at_work(self) -> tuple[int, set[str]] | None:
        found = [(number, _in_hand(node)) for number, node in enumerate(self.nodes)]
        return max((one for one in found if one[1]), key=lambda one: len(one[1]), default=None)


def _in_hand(node: Node) -> set[str]:
    return {one["run"] for one in node.events("run.began")} - {one["run"] for one in node.events("run.ended")}


def _seen_since(moment: datetime, node: Node, event: str) -> list[datetime]:
    seen = [datetime.fromisoformat(one["timestamp"]) for one in node.events(event)]
    return [at for at in seen if at > moment]


@pytest.mark.timeout(60 * (MINUTES + 15))
def test_a_hundred_ticks_on_two_nodes_of_which_eight_are_killed_are_a_hundred_runs(shared: Place) -> None:
    pair, chance = Pair(shared), random.Random(16)
    first = (datetime.now(TOKYO) + timedelta(seconds=5)).replace(second=0, microsecond=0) + MINUTE
    ticks = [first + number * MINUTE for number in range(MINUTES)]
    for number in range(KILLS):
        at = ticks[number * MINUTES // KILLS] + timedelta(seconds=chance.uniform(0.5, 3))
        time.sleep(max((at - datetime.now(UTC)).total_seconds(), 0))
        while not pair.loses_one(chance):
            pass
    time.sleep(max((ticks[-1] + timedelta(seconds=20) - datetime.now(UTC)).total_seconds(), 0))
    wanted = {tick_id(job, "R7" if job != "newsletter" else None, tick) for job in JOBS for tick in ticks}
    until(lambda: all(run.ended for run in _of(shared, wanted)), within=60, what="the last runs")

    runs = _of(shared, wanted)
    after = sorted(
        (run.ended - pair.killed[run.id]).total_seconds()
        for run in runs
        if run.id in pair.killed and run.ended
    )
    bad = [(run.id, run.report.errors) for run in runs if run.status.value not in GOOD]
    sys.stdout.write(
        f"\n{len(runs)} runs: {dict(Counter(run.status.value for run in runs))}; "
        f"found after {pair.found_after}, ended after {after}\n"
    )
    assert {run.id for run in runs} == wanted
    assert len(runs) == len(wanted) == MINUTES * len(JOBS)
    assert not bad
    assert max(pair.found_after) <= FOUND * BUSY
    # The last of five that want one team waits for the turns of the others.
    assert after[len(after) // 2] <= PATIENCE * BUSY
    patience.nothing_twice(shared.sandbox)


def _of(here: Place, wanted: set[str]) -> list[Run]:
    with here.journal() as journal:
        return [run for run in journal.runs.newest(1000) if run.id in wanted]
