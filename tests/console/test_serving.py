"""The desk's socket."""

import asyncio
import socket

from m365bot.console import serving


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
