"""What a node leaves, and who goes on with it."""

import asyncio
from pathlib import Path

import pytest

from m365bot.database.leases import LockFiles
from tests.runs.engine.conftest import INSTANCE, Engine, place_in

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_a_node_has_in_hand_at_its_end_is_another_ones_once_its_lease_is_free(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
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

    first = Engine(tmp_path, place, does=lambda run_id: asyncio.sleep(3600))
    first.sees(dies())
    left = first.state(f"{INSTANCE}/a")
    first.ends()
    still_held = LockFiles(tmp_path / "leases").sign(f"{INSTANCE}/node/{first.nodes.queue.node}")
    second = Engine(tmp_path, place)
    second.sees(second.nodes.look_after_others())
    while_it_lived = second.state(f"{INSTANCE}/a"), list(second.began)
    still_held.release()
    second.sees(lives(second))
    second.ends()

    assert left == "PENDING"
    assert while_it_lived == ("PENDING", [])
    assert (first.began, first.ended, second.ended) == (["a"], [], ["a"])
