"""The clock: waiting costs nothing where it is lent, and never jumps while something is in flight."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import pytest

from m365bot import clock
from m365bot.sandbox.server import Sandbox

BUSY = 60.0  # seconds that a busy machine may take between two looks


@pytest.fixture
def lent(tenant: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sandbox:
    monkeypatch.setenv("M365BOT_CLOCK_URL", tenant.env["M365BOT_CLOCK_URL"])
    return tenant


def test_a_hundred_seconds_pass_in_a_moment(lent: Sandbox) -> None:
    async def wait() -> timedelta:
        before = clock.now()
        await asyncio.sleep(100)
        return clock.now() - before

    began = time.monotonic()
    passed = clock.run(wait())

    assert timedelta(seconds=99.9) <= passed < timedelta(seconds=150)
    assert time.monotonic() - began < 50


def test_a_clock_that_others_moved_meanwhile_is_asked_anew(lent: Sandbox) -> None:
    async def look() -> float:
        return clock.now().timestamp()

    clock.run(look())
    lent.advance(3600)

    assert abs(clock.run(look()) - lent.tenant.clock.now().timestamp()) < BUSY


def test_who_only_looks_ahead_sees_the_lent_time_and_moves_nothing(lent: Sandbox) -> None:
    lent.advance(3600)
    before = lent.tenant.clock.now().timestamp()

    seen = clock.asked().timestamp()

    assert before <= seen + BUSY and abs(seen - lent.tenant.clock.now().timestamp()) < BUSY


def test_the_sandbox_sees_the_same_time(lent: Sandbox) -> None:
    async def wait() -> float:
        await asyncio.sleep(3600)
        return clock.now().timestamp()

    assert abs(clock.run(wait()) - lent.tenant.clock.now().timestamp()) < BUSY


def test_nothing_jumps_while_something_is_in_flight(lent: Sandbox) -> None:
    async def wait() -> float:
        began = time.monotonic()
        with clock.busy():
            await asyncio.sleep(0.3)
        return time.monotonic() - began

    assert clock.run(wait()) >= 0.29


def test_a_thread_at_work_is_in_flight(lent: Sandbox) -> None:
    async def work() -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.to_thread(time.sleep, 0.2)
        return loop.time() - began

    took = clock.run(work())
    assert took < BUSY


def test_threads_that_end_with_the_loop_move_nothing(lent: Sandbox) -> None:
    before = lent.tenant.clock.now()

    clock.run(asyncio.to_thread(time.sleep, 0.05))

    assert (lent.tenant.clock.now() - before).total_seconds() < 100


def test_time_outs_of_libraries_follow(lent: Sandbox) -> None:
    async def late() -> None:
        async with asyncio.timeout(30):
            await asyncio.sleep(60)

    with pytest.raises(TimeoutError):
        clock.run(late())


def test_without_a_lent_clock_waiting_waits() -> None:
    async def wait() -> None:
        await asyncio.sleep(0.1)

    began = time.monotonic()
    clock.run(wait())

    assert time.monotonic() - began >= 0.1
