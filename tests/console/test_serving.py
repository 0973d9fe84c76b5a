"""The desk's socket, and what it needs before anybody is told its address."""

import asyncio
import socket
from pathlib import Path

import pytest

from m365bot.console import serving
from m365bot.errors import ConfigError
from m365bot.settings import Place

URL = "https://kenshu.example.jp"


def place(certificate: Path | None, key: Path | None = None) -> Place:
    return Place(URL, "127.0.0.1", 8640, certificate, key)


def test_without_a_certificate_of_its_own_none_is_needed() -> None:
    serving.needs_tls(place(None))


@pytest.mark.parametrize(
    "content", [None, b"", b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----"]
)
def test_a_certificate_that_cannot_be_used_is_named_with_its_setting(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "console.pem"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConfigError) as told:
        serving.needs_tls(place(file))

    assert "console.pem" in str(told.value)
    assert "M365BOT_CONSOLE_KEY" in str(told.value)


async def test_a_small_answer_is_sent_at_once() -> None:
    seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        seen.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    bound = serving.listening("127.0.0.1", 0)
    async with await asyncio.start_server(answers, sock=bound):
        reader, writer = await asyncio.open_connection(*bound.getsockname())
        await reader.read()
        writer.close()

    assert await seen  # else it would wait for the other side, 44 ms an answer
