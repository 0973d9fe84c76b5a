"""What a sandbox cannot be started with: told in words before anything is announced."""

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from m365bot.sandbox import starting
from m365bot.sandbox.server import HOST
from tests.bot import Bot


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """No instance is needed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.json").write_text("[1, 2]")
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "misspelt.json").write_text(json.dumps([{"match": "GET *", "then": 503, "nht": 2}]))
    return Bot(tmp_path / "state")


@pytest.fixture
def taken() -> Iterator[str]:
    with socket.create_server((HOST, 0)) as held:
        yield str(held.getsockname()[1])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--seed", "nope"), "--seed『nope』はありません。あるのは reference です"),
        (("--seed", "../seeds/reference"), "はありません。あるのは reference です"),
        (("--state", "nowhere/tenant.json"), "--state『nowhere/tenant.json』に書き込めません"),
        (("--state", "."), "--state『.』に書き込めません"),
        (("--state", "list.json"), "--state『list.json』は練習環境の状態ファイルとして読めません"),
        (("--state", "broken.json"), "--state『broken.json』は練習環境の状態ファイルとして読めません"),
        (("--faults", "nowhere.json"), "--faults『nowhere.json』を障害の一覧として読めません"),
        (("--faults", "broken.json"), "--faults『broken.json』を障害の一覧として読めません"),
        (("--faults", "list.json"), "--faults『list.json』を障害の一覧として読めません"),
        (("--faults", "misspelt.json"), "nht"),
        (("--clock", "soon"), "--clock の値を使えません。『soon』は日時として読めません。例: 2025-05-01"),
        (("--clock", "9999-12-31T00:00Z"), "遠すぎます"),
        (("--port", "http"), "--port の値を使えません。0 から 65535 までの整数"),
        (("--port", "70000"), "0 から 65535 までの整数"),
        (("--latency-ms", "nan"), "--latency-ms の値を使えません。0 から 600000 までのミリ秒"),
    ],
    ids=str,
)
def test_what_it_cannot_be_started_with_is_named_with_a_way_out(
    words: tuple[str, ...], told: str, bot: Bot
) -> None:
    said = bot.says("sandbox", "serve", *words)

    assert (said.exit, said.out) == (2, "")
    assert told in said.err
    assert "Traceback" not in said.err


def test_a_taken_port_is_named(bot: Bot, taken: str) -> None:
    said = bot.says("sandbox", "serve", "--port", taken)

    assert (said.exit, said.out) == (2, "")
    assert f"ポート {taken} を使えません" in said.err
    assert "--port を省いてください" in said.err


async def test_a_small_answer_is_sent_at_once() -> None:
    seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        seen.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listening = starting.listening(HOST, 0)
    async with await asyncio.start_server(answers, sock=listening):
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        await reader.read()
        writer.close()

    assert await seen  # else it would wait for the other side, 44 ms an answer
