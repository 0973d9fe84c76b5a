from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from m365bot.errors import ConfigError
from m365bot.graph import builders
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection

CHANNEL = "19:ab@thread.tacv2"


def _connection(**other: Any) -> Connection:
    return Connection(tenant_id="t", client_id="c", state_dir=Path("state"), **other)


@pytest.fixture(scope="module")
def root() -> Any:
    import httpx

    client = httpx.AsyncClient()
    return builders.root(_connection(), client)


@pytest.mark.parametrize(
    ("build", "query", "address"),
    [
        (lambda r: r.teams.by_team_id("a b").channels, {}, "/teams/a%20b/channels"),
        (lambda r: r.me, {"$select": "id,mail"}, "/me?$select=id,mail"),
        (
            lambda r: r.teams.by_team_id("t").channels.by_channel_id(CHANNEL).messages.delta,
            {"$filter": "lastModifiedDateTime gt 2025-06-01T00:00:00Z"},
            "/teams/t/channels/19%3Aab%40thread.tacv2/messages/delta()"
            "?$filter=lastModifiedDateTime%20gt%202025-06-01T00:00:00Z",
        ),
        (
            lambda r: r.sites.by_site_id("h,1,2").lists.by_list_id("資料").items,
            {"$expand": "fields($select=Title)"},
            "/sites/h%2C1%2C2/lists/%E8%B3%87%E6%96%99/items?$expand=fields($select=Title)",
        ),
        (lambda r: r.users, {"$filter": "displayName eq 'a&b #1'"}, None),
    ],
)
def test_a_builder_stands_for(
    root: Any, build: Callable[[Any], Any], query: dict[str, str], address: str | None
):
    made = builders.address(_connection(), build(root), query)

    assert made == "https://graph.microsoft.com/v1.0" + (
        address or "/users?$filter=displayName%20eq%20'a%26b%20%231'"
    )


def test_an_option_that_the_operation_does_not_take_is_refused(root: Any):
    with pytest.raises(ValueError, match=r"\$skiptoken"):
        builders.address(_connection(), root.me, {"$skiptoken": "x"})


def test_a_path_is_taken_below_the_version():
    assert builders.address(_connection(), "/drives/d/root", {"$select": "id"}).endswith(
        "/v1.0/drives/d/root?$select=id"
    )


def test_a_path_of_another_script_is_encoded():
    assert builders.address(_connection(), "/drives/d/root:/資料 1%23.pdf", None).endswith(
        "/v1.0/drives/d/root:/%E8%B3%87%E6%96%99%201%23.pdf"
    )


def test_a_link_is_taken_as_it_comes():
    link = "https://graph.microsoft.com/v1.0/users?$skiptoken=a%20b"

    assert builders.address(_connection(), link, None) == link


@pytest.mark.parametrize(
    "url", ["http://graph.example.com/v1.0", "ftp://localhost/v1.0", "graph.microsoft.com", ""]
)
def test_plain_http_is_for_loopback_only(url: str):
    with pytest.raises(ConfigError):
        _connection(graph_url=url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/v1.0", "http://localhost/v1.0/", "http://[::1]:1/v1.0"]
)
def test_loopback_may_be_plain_http(url: str):
    assert _connection(graph_url=url).graph_url.endswith("/v1.0")


def test_the_scope_is_the_clouds_own_root():
    assert _connection(graph_url="https://graph.microsoft.us/v1.0").scope == (
        "https://graph.microsoft.us/.default"
    )


def test_secrets_are_not_in_the_connections_own_text():
    text = repr(_connection(client_secret="s3cret", account_refresh_token="r3fresh"))

    assert "s3cret" not in text and "r3fresh" not in text


async def test_the_client_builds_on_its_own_root(graph: Graph, connection: Connection):
    assert builders.address(connection, graph.root.me, None) == f"{connection.graph_url}/me"
