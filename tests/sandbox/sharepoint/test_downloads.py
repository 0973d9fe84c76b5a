"""Bytes come from a pre-authenticated address, for a while, and without a token."""

import pytest

from m365bot.sandbox.sharepoint.drives.downloads import fetch
from m365bot.sandbox.wire.problems import GraphProblem


def address(desk) -> str:
    made = desk.put(f"/drives/{desk.drive.id}/root:/a.txt:/content", b"0123456789")
    reply = desk.get(f"/drives/{desk.drive.id}/items/{made['id']}/content")
    assert reply.status == 302
    return reply.headers["Location"].rpartition("/_content/")[2]


def test_the_address_gives_the_bytes_and_a_part_of_them(desk) -> None:
    token = address(desk)

    whole = fetch(desk.tenant, token, {})
    part = fetch(desk.tenant, token, {"range": "bytes=2-4"})

    assert (whole.status, whole.body) == (200, b"0123456789")
    assert (part.status, part.body, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")


def test_the_address_ends_and_takes_no_token(desk) -> None:
    token = address(desk)

    with pytest.raises(GraphProblem) as with_token:
        fetch(desk.tenant, token, {"authorization": "Bearer x"})
    desk.wait(2 * 3600)
    with pytest.raises(GraphProblem) as expired:
        fetch(desk.tenant, token, {})

    assert (with_token.value.status, expired.value.status) == (401, 401)
