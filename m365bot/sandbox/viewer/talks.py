"""One person's chats: with whom, and what was said.

Called by the pages. Everything goes by the person's own rights.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from m365bot.sandbox.viewer import posts
from m365bot.sandbox.viewer.faces import Face, face
from m365bot.sandbox.viewer.graph import Graph, Json, path
from m365bot.sandbox.viewer.posts import Post
from m365bot.sandbox.words import word


@dataclass(frozen=True)
class Talk:
    """A chat with somebody, what was said last at the end."""

    name: str
    face: Face
    said: list[Post]


async def of(graph: Graph, person: str, lead: Callable[[str], str]) -> list[Talk]:
    """Those that somebody is in, the liveliest first."""
    rows = await graph.every("/me/chats", expand="members")
    return list(await asyncio.gather(*(_talk(graph, row, person, lead) for row in rows)))


async def _talk(graph: Graph, row: Json, person: str, lead: Callable[[str], str]) -> Talk:
    other = next((each for each in row["members"] if each["userId"] != person), Json())
    name = other.get("displayName") or word("(名前なし)")
    answer = await graph.get(path("chats", row["id"], "messages"), top="50")
    return Talk(name, face(name), [posts.shown(each, lead) for each in reversed(answer["value"])])
