"""What changed since a link; everything afresh where the link is no longer good.

Called by the client. A link fails in many ways: 410 with or without a Location, 400 or 410
`syncStateNotFound`, 404 in the middle, 500 from the Location itself (docs/facts.md 15). All of them mean:
read all. Never judges an item.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from m365bot.errors import GraphError, Temporary
from m365bot.graph import paging
from m365bot.graph.problems import Gone
from m365bot.resources.ports.graph import Delta
from m365bot.words import say

Json = dict[str, Any]
Page = Callable[[str, float], Awaitable[Json]]
"""One page of an address, asked for so many seconds."""
Keep = Callable[[Json], Json]
"""What of an item is kept until all of them are read: a list may have a hundred thousand."""

SHORT = 15.0  # for an address beside which there is another way
AFRESH = 3  # times that reading everything is begun before it is given up
LINK = "@odata.deltaLink"


class _Lost(Exception):
    """The place to go on from is no longer good; `location` is another, if one was named."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


async def since(
    link: str | None,
    start: str,
    page: Page,
    patience: float,
    *,
    is_ours: Callable[[str], bool] = lambda _: True,
    keep: Keep = lambda item: item,
) -> Delta:
    """The changes since `link`; without one, or where it has gone bad, everything from `start`.

    A link kept from another address of Graph (a cloud, a port) is as good as none.
    """
    location = ""
    if link and is_ours(link):
        try:
            return await _enumerate(link, page, patience, keep)
        except _Lost as lost:
            location = lost.location
    if location:
        try:
            return await _enumerate(location, page, min(SHORT, patience), keep, whole=True)
        except (_Lost, GraphError):
            pass  # a Location was seen to answer 500 for ever
    for _ in range(AFRESH):
        try:
            return await _enumerate(start, page, patience, keep, whole=True, is_start=True)
        except _Lost:
            continue
    raise Temporary(say("変更の一覧を最後まで読めませんでした。次の実行で読み直します。"))


async def _enumerate(
    place: str, page: Page, patience: float, keep: Keep, *, whole: bool = False, is_start: bool = False
) -> Delta:
    rows: dict[object, Json] = {}
    onward, is_first = "", is_start
    try:
        async for one, found in paging.pages(place, lambda link: page(link, patience)):
            is_first = False
            for row in found:
                _look_at(row)
                rows.pop(paging.key(row), None)  # the same item may come twice; the last one wins
                # One without an id is known by its place in memory, which it must not leave to another.
                rows[paging.key(row)] = keep(row) if row.get("id") else row
            onward = str(one.get(LINK) or "")
    except GraphError as error:
        if _is_lost(error) or (error.status in (400, 404) and not is_first):
            raise _Lost(error.location if isinstance(error, Gone) else "") from None
        raise
    if not onward:
        raise Temporary(say("変更の一覧の続きの場所が、応答にありませんでした。"))
    return Delta(tuple(rows.values()), onward, whole)


def _look_at(row: Json) -> None:
    """Raises _Lost for an error in an item's place, which was seen for deleted ones (docs/facts.md delta.errors)."""
    if "error" in row and not row.get("id"):
        raise _Lost("")


def _is_lost(error: GraphError) -> bool:
    code = error.code.lower()
    return error.status == 410 or code == "syncstatenotfound" or code.startswith("resync")
