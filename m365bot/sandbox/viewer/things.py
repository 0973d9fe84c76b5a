"""What a work made, as the person who looks may see it: each thing is asked for through Graph with that person's rights.

Called by the page of works. What Graph refuses is counted and not named.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from m365bot.sandbox.viewer.addresses import Addresses
from m365bot.sandbox.viewer.deeds import Deed
from m365bot.sandbox.viewer.graph import Graph, Json, Refused, path
from m365bot.sandbox.viewer.teams import Team
from m365bot.sandbox.viewer.trail import Work
from m365bot.sandbox.words import word

_MOST = 60  # of one work; what is more is counted
_NAMES = ("subject", "displayName", "title", "name")


@dataclass(frozen=True)
class Thing:
    """`href`: where it is in the viewer, "" where nothing leads there."""

    kind: str
    name: str
    href: str


@dataclass(frozen=True)
class Shown:
    """A work with what of it the person sees; `hidden`: how many things they do not."""

    work: Work
    things: Sequence[Thing]
    hidden: int


async def of(graph: Graph, to: Addresses, teams: Sequence[Team], work: Work) -> Shown:
    """Each thing once, in the order in which they were made."""
    first = {deed.thing: deed for deed in reversed(work.deeds) if deed.thing}
    wanted = [*first.values()][::-1]
    found = await asyncio.gather(*(_thing(graph, to, teams, deed) for deed in wanted[:_MOST]))
    seen = [each for each in found if each]
    return Shown(work, seen, len(wanted) - len(seen))


async def _thing(graph: Graph, to: Addresses, teams: Sequence[Team], deed: Deed) -> Thing | None:
    try:
        row = await graph.get(_address(deed.thing))
    except Refused:
        return None
    name = next((str(row[each]) for each in _NAMES if row.get(each)), "")
    return Thing(deed.word, name or word(deed.word), _leads(to, teams, deed.thing, row))


def _address(thing: tuple[str, ...]) -> str:
    cast = "/microsoft.graph.sitePage" if thing[2:3] == ("pages",) else ""
    return path(*thing) + cast


def _leads(to: Addresses, teams: Sequence[Team], thing: tuple[str, ...], row: Json) -> str:
    match thing:
        case ("teams", team, "channels", channel, "messages", message):
            return f"{to.posts(team, channel)}#m{message}"
        case ("teams", team, "channels", channel, *_):
            return to.posts(team, channel)
        case ("teams", team):
            return next((to.posts(one.id, one.channels[0].id) for one in teams if one.id == team), "")
        case ("chats", *_):
            return to.chats()
    place = next(((one.id, one.channels[0].id) for one in teams if one.channels), None)
    url = row.get("webUrl")
    return to.link(*place, url) if place and url and thing[2] in ("items", "pages") else ""
