import dataclasses
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from m365bot import errors
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from tests.graph.service import Seen, Service, error


def _rows(start: int, count: int) -> list[dict[str, Any]]:
    return [{"id": str(n)} for n in range(start, start + count)]


def _page(service: Service, rows: list[dict[str, Any]], then: str = "") -> Response:
    onward = {"@odata.nextLink": f"{service.url}/v1.0{then}"} if then else {}
    return JSONResponse({"value": rows, **onward})


@pytest.mark.parametrize("sizes", [(100,), (100, 100), (100, 0, 100), (0,), (100, 100, 3)])
async def test_every_row_is_read_once(graph: Graph, service: Service, sizes: tuple[int, ...]):
    for at, size in enumerate(sizes):
        onward = f"/p{at + 1}?$skiptoken=a%20b" if at + 1 < len(sizes) else ""
        service.on(f"/p{at}", _page(service, _rows(100 * at, size), onward))

    found = await graph.pages("/p0")

    assert len(found) == sum(sizes)
    assert len({row["id"] for row in found}) == sum(sizes)


@pytest.mark.parametrize("link", [17, {"url": "/p1"}, ["/p1"], True])
async def test_s15_a_link_that_is_no_text_is_no_end(connection: Connection, service: Service, link: object):
    service.on("/p0", JSONResponse({"value": _rows(0, 2), "@odata.nextLink": link}))
    graph = Graph(dataclasses.replace(connection, patience_s=0.1))

    with pytest.raises(errors.Temporary, match="読み取れませんでした"):
        await graph.pages("/p0")

    await graph.close()


async def test_a_row_that_slipped_to_the_next_page_comes_once(graph: Graph, service: Service):
    service.on("/p0", _page(service, _rows(0, 3), "/p1"))
    service.on("/p1", _page(service, _rows(2, 3)))

    assert [row["id"] for row in await graph.pages("/p0")] == ["0", "1", "2", "3", "4"]


async def test_rows_without_an_id_are_all_kept(graph: Graph, service: Service):
    service.on("/p0", _page(service, [{"name": "a"}, {"name": "a"}]))

    assert len(await graph.pages("/p0")) == 2


async def test_the_callers_headers_are_sent_for_every_page(graph: Graph, service: Service):
    service.on("/p0", _page(service, _rows(0, 1), "/p1"))
    service.on("/p1", _page(service, _rows(1, 1)))

    await graph.pages("/p0", query={"$count": "true"}, headers={"ConsistencyLevel": "eventual"})

    assert [one.headers["consistencylevel"] for one in service.seen] == ["eventual"] * 2
    assert service.seen[1].path == "/p1"


async def test_a_page_that_names_itself_as_the_next_is_given_up(graph: Graph, service: Service):
    service.on("/p0", _page(service, _rows(0, 2), "/p0"))

    with pytest.raises(errors.Temporary, match="同じページ"):
        await graph.pages("/p0")
    assert len(service.seen) <= 3


async def test_pages_in_a_circle_are_given_up(graph: Graph, service: Service):
    service.on("/p0", _page(service, _rows(0, 2), "/p1"))
    service.on("/p1", _page(service, _rows(2, 2), "/p0"))

    with pytest.raises(errors.Temporary):
        await graph.pages("/p0")
    assert len(service.seen) <= 3


async def test_pages_that_bring_nothing_new_for_ever_are_given_up(graph: Graph, service: Service):
    def ever(seen: Seen) -> Response:
        number = int(seen.path.partition("=")[2] or 0)
        return _page(service, _rows(0, 2), f"/p?$skiptoken={number + 1}")

    service.on("/p", ever)

    with pytest.raises(errors.Temporary):
        await graph.pages("/p")
    assert len(service.seen) < 30


async def test_a_link_that_leads_elsewhere_is_not_followed(graph: Graph, service: Service):
    body = {"value": [], "@odata.nextLink": "https://elsewhere.example.com/v1.0/users"}
    service.on("/p0", JSONResponse(body))

    with pytest.raises(errors.Permanent):
        await graph.pages("/p0")


async def test_a_page_that_fails_is_asked_again(graph: Graph, service: Service):
    service.on("/p0", _page(service, _rows(0, 1), "/p1"))
    service.on("/p1", error(503, "x", headers={"Retry-After": "0"}), _page(service, _rows(1, 1)))

    assert len(await graph.pages("/p0")) == 2
