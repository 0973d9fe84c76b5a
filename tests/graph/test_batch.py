"""Reads that are asked for together travel together."""

import asyncio
import json

from starlette.responses import JSONResponse, Response

from m365bot.graph.client import Graph
from m365bot.resources.ports.graph import Identity
from tests.graph.service import Service, error

OK = JSONResponse({"id": "1"})
SOON = {"Retry-After": "0"}


async def test_reads_of_one_tick_are_one_round_trip(graph: Graph, service: Service):
    found = await asyncio.gather(*(graph.read(f"/groups/{n}", query={"$select": "id"}) for n in range(5)))

    assert [one["id"] for one in found] == [f"/groups/{n}?$select=id" for n in range(5)]
    assert (graph.traffic.round_trips, graph.traffic.requests) == (1, 5)


async def test_one_read_goes_plain(graph: Graph, service: Service):
    await graph.read("/groups/1")

    assert [one.path for one in service.seen] == ["/groups/1"]


async def test_twenty_fit_into_one(graph: Graph, service: Service):
    await asyncio.gather(*(graph.read(f"/groups/{n}") for n in range(41)))

    assert sorted(one.path for one in service.trips) == ["/$batch", "/$batch", "/groups/40"]


async def test_reads_that_depend_on_nothing_wait_for_no_other(graph: Graph, service: Service):
    async def nested() -> None:
        await asyncio.sleep(0)
        await graph.read("/groups/b")

    await asyncio.gather(graph.read("/groups/a"), nested())

    assert graph.traffic.round_trips == 1


async def test_each_identity_has_a_batch_of_its_own(graph: Graph, service: Service):
    app = [graph.read(f"/groups/{n}") for n in range(2)]
    account = [graph.read(f"/me/{n}", identity=Identity.ACCOUNT) for n in range(2)]

    await asyncio.gather(*app, *account)

    assert len(service.trips) == 2
    assert len({one.headers["authorization"] for one in service.trips}) == 2


async def test_an_items_headers_go_with_the_item(graph: Graph, service: Service):
    await asyncio.gather(graph.read("/a", headers={"ConsistencyLevel": "eventual"}), graph.read("/b"))

    first, second = json.loads(service.trips[0].body)["requests"]
    assert first["headers"] == {"ConsistencyLevel": "eventual"}
    assert second == {"id": "1", "method": "GET", "url": "/b"}


async def test_only_what_failed_is_asked_again(graph: Graph, service: Service):
    service.on("/groups/a", error(503, "ServiceUnavailable", headers=SOON), OK)

    await asyncio.gather(*(graph.read(f"/groups/{name}") for name in "abc"))

    assert [len(service.calls(f"/groups/{name}")) for name in "abc"] == [2, 1, 1]
    assert graph.traffic.requests == 4


async def test_throttled_items_wait_for_the_longest_and_go_together(graph: Graph, service: Service):
    for name, wait in (("a", "0.1"), ("b", "0.3")):
        service.on(f"/drives/{name}", error(429, "TooManyRequests", headers={"Retry-After": wait}), OK)

    await asyncio.gather(*(graph.read(f"/drives/{name}") for name in "abc"))

    again = [service.calls(f"/drives/{name}")[1] for name in "ab"]
    assert again[0].batch == again[1].batch
    assert again[0].at - service.calls("/drives/c")[0].at >= 0.3
    assert graph.traffic.throttled == 2


async def test_a_batch_that_is_cut_off_is_asked_again(graph: Graph, service: Service):
    service.outer.append(Response('{"responses": [{"id": "0"', media_type="application/json"))

    found = await asyncio.gather(graph.read("/groups/a"), graph.read("/groups/b"))

    assert [one["id"] for one in found] == ["/groups/a", "/groups/b"]


async def test_a_batch_that_holds_markup_is_asked_again(graph: Graph, service: Service):
    service.outer.append(JSONResponse({"responses": [{"id": "0", "status": 200, "body": "<html/>"}]}))

    found = await asyncio.gather(graph.read("/groups/a"), graph.read("/groups/b"))

    assert [one["id"] for one in found] == ["/groups/a", "/groups/b"]


async def test_a_batch_refused_as_a_whole_is_asked_again(graph: Graph, service: Service):
    service.outer.append(error(429, "TooManyRequests", headers=SOON))
    service.outer.append(error(401, "InvalidAuthenticationToken"))

    found = await asyncio.gather(graph.read("/groups/a"), graph.read("/groups/b"))

    assert [one["id"] for one in found] == ["/groups/a", "/groups/b"]
    assert len(service.tokens) == 2


async def test_one_bad_answer_fails_nobody_else(graph: Graph, service: Service):
    service.on("/groups/a", error(404, "NotFound"))

    failed, found = await asyncio.gather(
        graph.read("/groups/a"), graph.read("/groups/b"), return_exceptions=True
    )

    assert getattr(failed, "status", None) == 404
    assert found == {"id": "/groups/b", "value": []}


async def test_who_gives_up_disturbs_nobody(graph: Graph, service: Service):
    impatient = asyncio.ensure_future(graph.read("/groups/a"))
    patient = asyncio.ensure_future(graph.read("/groups/b"))
    await asyncio.sleep(0)
    impatient.cancel()

    assert (await patient)["id"] == "/groups/b"
