"""Live pages: so many at once, ended with the session, their room given back."""

import asyncio

import pytest
from starlette.responses import Response, StreamingResponse

from m365bot.console import following
from m365bot.console.asked import Followed, Seen
from m365bot.console.following import ALL, EACH, Gallery
from m365bot.errors import DatabaseUnusable

MOVES = Followed(lambda: Seen({"words": "進んでいます"}, False))
OVER = Followed(lambda: Seen({"words": "終わりました"}, True))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK", 0.0)


def opened(gallery: Gallery, who: str = "oid", followed: Followed = MOVES) -> Response:
    return following.stream(followed, gallery, who, lambda: True)


async def heard(response: Response) -> list[str]:
    """All that it says until it ends."""
    said: list[str] = []

    async def send(message: object) -> None:
        body = message.get("body", b"")  # type: ignore[attr-defined]  # an ASGI message
        said.append(body.decode()) if body else None

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    await response({"type": "http", "asgi": {"spec_version": "2.4"}}, receive, send)  # type: ignore[arg-type]  # as said
    return said


def test_one_account_has_so_many_and_others_still_come_in() -> None:
    gallery = Gallery()
    mine = [opened(gallery) for _ in range(EACH)]

    refused = opened(gallery)

    assert all(isinstance(one, StreamingResponse) for one in mine)
    assert refused.status_code == 429
    assert opened(gallery, "another").status_code == 200


def test_all_together_have_so_many() -> None:
    gallery = Gallery()
    answers = [opened(gallery, f"oid{number // EACH}") for number in range(ALL + 1)]

    assert [one.status_code for one in answers] == [*[200] * ALL, 429]


async def test_whoever_leaves_makes_room() -> None:
    gallery = Gallery()
    for _ in range(3 * EACH):
        assert "終わりました" in "".join(await heard(opened(gallery, followed=OVER)))


@pytest.mark.parametrize("why", ["out", "away"])
async def test_it_ends_with_the_session_of_whoever_looks_on(why: str) -> None:
    asked = 0

    def still() -> bool:
        nonlocal asked
        asked += 1
        if asked > 2 and why == "away":
            raise DatabaseUnusable("データベースに接続できません。")
        return asked <= 2

    gallery = Gallery()

    said = await heard(following.stream(MOVES, gallery, "oid", still))

    assert asked == 3
    assert said == ['event: moves\ndata: {"words": "進んでいます"}\n\n']
    assert gallery.enters("oid")
