"""What becomes of one write: done, refused, or unknown."""

import asyncio
import dataclasses
import os
from pathlib import Path

import pytest
from starlette.responses import JSONResponse, Response

from m365bot import errors
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from m365bot.graph.problems import Unanswered
from m365bot.resources.ports.graph import Answer, FileBody
from tests.graph.service import Service, error, hanging, lost

CREATED = JSONResponse({"id": "1"}, 201)
POST = "/teams/t/channels"


class Left:
    """How often bytes were about to leave."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def left() -> Left:
    return Left()


async def _write(graph: Graph, left: Left, path: str = "/groups") -> Answer:
    return await graph.write("POST", path, {"displayName": "R7 演習"}, leaving=left)


async def test_a_write_gives_status_headers_and_body(graph: Graph, service: Service, left: Left):
    service.on("/groups", Response("", 202, {"Location": "/teams('1')/operations('2')", "request-id": "r-1"}))

    answer = await _write(graph, left)

    assert (answer.status, answer.body, answer.request_id) == (202, None, "r-1")
    assert answer.headers["location"] == "/teams('1')/operations('2')"
    assert service.seen[0].body == '{"displayName":"R7 演習"}'.encode()
    assert service.seen[0].headers["content-type"] == "application/json"


async def test_leaving_is_called_just_before_the_bytes(graph: Graph, service: Service):
    seen_when_leaving = []
    leaving = lambda: seen_when_leaving.append((len(service.seen), len(service.tokens)))  # noqa: E731

    await graph.write("POST", "/groups", {}, leaving=leaving)

    assert seen_when_leaving == [(0, 1)]
    assert len(service.seen) == 1


@pytest.mark.parametrize(
    "answer",
    [
        error(500, "InternalServerError"),
        error(502, "BadGateway"),
        error(503, "ServiceUnavailable"),
        Response("<html/>", 504),
        Response('{"id": "1', 201, media_type="application/json"),
        Response("<html>a proxy's page</html>", 200),
        lost,
    ],
)
async def test_what_does_not_tell_leaves_the_outcome_unknown(
    graph: Graph, service: Service, left: Left, answer: object
):
    service.on("/groups", answer)  # type: ignore[arg-type]  # a response or what makes one

    with pytest.raises(errors.OutcomeUnknown):
        await _write(graph, left)
    assert len(service.calls("/groups")) == left.times == 1


async def test_an_unknown_outcome_keeps_the_wait_that_was_asked_for(
    graph: Graph, service: Service, left: Left
):
    service.on("/groups", error(503, "ServiceUnavailable", headers={"Retry-After": "7"}))

    with pytest.raises(Unanswered) as caught:
        await _write(graph, left)
    assert (caught.value.status, caught.value.after) == (503, 7.0)


async def test_no_answer_in_time_leaves_the_outcome_unknown(
    connection: Connection, service: Service, left: Left
):
    service.on("/groups", hanging(1.0))
    graph = Graph(dataclasses.replace(connection, request_timeout_s=0.3))

    with pytest.raises(errors.OutcomeUnknown, match="timeout"):
        await _write(graph, left)

    assert left.times == 1
    await graph.close()


async def test_r14_a_block_page_in_place_of_a_writes_answer_is_told_as_what_it_is(
    graph: Graph, service: Service, left: Left
):
    service.on("/groups", Response("<html>止められました</html>", 403, media_type="text/html"))

    with pytest.raises(errors.OutcomeUnknown, match=r"ウェブページを返しました.*確認が必要です") as caught:
        await _write(graph, left)

    assert "page" not in str(caught.value)


async def test_what_could_not_be_sent_is_no_unknown(connection: Connection, left: Left):
    graph = Graph(dataclasses.replace(connection, graph_url="http://127.0.0.1:9/v1.0"))

    with pytest.raises(errors.Unreachable):
        await _write(graph, left)

    assert left.times == 0
    await graph.close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(409, "Conflict"), errors.Conflict),
        (error(400, "Request_BadRequest", details=[{"code": "ObjectConflict"}]), errors.Conflict),
        (error(412, "resourceModified"), errors.Changed),
        (error(423, "resourceLocked"), errors.Locked),
        (error(404, "NotFound"), errors.NotFound),
        (error(403, "Authorization_RequestDenied"), errors.MissingPermission),
        (error(403, "Forbidden", "exceeded the Max allowed channels"), errors.Permanent),
        (error(401, "Unauthorized", "only for import purposes"), errors.Permanent),
        (error(413, "RequestEntityTooLarge"), errors.Permanent),
    ],
)
async def test_a_refusal_is_the_error(
    graph: Graph, service: Service, left: Left, answer: Response, kind: type[Exception]
):
    service.on("/groups", answer)

    with pytest.raises(kind) as caught:
        await _write(graph, left)
    assert type(caught.value) is kind
    assert len(service.calls("/groups")) == 1


async def test_a_throttled_write_was_not_done_and_is_sent_again(graph: Graph, service: Service, left: Left):
    service.on("/groups", error(429, "TooManyRequests", headers={"Retry-After": "0"}), CREATED)

    assert (await _write(graph, left)).status == 201
    assert left.times == 2
    assert graph.traffic.throttled == 1


async def test_a_write_with_a_refused_token_is_sent_again_once(graph: Graph, service: Service, left: Left):
    service.on("/groups", error(401, "InvalidAuthenticationToken"), CREATED)

    assert (await _write(graph, left)).status == 201
    assert len(service.tokens) == left.times == 2


async def test_an_intent_that_cannot_be_noted_stops_the_write(graph: Graph, service: Service):
    def refuse() -> None:
        raise RuntimeError("the journal is closed")

    with pytest.raises(RuntimeError, match="the journal is closed"):
        await graph.write("POST", POST, {}, leaving=refuse)

    assert not service.calls(POST)
    await asyncio.wait_for(graph.write("POST", POST, {}, leaving=lambda: None), 60.0)  # nor is its place lost


async def test_writes_go_alone(graph: Graph, service: Service, left: Left):
    await asyncio.gather(*(_write(graph, left, f"/groups/{n}/owners") for n in range(3)), graph.read("/me"))

    assert len(service.trips) == 4


async def test_a_file_is_streamed_with_its_length(graph: Graph, service: Service, tmp_path: Path, left: Left):
    content = os.urandom(3_000_000)
    file = tmp_path / "資料.bin"
    file.write_bytes(content)
    service.on("/drives/d/root:/a:/content", CREATED)

    body = FileBody(file, len(content))
    await graph.write("PUT", "/drives/d/root:/a:/content", body, leaving=left)

    (seen,) = service.seen
    assert seen.body == content
    assert seen.headers["content-length"] == "3000000"
    assert "transfer-encoding" not in seen.headers


async def test_a_file_that_is_gone_is_found_before_anything_leaves(
    graph: Graph, service: Service, tmp_path: Path, left: Left
):
    with pytest.raises(errors.Permanent, match="gone"):
        await graph.write("PUT", "/drives/d/root:/a:/content", FileBody(tmp_path / "gone", 1), leaving=left)

    assert left.times == 0
    assert not service.seen


async def test_bytes_are_sent_as_they_are(graph: Graph, service: Service, left: Left):
    await graph.write("PUT", "/drives/d/root:/a:/content", b"\x00\x01", leaving=left)

    assert service.seen[0].body == b"\x00\x01"


async def test_e_a_wish_to_wait_for_a_day_ends_at_once_with_the_time_told(graph: Graph, service: Service):
    service.on("/groups", error(429, "TooManyRequests", headers={"Retry-After": "86400"}))

    with pytest.raises(errors.Temporary, match="24時間ほど待つように") as told:
        await graph.write("POST", "/groups", {}, leaving=lambda: None)
    with pytest.raises(errors.Temporary, match="24時間ほど待つように"):
        await graph.read("/groups")

    assert told.value.after == 86400
    assert len(service.calls("/groups")) == 2
