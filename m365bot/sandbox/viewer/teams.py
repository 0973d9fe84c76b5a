"""Teams and their channels, as far as the person sees them.

Called by the pages for the column at the left.
"""

import asyncio
from dataclasses import dataclass

from m365bot.sandbox.viewer.faces import Face, face
from m365bot.sandbox.viewer.graph import Graph, Json, Refused, path
from m365bot.sandbox.words import word

_GENERAL = ("General", "一般")


@dataclass(frozen=True)
class Channel:
    """`general`: the one every team begins with; Graph calls it General, Teams in Japanese 一般."""

    id: str
    name: str
    about: str
    private: bool
    general: bool


@dataclass(frozen=True)
class Team:
    """`refused`: why its channels cannot be read now."""

    id: str
    name: str
    about: str
    archived: bool
    face: Face
    channels: tuple[Channel, ...] = ()
    refused: Refused | None = None

    def channel(self, key: str) -> Channel | None:
        return next((each for each in self.channels if each.id == key), None)


async def joined(graph: Graph) -> list[Team]:
    """The person's teams with their channels."""
    rows = await graph.every("/me/joinedTeams")
    return list(await asyncio.gather(*(_team(graph, row) for row in rows)))


async def _team(graph: Graph, row: Json) -> Team:
    channels: list[Json] = []
    refused = None
    try:
        channels = await graph.every(path("teams", row["id"], "channels"))
    except Refused as problem:
        refused = problem
    found = sorted((_channel(row, each) for each in channels), key=lambda each: (not each.general, each.name))
    return Team(
        id=row["id"],
        name=row["displayName"],
        about=row.get("description") or "",
        archived=bool(row.get("isArchived")),
        face=face(row["displayName"]),
        channels=tuple(found),
        refused=refused,
    )


def _channel(team: Json, row: Json) -> Channel:
    general = row["id"] == team.get("internalId")
    name = word("一般") if general and row["displayName"] in _GENERAL else row["displayName"]
    return Channel(
        row["id"], name, row.get("description") or "", row.get("membershipType") == "private", general
    )
