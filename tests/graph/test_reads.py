"""How a read bears what the service does to it."""

import asyncio
import dataclasses

import pytest
from starlette.responses import JSONResponse, Response

from m365bot import errors
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from tests.graph.service import Service, error, hanging, lost

OK = JSONResponse({"id": "1"})
SOON = {"Retry-After": "0"}


@pytest.mark.parametrize(
    "answer",
    [
        error(429, "TooManyRequests", headers={"retry-after": "0.05"}),
        error(503, "ServiceUnavailable", headers=SOON),
        Response("<html>Service Unavailable</html>", 503, SOON, "application/xhtml+xml"),
        error(504, "UnknownError", "", headers=SOON),
        Response(b'\xef\xbb\xbf{"error":{"code":"BadGateway"}}', 502, SOON, "application/json"),
        Response('{"id": "1', 200, media_type="application/json"),
        Response("<html>a proxy's page</html>", 200, media_type="text/html"),
        Response("", 200),
        lost,
    ],
)
async def test_what_passes_is_asked_again(graph: Graph, service: Service, answer: object):
    service.on("/groups/g", answer, OK)  # type: ignore[arg-type]  # a response or what makes one

    assert await graph.read("/groups/g") == {"id": "1"}
    assert len(service.calls("/groups/g")) == 2


async def test_a_body_behind_a_bom_is_read(graph: Graph, service: Service):
    service.on("/groups/g", Response(b'\xef\xbb\xbf{"id": "1"}', media_type="application/json"))

    assert await graph.read("/groups/g") == {"id": "1"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(404, "NotFound"), errors.NotFound),
        (error(403, "Authorization_RequestDenied"), errors.MissingPermission),
        (error(400, "BadRequest"), errors.Permanent),
        (error(401, "Unauthorized", "only for import purposes"), errors.Permanent),
    ],
)
async def test_what_does_not_pass_is_said_at_once(
    graph: Graph, service: Service, answer: Response, kind: type[Exception]
):
    service.on("/groups/g", answer)

    with pytest.raises(kind):
        await graph.read("/groups/g")
    assert len(service.calls("/groups/g")) == 1


async def test_a_wait_beyond_the_readers_patience_is_not_begun(graph: Graph, service: Service):
    service.on("/groups/g", error(429, "TooManyRequests", headers={"Retry-After": "600"}))

    with pytest.raises(errors.Temporary) as caught:
        await graph.read("/groups/g")
    assert caught.value.after == 600
    assert graph.traffic.throttled == 1


async def test_a_429_holds_all_that_falls_under_the_same_limit(graph: Graph, service: Service):
    service.on("/drives/d", error(429, "activityLimitReached", headers={"Retry-After": "0.5"}), OK)
    first = asyncio.ensure_future(graph.read("/drives/d"))
    while not graph.traffic.throttled:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.01)  # it is counted a moment before it is taken to heart

    await asyncio.gather(first, graph.read("/drives/other"), graph.read("/groups/g"))

    order = [one.path for one in service.seen]
    assert order[:2] == ["/drives/d", "/groups/g"]
    assert service.calls("/drives/other")[0].at - service.calls("/drives/d")[0].at >= 0.5


async def test_a_refused_token_is_replaced_once(graph: Graph, service: Service):
    service.on("/groups/g", error(401, "InvalidAuthenticationToken"), OK)

    assert await graph.read("/groups/g") == {"id": "1"}
    assert [one.headers["authorization"] for one in service.seen] == ["Bearer token-1", "Bearer token-2"]


async def test_a_challenge_with_claims_gets_a_token_with_these_claims(graph: Graph, service: Service):
    challenge = {
        "WWW-Authenticate": 'Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="'
    }
    service.on("/groups/g", error(401, "InvalidAuthenticationToken", headers=challenge), OK)

    await graph.read("/groups/g")

    assert "claims" not in service.tokens[0]
    assert service.tokens[1]["claims"] == '{"access_token":{}}'


async def test_two_refused_tokens_mean_that_nobody_is_signed_in(graph: Graph, service: Service):
    service.on("/groups/g", error(401, "InvalidAuthenticationToken"))

    with pytest.raises(errors.SignInNeeded):
        await graph.read("/groups/g")
    assert len(service.tokens) == 2


async def test_a_hanging_answer_is_given_up_and_asked_for_again(connection: Connection, service: Service):
    service.on("/groups/g", hanging(0.4), OK)
    graph = Graph(dataclasses.replace(connection, request_timeout_s=0.15))

    assert await graph.read("/groups/g") == {"id": "1"}

    await graph.close()


async def test_a_service_that_is_not_there_is_unreachable(connection: Connection, service: Service):
    away = dataclasses.replace(connection, graph_url="http://127.0.0.1:9/v1.0", patience_s=0.2)
    graph = Graph(away)

    with pytest.raises(errors.Unreachable):
        await graph.read("/groups/g")

    await graph.close()


async def test_the_callers_headers_go_with_it(graph: Graph, service: Service):
    await graph.read("/users", query={"$count": "true"}, headers={"ConsistencyLevel": "eventual"})

    (seen,) = service.seen
    assert seen.path == "/users?$count=true"
    assert seen.headers["consistencylevel"] == "eventual"
    assert seen.headers["user-agent"].startswith("NONISV|m365bot|")


async def test_one_request_id_goes_through_all_attempts(graph: Graph, service: Service):
    service.on("/groups/g", error(503, "x", headers=SOON), OK)

    await graph.read("/groups/g")

    assert len({one.headers["client-request-id"] for one in service.seen}) == 1


async def test_the_services_now_comes_from_its_answers(graph: Graph, service: Service):
    service.on("/groups/g", Response('{"id": "1"}', headers={"Date": "Mon, 02 Jun 2025 00:00:00 GMT"}))

    await graph.read("/groups/g")

    assert graph.service_now().isoformat().startswith("2025-06-02T00:00:0")
