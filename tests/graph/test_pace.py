import asyncio
import itertools
import time

import pytest

from m365bot.graph.client import Graph
from tests.graph.service import Service


@pytest.mark.slow
async def test_fourteen_reads_of_a_team_take_four_round_trips(graph: Graph, service: Service):
    paths = ["/teams/t", "/teams/t/channels", "/teams/t/members"]
    paths += [f"/teams/t/channels/c{n}/tabs" for n in range(11)]

    await asyncio.gather(*(graph.read(path) for path in paths))

    assert graph.traffic.round_trips == 4
    assert graph.traffic.requests == 14


@pytest.mark.slow
async def test_ten_channels_are_made_at_one_a_second(graph: Graph, service: Service):
    started = time.monotonic()

    await asyncio.gather(
        *(graph.write("POST", "/teams/t/channels", {"n": n}, leaving=lambda: None) for n in range(10))
    )

    assert time.monotonic() - started <= 9.3
    moments = [one.at for one in service.seen]
    assert min(b - a for a, b in itertools.pairwise(moments)) >= 1.0
