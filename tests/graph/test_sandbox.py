"""The client against the sandbox: what its log says of pace, and what faults do."""

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from m365bot.errors import NotFound, OutcomeUnknown, SignInNeeded
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from m365bot.graph.departure import Departure
from m365bot.resources.ports.graph import Identity
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.settings import Settings
from tests import connecting
from tests.graph import certificates

WINDOW = 0.95  # seconds by which rates are judged


@pytest.fixture(scope="module")
def _served() -> Iterator[Sandbox]:
    with Sandbox(settings=Settings.without_waits()) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_served: Sandbox) -> Sandbox:
    _served.reset()
    _served.tenant.clock.set(datetime.now(UTC))
    return _served


@pytest.fixture
def connection(sandbox: Sandbox, tmp_path: Path, quick: None) -> Connection:
    return connecting.with_account(sandbox, tmp_path)


@pytest.fixture
async def graph(connection: Connection) -> AsyncIterator[Graph]:
    graph = Graph(connection)
    yield graph
    await graph.close()


@pytest.fixture
def by_departure(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The sandbox's clock stands where the last request left: what a busy machine holds up on its way is judged by that."""
    clock, go = sandbox.tenant.clock, Departure.go
    ahead = clock.timestamp() - time.monotonic()

    def went(departure: Departure) -> None:
        first = not departure.has_left
        go(departure)
        if stamps := [turn.stamp for turn in departure.turns if first and turn.counts_against]:
            clock.freeze(at=ahead + max(stamps))

    monkeypatch.setattr(Departure, "go", went)
    yield
    clock.freeze()


@pytest.fixture
async def team(graph: Graph, sandbox: Sandbox) -> str:
    """A team whose owner is the service account; what its making cost is forgotten."""
    owner = f"{sandbox.graph_url}/users/{sandbox.tenant.service_account}"
    group = {
        "displayName": "R7",
        "mailNickname": "r7",
        "groupTypes": ["Unified"],
        "mailEnabled": True,
        "securityEnabled": False,
        "owners@odata.bind": [owner],
        "members@odata.bind": [owner],
    }
    made = await graph.write("POST", graph.root.groups, group, leaving=_nothing)
    await graph.write("PUT", graph.root.groups.by_group_id(made.body["id"]).team, {}, leaving=_nothing)
    return str(made.body["id"])


def _nothing() -> None:
    """Notes no intent."""


def _moments(sandbox: Sandbox, team: str) -> list[float]:
    rows = [row for row in sandbox.log() if team in row["path"]]
    return [datetime.fromisoformat(row["at"]).timestamp() for row in rows]


def _most_in_window(moments: Sequence[float]) -> int:
    return max(sum(start <= at < start + WINDOW for at in moments) for start in moments)


def _throttled(sandbox: Sandbox) -> int:
    return sum(bool(row["throttled"]) for row in sandbox.log())


async def _channels(graph: Graph, team: str, count: int) -> list[str]:
    where = graph.root.teams.by_team_id(team).channels
    bodies = [{"displayName": f"演習 {n}", "membershipType": "standard"} for n in range(count)]
    made = await asyncio.gather(*(graph.write("POST", where, one, leaving=_nothing) for one in bodies))
    return [one.body["id"] for one in made]


async def test_both_identities_sign_in(graph: Graph, sandbox: Sandbox):
    users = await graph.pages(graph.root.users, query={"$select": "id,userPrincipalName"})
    me = await graph.read(graph.root.me, identity=Identity.ACCOUNT)

    assert len(users) > 20
    assert me["userPrincipalName"] == sandbox.tenant.service_account


async def test_a_certificate_signs_the_app_in(connection: Connection, sandbox: Sandbox, tmp_path: Path):
    made = certificates.make("m365bot")
    file = tmp_path / "m365bot.pem"
    file.write_text(made.key_pem + made.pem)
    sandbox.tenant.apps[connection.client_id].certificates.append(made.pem)
    graph = Graph(dataclasses.replace(connection, client_secret=None, certificate=file))

    assert await graph.pages(graph.root.users, query={"$select": "id"})

    await graph.close()


@pytest.mark.slow
async def test_tls_with_the_sandboxs_own_authority(tmp_path: Path):
    with Sandbox(settings=Settings.without_waits(), with_tls=True) as sandbox:
        graph = Graph(connecting.with_account(sandbox, tmp_path))

        assert sandbox.graph_url.startswith("https://")
        assert await graph.read(graph.root.me, identity=Identity.ACCOUNT)

        await graph.close()


BEAT = 1.02  # seconds


async def _nine_beats() -> float:
    """How long they take beside whatever else goes on."""
    started = time.monotonic()
    for _ in range(9):
        await asyncio.sleep(BEAT)
    return time.monotonic() - started


@pytest.mark.slow
async def test_ten_channels_take_nine_beats_and_fourteen_reads_four_trips(
    graph: Graph, sandbox: Sandbox, team: str, by_departure: None
):
    await asyncio.sleep(BEAT)
    ids, nine_beats = await asyncio.gather(_channels(graph, team, 10), _nine_beats())
    began, *_, ended = _moments(sandbox, team)[-10:]
    await asyncio.sleep(BEAT)
    before = graph.traffic.round_trips

    builder = graph.root.teams.by_team_id(team)
    tabs = [graph.pages(builder.channels.by_channel_id(one).tabs) for one in ids]
    members = graph.pages(builder.channels.by_channel_id(ids[0]).members)
    await asyncio.gather(
        graph.read(builder), graph.pages(builder.members), graph.pages(builder.channels), members, *tabs
    )

    # As long as nine take here: a busy machine is late for each.
    assert ended - began < nine_beats + BEAT
    assert graph.traffic.round_trips - before == 4
    assert _most_in_window(_moments(sandbox, team)) <= 4
    assert _throttled(sandbox) == graph.traffic.throttled == 0


@pytest.mark.slow
async def test_a_busy_team_is_never_throttled(graph: Graph, sandbox: Sandbox, team: str, by_departure: None):
    ids = await _channels(graph, team, 2)
    builder = graph.root.teams.by_team_id(team)

    async def later(seconds: float, what: Any) -> None:
        await asyncio.sleep(seconds)
        await what

    reads = [later(0.13 * n, graph.read(builder)) for n in range(8)]
    tabs = [later(0.17 * n, graph.pages(builder.channels.by_channel_id(ids[n % 2]).tabs)) for n in range(6)]
    posts = builder.channels.by_channel_id(ids[0]).messages
    own = [later(0.11 * n, graph.pages(posts, identity=Identity.ACCOUNT)) for n in range(4)]
    await asyncio.gather(*reads, *tabs, *own)

    assert _most_in_window(_moments(sandbox, team)) <= 4
    assert _throttled(sandbox) == 0


async def test_throttling_without_a_word_on_the_wait_is_survived(graph: Graph, sandbox: Sandbox):
    sandbox.faults(
        [
            {
                "match": {"method": "GET", "path": "/users"},
                "nth": 1,
                "then": {"status": 429, "retry_after": "none"},
            }
        ]
    )

    assert await graph.pages(graph.root.users, query={"$select": "id"})
    assert graph.traffic.throttled == 1


@pytest.mark.parametrize(
    "then",
    [{"status": 504}, {"status": 503, "body": "<html/>"}, {"drop": "after"}, {"status": 200, "body": "{"}],
)
async def test_a_write_that_was_done_and_not_answered_is_unknown(
    graph: Graph, sandbox: Sandbox, then: dict[str, Any]
):
    rule = {"match": {"method": "POST", "path": "/groups"}, "nth": 1, "then": then, "after_commit": True}
    sandbox.faults([rule])
    left: list[float] = []
    group = {"displayName": "x", "mailNickname": "x", "groupTypes": ["Unified"]}
    body = {**group, "mailEnabled": True, "securityEnabled": False}

    with pytest.raises(OutcomeUnknown):
        await graph.write("POST", graph.root.groups, body, leaving=lambda: left.append(time.monotonic()))

    assert len(left) == 1
    assert (
        len([row for row in sandbox.log() if row["method"] == "POST" and row["path"].endswith("/groups")])
        == 1
    )


async def test_a_signed_out_account_stops_the_account_alone(graph: Graph, sandbox: Sandbox):
    refused = {"error": "invalid_grant", "error_description": "AADSTS700082", "error_codes": [700082]}
    match = {"method": "POST", "path": "*/oauth2/v2.0/token", "form": {"grant_type": "refresh_token"}}
    sandbox.faults([{"match": match, "nth": "all", "then": {"status": 400, "body": refused}}])

    with pytest.raises(SignInNeeded, match="docs/tenant-setup"):
        await graph.read(graph.root.me, identity=Identity.ACCOUNT)
    assert await graph.pages(graph.root.users, query={"$select": "id"})


async def test_access_tokens_that_ran_out_are_replaced(graph: Graph, sandbox: Sandbox):
    await graph.pages(graph.root.users, query={"$select": "id"})

    sandbox.advance(2 * 3600)

    assert await graph.pages(graph.root.users, query={"$select": "id"})
    assert [row["status"] for row in sandbox.log()].count(401) == 1


async def test_what_is_not_there_is_not_found(graph: Graph):
    with pytest.raises(NotFound) as caught:
        await graph.read(graph.root.users.by_user_id("00000000-0000-0000-0000-000000000000"))

    assert caught.value.request_id
    assert caught.value.code == "Request_ResourceNotFound"
