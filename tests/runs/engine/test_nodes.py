"""What a node leaves, and who goes on with it."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from m365bot.database.leases import LockFiles
from m365bot.runs.engine import nodes
from m365bot.runs.engine.place import File
from tests.runs.engine.conftest import INSTANCE, KINDS, Engine, place_in


@pytest.mark.slow  # the library's threads take three seconds to end
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_node_has_in_hand_at_its_end_is_another_ones_once_its_lease_is_free(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, began: Callable[..., Engine]
) -> None:
    place = place_in(tmp_path, kind, request)

    async def dies() -> None:
        asking = asyncio.ensure_future(first.nodes.done("a", "job"))
        while not first.began:
            await asyncio.sleep(0.02)
        await first.nodes.rest(0.1)
        await asking

    async def lives(it: Engine) -> None:
        while not it.ended:
            await it.nodes.look_after_others()
            await asyncio.sleep(0.05)
        await it.is_noted("a")

    first = began(place, does=lambda run_id: asyncio.sleep(3600))
    first.sees(dies())
    left = first.state(f"{INSTANCE}/a")
    first.ends()
    still_held = LockFiles(tmp_path / "leases").sign(f"{INSTANCE}/node/{first.nodes.queue.node}")
    second = began(place)
    second.sees(second.nodes.look_after_others())
    while_it_lived = second.state(f"{INSTANCE}/a"), list(second.began)
    still_held.release()
    second.sees(lives(second))
    second.ends()

    assert left == "PENDING"
    assert while_it_lived == ("PENDING", [])
    assert (first.began, first.ended, second.ended) == (["a"], [], ["a"])


def test_a_queue_with_nothing_in_hand_sleeps_and_wakes_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, began: Callable[..., Engine]
) -> None:
    monkeypatch.setattr(nodes, "IDLE", 0.0)
    now = datetime(2040, 7, 2, 9, 0, tzinfo=UTC)
    only = began(File(tmp_path / "engine.db"))

    async def sleeps() -> set[str]:
        awake_since = only.nodes._idle_since
        await only.nodes.done("a", "job")
        assert only.nodes._idle_since > awake_since, "it rests from its last run on"
        await only.nodes.look(now)
        await only.nodes.look(now)
        return {thread.name for thread in threading.enumerate() if thread.name.startswith("queue-worker")}

    async def wakes() -> None:
        await asyncio.gather(only.nodes.done("b", "job"), only.nodes.done("c", "other"))

    threads = only._runner.run(sleeps())
    only.sees(wakes())
    only.ends()

    assert threads == set()
    assert sorted(only.ended) == ["a", "b", "c"]
