"""Collections read to their end, each row once.

Called by the client. Follows `@odata.nextLink` as it comes, on Graph's own origin only. Paging that turns in
circles is given up, in words (cases C37).
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from m365bot.errors import Permanent, Temporary
from m365bot.words import say

Json = dict[str, Any]
Page = Callable[[str], Awaitable[Json]]
BARREN = 20  # pages on end that bring no new row; a few empty ones are normal (docs/facts.md 8)

NEXT = "@odata.nextLink"


async def every_row(first: str, page: Page) -> tuple[Json, ...]:
    """All rows from `first` on; a row whose id came before is the same row."""
    rows: dict[object, Json] = {}
    async for _, found in pages(first, page):
        add(rows, found)
    return tuple(rows.values())


async def pages(first: str, page: Page) -> Any:
    """Yield (page, rows). Raises Temporary where it would not end."""
    link, seen, known, barren = first, set[str](), set[object](), 0
    while link:
        if link in seen:
            raise _endless()
        seen.add(link)
        one = await page(link)
        found = rows_of(one)
        barren = 0 if _brings_new(found, known) else barren + 1
        if barren > BARREN:
            raise _endless()
        yield one, found
        link = _text(one.get(NEXT))


def add(rows: dict[object, Json], found: Iterable[Json]) -> None:
    for row in found:
        rows.setdefault(key(row), row)


def key(row: Json) -> object:
    """What a row is known by; a row without an id is a row of its own."""
    return row.get("id") or id(row)


def rows_of(page: Json) -> list[Json]:
    value = page.get("value")
    if not isinstance(value, list):
        raise _unreadable()
    return value


def _text(link: object) -> str:
    """Empty at the end. Raises Temporary for a link that is none: what is behind it would be missed."""
    if link and not isinstance(link, str):
        raise _unreadable()
    return str(link or "")


def _unreadable() -> Temporary:
    return Temporary(say("Microsoft Graph の一覧の応答を読み取れませんでした。"))


def foreign(link: str) -> Permanent:
    """A link that leads elsewhere is not followed: it would get the token."""
    return Permanent(say("Microsoft Graph の応答に、別の場所へのリンクがありました。続きを読みません。"))


def _brings_new(found: list[Json], known: set[object]) -> bool:
    keys = {key(row) for row in found}
    new = keys - known
    known |= keys
    return bool(new)


def _endless() -> Temporary:
    return Temporary(
        say("Microsoft Graph の一覧が終わらず、同じページが繰り返されました。内容は確認できていません。")
    )
