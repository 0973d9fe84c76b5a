"""What is written to the log of a request, and what never is."""

import asyncio

import httpx
from starlette.responses import Response
from structlog.testing import capture_logs

from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from tests.graph.service import Service, error, lost

OK = Response('{"id": "1"}', headers={"request-id": "r-2"})


async def test_each_answer_is_logged_with_both_request_ids(graph: Graph, service: Service):
    refusal = error(503, "x", headers={"Retry-After": "0", "request-id": "r-1"})
    service.on("/groups/g", lost, refusal, OK)

    with capture_logs() as events:
        await graph.read("/groups/g")

    about = [one for one in events if one["event"].startswith("graph.")]
    assert [one["event"] for one in about] == ["graph.no_answer", "graph.answer", "graph.answer"]
    assert [one["request_id"] for one in about[1:]] == ["r-1", "r-2"]
    assert {one["client_request_id"] for one in about} == {service.seen[0].headers["client-request-id"]}


async def test_no_token_name_address_or_text_is_logged(graph: Graph, service: Service):
    service.on("/users/taro@example.jp", error(400, "BadRequest", "taro@example.jp is 山田太郎"))
    service.on("/drives/d/root:/山田太郎/a.pdf", OK)

    with capture_logs() as events:
        await asyncio.gather(
            graph.read("/users/taro@example.jp", query={"$filter": "displayName eq '山田太郎'"}),
            graph.read("/drives/d/root:/山田太郎/a.pdf"),
            return_exceptions=True,
        )

    text = str(events)
    assert "graph.answer" in text
    assert not [word for word in ("taro", "山田", "token-1", "secret-1", "a.pdf") if word in text]


async def test_an_app_in_process_serves_as_well(connection: Connection, service: Service):
    graph = Graph(connection, transport=httpx.ASGITransport(app=service.app()))
    left: list[int] = []

    await graph.write("POST", "/groups", {}, leaving=lambda: left.append(len(service.seen)))

    assert left == [0]
    assert len(service.seen) == 1
    await graph.close()
