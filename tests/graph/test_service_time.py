"""The service's own now: its last Date, carried on."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from m365bot import clock
from m365bot.graph.service_time import ServiceTime
from tests.graph import virtual


def test_the_last_date_is_carried_on_as_time_passes() -> None:
    async def asked() -> datetime:
        time = ServiceTime()
        time.heard("Fri, 13 Jun 2025 00:00:00 GMT")
        await asyncio.sleep(90)
        return time.now()

    assert virtual.run(asked()) == datetime(2025, 6, 13, 0, 1, 30, tzinfo=UTC)


def test_a_newer_date_counts_and_one_that_is_none_does_not() -> None:
    async def asked() -> datetime:
        time = ServiceTime()
        time.heard("Fri, 13 Jun 2025 00:00:00 GMT")
        time.heard("Fri, 13 Jun 2025 09:30:00 +0900")
        time.heard(None)
        time.heard("soon")
        return time.now()

    assert virtual.run(asked()) == datetime(2025, 6, 13, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("date", [None, "", "soon"])
async def test_before_any_date_was_heard_it_is_the_processs_now(date: str | None) -> None:
    time = ServiceTime()
    time.heard(date)

    assert abs(time.now() - clock.now()) < timedelta(seconds=60)
