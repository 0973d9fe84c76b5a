from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from m365bot import errors
from m365bot.graph.client import Graph
from tests.graph.service import Service, error

START = "/drives/d/root/delta"
SOON = {"Retry-After": "0"}


class Drive:
    """Two pages of everything at START, and what changed since at /since."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.link = f"{service.url}/v1.0/since"
        service.on(START, self.page(["1", "2"], then="/more"))
        service.on("/more", self.page(["3"], end="/since"))
        service.on("/since", self.page(["4"], end="/since2"))

    def page(self, ids: list[str], *, then: str = "", end: str = "") -> Response:
        root = f"{self.service.url}/v1.0"
        links = {"@odata.nextLink": root + then} if then else {"@odata.deltaLink": root + end}
        return JSONResponse({"value": [{"id": one} for one in ids], **links})


@pytest.fixture
def drive(service: Service) -> Drive:
    return Drive(service)


def _ids(items: tuple[dict[str, Any], ...]) -> list[str]:
    return [item["id"] for item in items]


async def test_without_a_link_everything_is_enumerated(graph: Graph, drive: Drive):
    delta = await graph.delta(START, link=None)

    assert (_ids(delta.items), delta.whole, delta.link) == (["1", "2", "3"], True, drive.link)


async def test_a_link_gives_what_changed(graph: Graph, drive: Drive):
    delta = await graph.delta(START, link=drive.link)

    assert (_ids(delta.items), delta.whole) == (["4"], False)
    assert delta.link.endswith("/since2")


async def test_of_an_item_that_comes_twice_the_last_one_counts(graph: Graph, drive: Drive, service: Service):
    first = JSONResponse(
        {"value": [{"id": "1", "n": 1}, {"id": "2"}], "@odata.nextLink": f"{service.url}/v1.0/more"}
    )
    service.on(START, first)
    service.on("/more", JSONResponse({"value": [{"id": "1", "n": 2}], "@odata.deltaLink": drive.link}))

    assert (await graph.delta(START, link=None)).items == ({"id": "2"}, {"id": "1", "n": 2})


async def test_of_each_item_only_what_is_wanted_is_kept(graph: Graph, drive: Drive, service: Service):
    nameless = [{"n": 2}, {"n": 3}]
    everything = {"value": [{"id": "1", "n": 1}, *nameless], "@odata.deltaLink": drive.link}
    service.on(START, JSONResponse(everything))

    delta = await graph.delta(START, link=None, keep=lambda item: {"id": item["id"]})

    assert delta.items == ({"id": "1"}, *nameless)


@pytest.mark.parametrize(
    "answer",
    [
        error(410, "resyncRequired"),
        error(410, "SyncStateNotFound"),
        error(400, "syncStateNotFound"),
        error(410, "generic", innerError={"code": "resyncChangesApplyDifferences"}),
        error(404, "itemNotFound"),
        Response("<html/>", 410),
    ],
)
async def test_a_link_gone_bad_means_reading_everything(
    graph: Graph, drive: Drive, service: Service, answer: Response
):
    service.on("/since", answer)

    delta = await graph.delta(START, link=drive.link)

    assert (_ids(delta.items), delta.whole) == (["1", "2", "3"], True)


async def test_r9_an_error_in_a_deleted_items_place_makes_all_be_read_anew(
    graph: Graph, drive: Drive, service: Service
):
    broken = {"error": {"code": "InternalServerError", "message": "Cannot write a deleted resource"}}
    service.on("/since", JSONResponse({"value": [{"id": "4"}, broken], "@odata.deltaLink": drive.link}))

    delta = await graph.delta(START, link=drive.link)

    assert (_ids(delta.items), delta.whole) == (["1", "2", "3"], True)


async def test_r9_a_whole_reading_with_an_error_in_an_items_place_is_no_success(
    graph: Graph, drive: Drive, service: Service
):
    service.on("/more", JSONResponse({"value": [{"error": {"code": "x"}}], "@odata.deltaLink": drive.link}))

    with pytest.raises(errors.Temporary):
        await graph.delta(START, link=None)


async def test_a_location_is_where_reading_begins_afresh(graph: Graph, drive: Drive, service: Service):
    location = f"{service.url}/v1.0/afresh"
    service.on("/since", error(410, "resyncRequired", headers={"Location": location}))
    service.on("/afresh", drive.page(["1", "2", "3", "4"], end="/since3"))

    delta = await graph.delta(START, link=drive.link)

    assert (_ids(delta.items), delta.whole) == (["1", "2", "3", "4"], True)
    assert not service.calls(START)


@pytest.mark.parametrize("answer", [error(500, "generalException", headers=SOON), error(404, "itemNotFound")])
async def test_a_location_that_fails_is_left_for_the_start(
    graph: Graph, drive: Drive, service: Service, answer: Response, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("m365bot.graph.delta.SHORT", 0.3)
    location = f"{service.url}/v1.0/afresh"
    service.on("/since", error(410, "resyncRequired", headers={"Location": location}))
    service.on("/afresh", answer)

    delta = await graph.delta(START, link=drive.link)

    assert (_ids(delta.items), delta.whole) == (["1", "2", "3"], True)


async def test_an_enumeration_lost_in_the_middle_begins_again(graph: Graph, drive: Drive, service: Service):
    service.on("/more", error(404, "itemNotFound"), drive.page(["3"], end="/since"))

    delta = await graph.delta(START, link=None)

    assert (_ids(delta.items), delta.whole) == (["1", "2", "3"], True)
    assert len(service.calls(START)) == 2


async def test_an_enumeration_that_never_ends_well_is_given_up(graph: Graph, drive: Drive, service: Service):
    service.on("/more", error(404, "itemNotFound"))

    with pytest.raises(errors.Temporary):
        await graph.delta(START, link=None)
    assert len(service.calls(START)) == 3


async def test_a_drive_that_is_not_there_is_not_found(graph: Graph, drive: Drive, service: Service):
    service.on(START, error(404, "itemNotFound"))

    with pytest.raises(errors.NotFound):
        await graph.delta(START, link=None)


async def test_a_link_that_is_forbidden_is_no_resync(graph: Graph, drive: Drive, service: Service):
    service.on("/since", error(403, "accessDenied"))

    with pytest.raises(errors.MissingPermission):
        await graph.delta(START, link=drive.link)
