"""What a piece of work has cost so far: requests, and seconds of the loop's time.

Called by whatever does a run or a part of one. Reads only.
"""

import asyncio
from dataclasses import dataclass, replace

from m365bot.journal import Spent
from m365bot.resources.ports.graph import Graph, Traffic


@dataclass(frozen=True)
class Meter:
    """From one moment on."""

    graph: Graph
    before: Traffic
    began: float

    @classmethod
    def started(cls, graph: Graph) -> "Meter":
        return cls(graph, replace(graph.traffic), asyncio.get_running_loop().time())

    @property
    def spent(self) -> Spent:
        now, then = self.graph.traffic, self.before
        return Spent(
            requests=now.requests - then.requests,
            round_trips=now.round_trips - then.round_trips,
            throttled=now.throttled - then.throttled,
            seconds=round(asyncio.get_running_loop().time() - self.began, 3),
        )
