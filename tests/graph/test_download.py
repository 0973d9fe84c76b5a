import pytest
from starlette.responses import Response

from m365bot import errors
from m365bot.graph.client import Graph
from tests.graph.service import Service, error, lost

CONTENT = "/drives/d/items/i/content"
FILE = b'{"a file": "that is JSON"}'
SOON = {"Retry-After": "0"}


@pytest.fixture
def elsewhere(service: Service) -> str:
    """Another origin than Graph's, as far as a client can tell."""
    return service.url.replace("127.0.0.1", "localhost")


def _redirect(url: str) -> Response:
    return Response("", 302, {"Location": url})


async def test_the_token_does_not_go_to_the_files_own_address(graph: Graph, service: Service, elsewhere: str):
    service.on(CONTENT, _redirect(f"{elsewhere}/file"))
    service.on("/file", Response(FILE))

    assert await graph.download(CONTENT) == FILE

    assert "authorization" in service.calls(CONTENT)[0].headers
    assert "authorization" not in service.calls("/file")[0].headers


async def test_content_that_comes_at_once_is_taken(graph: Graph, service: Service):
    service.on(CONTENT, Response(FILE))

    assert await graph.download(CONTENT) == FILE


async def test_an_empty_file_is_empty(graph: Graph, service: Service):
    service.on(CONTENT, Response(b""))

    assert await graph.download(CONTENT) == b""


@pytest.mark.parametrize("answer", [Response("", 404), lost, Response("", 503)])
async def test_an_address_that_fails_is_asked_for_anew(
    graph: Graph, service: Service, elsewhere: str, answer: object
):
    service.on(CONTENT, _redirect(f"{elsewhere}/old"), _redirect(f"{elsewhere}/new"))
    service.on("/old", answer)  # type: ignore[arg-type]  # a response or what makes one
    service.on("/new", Response(FILE))

    assert await graph.download(CONTENT) == FILE


async def test_a_file_that_is_not_there_is_not_found(graph: Graph, service: Service):
    service.on(CONTENT, error(404, "itemNotFound"))

    with pytest.raises(errors.NotFound):
        await graph.download(CONTENT)


async def test_a_throttled_download_is_asked_for_again(graph: Graph, service: Service):
    service.on(CONTENT, error(429, "TooManyRequests", headers=SOON), Response(FILE))

    assert await graph.download(CONTENT) == FILE


async def test_an_address_without_tls_on_another_host_is_not_asked(graph: Graph, service: Service):
    service.on(CONTENT, _redirect("http://files.example.com/x"))

    with pytest.raises(errors.Permanent):
        await graph.download(CONTENT)
