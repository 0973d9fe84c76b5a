"""One look at the tenant: who looks, with which Graph, and what stands around every page.

Made by the pages for each request.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from m365bot.sandbox.running import Place
from m365bot.sandbox.viewer import cast, identity, people, rendering, teams, times
from m365bot.sandbox.viewer.addresses import Addresses
from m365bot.sandbox.viewer.cast import Part
from m365bot.sandbox.viewer.graph import Graph, path
from m365bot.sandbox.viewer.looking_back import LookingBack
from m365bot.sandbox.viewer.people import Person
from m365bot.sandbox.viewer.problems import Trouble
from m365bot.sandbox.viewer.teams import Channel, Team
from m365bot.sandbox.viewer.trail import Trail


@dataclass(frozen=True)
class Visit:
    """`team` and `channel` are set where a page is about one."""

    request: Request
    place: Place
    back: LookingBack
    trail: Trail
    graph: Graph
    to: Addresses
    person: Person
    teams: list[Team]
    team: Team | None = None
    channel: Channel | None = None

    def page(self, name: str, *, status: int = 200, **values: Any) -> Response:
        """A template with the person's teams at its left."""
        now = times.full(times.of_header(self.graph.date))
        return HTMLResponse(
            rendering.page(
                name, visit=self, back=self.back, to=self.to, now=now, cast=self._cast(), **values
            ),
            status,
        )

    def _cast(self) -> list[Part]:
        return cast.of(self.place, self.request)

    def trouble(self, trouble: Trouble) -> Response:
        return self.page("trouble.html", status=trouble.status, trouble=trouble)


async def begun(place: Place, back: LookingBack, trail: Trail, request: Request) -> Visit:
    """NoSuchPerson or Refused where it cannot begin."""
    graph = Graph(place, identity.token(place, request.query_params["as"]))
    person, joined = await asyncio.gather(people.me(graph), teams.joined(graph))
    to = Addresses(person.sign_in, back.on)
    return Visit(request, place, back, trail, graph, to=to, person=person, teams=joined)


async def within(visit: Visit) -> Visit:
    """With the team and channel of the path. What is not among the person's is for Graph to refuse."""
    wanted = visit.request.path_params
    team = next((each for each in visit.teams if each.id == wanted["team"]), None)
    channel = team.channel(wanted["channel"]) if team else None
    if channel is None:
        await visit.graph.get(path("teams", wanted["team"], "channels", wanted["channel"]))
    return replace(visit, team=team, channel=channel)
