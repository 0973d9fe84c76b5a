"""Which requests go by a proxy, and what is said of one that lets nothing through."""

import dataclasses
import os
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from m365bot.errors import Barred, ConfigError, SignInNeeded
from m365bot.graph import obstacles, proxy
from m365bot.graph.client import Graph
from m365bot.graph.connection import Connection
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.wire import tls
from tests.tunnel import FILES, GRAPH, LOGIN, Inspection, Tunnel

USER, PASSWORD = "m365bot", "ひみつ:@/"


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


# which way


def test_the_setting_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://other.example.jp:1")

    made = proxy.of("http://proxy.example.jp:8080", None)

    assert made == proxy.Proxy("http://proxy.example.jp:8080")


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_without_a_setting_the_environment_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "proxy.example.jp:8080")

    assert proxy.of(None, None) == proxy.Proxy("http://proxy.example.jp:8080")


def test_nothing_said_is_no_proxy() -> None:
    assert proxy.of(None, None) is None


def test_r14_this_machine_and_what_no_proxy_names_are_reached_straight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = proxy.of("http://proxy.example.jp:8080", None)
    monkeypatch.setenv("NO_PROXY", "example.sharepoint.com,.local.example.jp")

    assert made
    ways = {
        host: made.is_for(host)
        for host in (GRAPH, FILES, "a.local.example.jp", "127.0.0.1", "localhost", "::1")
    }
    assert [host for host, by_proxy in ways.items() if by_proxy] == [GRAPH]


def test_user_and_password_are_read_and_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", "utf-8")

    by_file = proxy.of(f"http://{USER}@proxy.example.jp:8080", file)
    by_url = proxy.of("http://m365bot:a%40b@proxy.example.jp:8080", None)

    assert by_file and by_url
    assert by_file.sign_in == (USER, PASSWORD)
    assert by_url.sign_in == (USER, "a@b")
    assert by_file.shown == by_url.shown == "proxy.example.jp:8080"
    assert "a@b" not in repr(by_url)


@pytest.mark.parametrize(
    "url", ["socks5://proxy.example.jp", "http://", "http://proxy.example.jp:port", "http://[::1"]
)
def test_an_address_that_is_none_is_a_complaint_without_it(url: str) -> None:
    with pytest.raises(ConfigError, match=r"http://proxy\.example\.jp:8080 の形") as raised:
        proxy.of(url, None)

    assert url not in str(raised.value).replace("http://proxy.example.jp:8080", "")


@pytest.mark.parametrize(
    "content",
    [
        '{"refresh_token": "geheim"}',
        "M365BOT_CLIENT_SECRET=geheim",
        "export M365BOT_CLIENT_SECRET=geheim\n",
        "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n",
        "geheim\nzweites\n",
    ],
)
def test_s2_a_file_that_holds_another_secret_is_no_password_for_a_proxy_that_config_names(
    tmp_path: Path, content: str
) -> None:
    file = tmp_path / "service-account.json"
    file.write_text(content)
    file.chmod(0o600)

    with pytest.raises(ConfigError, match="パスワード以外のもの") as told:
        proxy.of("http://m365bot@evil.example:8080", file)

    assert "geheim" not in str(told.value)


def test_s13_a_pipe_in_the_place_of_a_password_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "password")

    with pytest.raises(ConfigError, match="読み込めません"):
        proxy.of("http://m365bot@proxy.example.jp:8080", tmp_path / "password")


def test_o7_a_password_that_everybody_may_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("geheim\n")
    file.chmod(0o644)

    with capture_logs() as said:
        made = proxy.of("http://m365bot@proxy.example.jp:8080", file)

    assert made and made.sign_in == ("m365bot", "geheim")
    assert [(line["event"], line["todo"]) for line in said] == [
        ("proxy.everybody_may_read_the_password", "chmod 600")
    ]


def test_a_password_file_that_is_not_there_is_a_complaint(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="パスワードのファイル"):
        proxy.of("http://m365bot@proxy.example.jp", tmp_path / "gone")


# what stood in the way, in words

WAY = proxy.Proxy("http://proxy.example.jp:8080")


def _broken(code: int) -> httpx.ConnectError:
    error = httpx.ConnectError("tls")
    error.__cause__ = ssl.SSLCertVerificationError(1, "no")
    error.__cause__.verify_code = code
    return error


@pytest.mark.parametrize(
    ("error", "words", "may_pass"),
    [
        (httpx.ProxyError("407 Proxy Authentication Required"), "パスワードを求めています(407)", False),
        (httpx.ProxyError("403 Forbidden"), "graph.microsoft.com への接続を断りました(403)", False),
        (httpx.ConnectError("no route"), "プロキシ proxy.example.jp:8080 に接続できません", True),
        (httpx.ConnectTimeout("slow"), "プロキシ proxy.example.jp:8080 に接続できません", True),
        (_broken(19), "証明書を確かめられません", False),
        (_broken(9), "時計が正しいか", False),
        (_broken(10), "時計が正しいか", False),
    ],
)
def test_c71_each_obstacle_has_words_of_its_own(error: Exception, words: str, may_pass: bool) -> None:
    found = obstacles.of(error, GRAPH, WAY)

    assert found
    assert words in found.words
    assert found.may_pass is may_pass


def test_of_a_connection_without_a_proxy_no_proxy_is_spoken() -> None:
    assert obstacles.of(httpx.ConnectError("no route"), GRAPH, None) is None
    assert obstacles.of(httpx.ConnectError("no route"), "127.0.0.1", WAY) is None
    assert obstacles.of(httpx.ReadError("gone"), GRAPH, WAY) is None


@pytest.mark.parametrize(
    ("status", "kind", "is_page"),
    [
        (200, "text/html; charset=Shift_JIS", True),
        (403, "text/HTML", True),
        (503, "text/html", False),
        (403, "application/json", False),
    ],
)
def test_a_page_for_people_is_no_answer_of_microsofts(status: int, kind: str, is_page: bool) -> None:
    answer = httpx.Response(status, headers={"content-type": kind})

    assert bool(obstacles.of_page(answer, GRAPH)) is is_page


# through a real one


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(with_tls=True) as served:
        yield served


@pytest.fixture
def connection(sandbox: Sandbox, tmp_path: Path) -> Connection:
    env = sandbox.env
    return Connection(
        tenant_id=env["M365BOT_TENANT_ID"],
        client_id=env["M365BOT_CLIENT_ID"],
        client_secret=env["M365BOT_CLIENT_SECRET"],
        state_dir=tmp_path,
        ca_bundle=Path(env["M365BOT_CA_BUNDLE"]),
        patience_s=2,
    )


def _by(connection: Connection, tunnel: Tunnel, **others: object) -> Graph:
    way = proxy.Proxy(tunnel.url, others.pop("sign_in", None))  # type: ignore[arg-type]  # of `others`
    return Graph(dataclasses.replace(connection, proxy=way, **others))  # type: ignore[arg-type]  # of `others`


def _port(sandbox: Sandbox) -> int:
    return int(sandbox.place.origin.rpartition(":")[2])


async def test_r14_sign_in_and_graph_leave_by_the_proxy(connection: Connection, sandbox: Sandbox) -> None:
    with Tunnel(_port(sandbox), sign_in=(USER, PASSWORD)) as tunnel:
        graph = _by(connection, tunnel, sign_in=(USER, PASSWORD))

        assert (await graph.read("/organization"))["value"]

        await graph.close()
        assert set(tunnel.visits) == {LOGIN, GRAPH}
        assert not tunnel.refused


async def test_c71_a_proxy_that_wants_a_password_is_told_at_once(
    connection: Connection, sandbox: Sandbox
) -> None:
    with Tunnel(_port(sandbox), sign_in=(USER, PASSWORD)) as tunnel:
        graph = _by(connection, tunnel)

        with pytest.raises(SignInNeeded, match="パスワードを求めています"):
            await graph.read("/organization")

        await graph.close()
        assert len(tunnel.refused) == 1


async def test_a_proxy_that_lets_only_the_sign_in_through_is_told(
    connection: Connection, sandbox: Sandbox
) -> None:
    with Tunnel(_port(sandbox), hosts=(f"{LOGIN}:443",)) as tunnel:
        graph = _by(connection, tunnel)

        with pytest.raises(Barred, match=r"graph\.microsoft\.com への接続を断りました\(403\)"):
            await graph.read("/organization")

        await graph.close()


@pytest.fixture
def inspection(sandbox: Sandbox, tmp_path: Path) -> Inspection:
    folder = tmp_path / "inspector"
    folder.mkdir()
    assert sandbox.place.ca_file
    return Inspection(tls.files(folder), trusts=sandbox.place.ca_file)


async def test_an_inspecting_proxy_is_trusted_by_its_authority_alone(
    connection: Connection, sandbox: Sandbox, inspection: Inspection
) -> None:
    with Tunnel(_port(sandbox), inspection=inspection) as tunnel:
        with_it = _by(connection, tunnel, ca_bundle=inspection.files.authority)
        without = _by(connection, tunnel)

        assert (await with_it.read("/organization"))["value"]
        with pytest.raises(SignInNeeded, match="証明書を確かめられません"):
            await without.read("/organization")

        await with_it.close()
        await without.close()


async def test_r14_the_systems_own_store_is_trusted(
    connection: Connection, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sandbox.place.ca_file
    monkeypatch.setenv("SSL_CERT_FILE", str(sandbox.place.ca_file))  # as OpenSSL is told of a system's store
    with Tunnel(_port(sandbox)) as tunnel:
        graph = _by(connection, tunnel, ca_bundle=None)

        assert (await graph.read("/organization"))["value"]

        await graph.close()


async def test_a_proxy_that_is_away_is_told(connection: Connection, sandbox: Sandbox) -> None:
    with Tunnel(_port(sandbox)) as tunnel:
        gone = tunnel.url
    graph = Graph(dataclasses.replace(connection, proxy=proxy.Proxy(gone), patience_s=0.1))

    with pytest.raises(SignInNeeded, match=r"プロキシ .* に接続できません"):
        await graph.read("/organization")

    await graph.close()
