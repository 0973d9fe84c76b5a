"""The desk on a socket, until it is told to end.

Called by the command `console`.
"""

import socket
import ssl
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from m365bot import machine
from m365bot.errors import ConfigError
from m365bot.settings import Place
from m365bot.words import say

GRACE = 3  # seconds that open pages get at the end: those that follow a run never close by themselves


def listening(host: str, port: int) -> socket.socket:
    """Raises ConfigError where the port is somebody else's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, for asyncio sends small answers at once only over what says that it is TCP: else each waits 44 ms.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen()  # whoever comes before the first page is ready waits, and is not refused
    except OSError as error:
        made.close()
        why = machine.words(error) or error.strerror or type(error).__name__
        told = say(
            "ポート {port} を使えません({why})。--port に別の番号を書いてください。", port=port, why=why
        )
        raise ConfigError(told) from error
    return made


def needs_tls(place: Place) -> None:
    """Its certificate can be used, where it has one. Raises ConfigError, before anybody is told an address."""
    if place.certificate is None:
        return
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(place.certificate, place.key, password=lambda: "")  # else a terminal is asked
    except OSError as error:
        why = machine.words(error) if error.errno and error.strerror else type(error).__name__
        told = say(
            "証明書 {file} を https に使えません({why})。M365BOT_CONSOLE_CERTIFICATE と M365BOT_CONSOLE_KEY が、"
            "暗号化していない鍵とその証明書の PEM ファイルかを確かめてください。",
            file=place.certificate,
            why=why or type(error).__name__,
        )
        raise ConfigError(told) from error


def serve(
    app: Starlette, bound: socket.socket, *, told: Callable[[str], None], place: Place | None = None
) -> None:
    """told: the address, once somebody may come. place: its name and its TLS; None: as it is bound."""
    host, port = bound.getsockname()[:2]
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",  # whatever else is installed: one reader of requests, in Python
            log_config=None,  # addresses of pages are nobody's business in a log
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,  # whom to believe, the door knows
            ssl_certfile=place.certificate if place else None,
            ssl_keyfile=place.key if place else None,
            timeout_graceful_shutdown=GRACE,
        )
    )
    told(f"{place.url}/" if place else f"http://{host}:{port}/")
    server.run(sockets=[bound])
