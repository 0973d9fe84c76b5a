"""Waits on this machine for the browser to come back from the sign-in page.

Called by login. Takes the answer as a form (`response_mode=form_post`), so that no code stays in the browser's history;
takes none whose `state` is not the one that was sent. Listens on loopback alone, and for one answer. Never logs it.
"""

import errno
import hmac
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from m365bot.errors import ConfigError
from m365bot.words import say

HOST = "127.0.0.1"
_MOST = 64 * 1024  # bytes of a form; a code has two thousand
_PAGE = (
    '<!doctype html><html lang="ja"><meta charset="utf-8"><title>m365bot</title>'
    '<body style="font-family:sans-serif;margin:3em"><p>{words}</p></body></html>'
)
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Connection": "close",
}


class Listener:
    """`with Listener(0) as listener:`; port 0 is any that is free. Raises ConfigError where the port is taken."""

    def __init__(self, port: int) -> None:
        self._answer: Mapping[str, str] | None = None
        self._state = ""
        self._come = threading.Event()
        try:
            self._server = _Server((HOST, port), _handler(self))
        except OSError as error:
            raise _taken(port, error) from error

    @property
    def address(self) -> str:
        """As Entra knows it: of localhost any port will do (docs/facts.md entra.redirects)."""
        return f"http://localhost:{self._server.server_address[1]}"

    def expect(self, state: str) -> None:
        """Before anybody is shown an address: a browser in the foreground is back before it is waited for."""
        self._state = state

    def wait(self, seconds: float) -> Mapping[str, str] | None:
        """What the sign-in page sent; None where nobody came in time."""
        self._come.wait(seconds)
        return self._answer

    def take(self, form: Mapping[str, str]) -> bool:
        """Is it the answer that is waited for? Who sends another may be any page or program of this machine."""
        is_ours = bool(self._state) and hmac.compare_digest(form.get("state", ""), self._state)
        if is_ours and self._answer is None and ("code" in form or "error" in form):
            self._answer = form
            return True
        return False

    def done(self) -> None:
        if self._answer is not None:
            self._come.set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    """A thread for each connection: browsers open some that they say nothing on."""

    daemon_threads = True
    allow_reuse_address = False  # another program's port is not shared


def _taken(port: int, error: OSError) -> ConfigError:
    if error.errno in (errno.EADDRINUSE, errno.EACCES):
        return ConfigError(
            say(
                "サインインの答えを受け取るポート {port} は使えません"
                "(ほかのプログラムが使っているか、権限がありません)。"
                "--port を付けずに実行するか、別の番号にしてください。",
                port=port,
            )
        )
    return ConfigError(
        say("この端末で、サインインの答えを受け取る準備ができません({why})。", why=error.strerror)
    )


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10  # seconds for a connection to say something

        def do_POST(self) -> None:
            came = self._is_ours() and listener.take(self._form())
            self._say(200 if came else 400, _came() if came else _not_taken())
            if came:
                listener.done()

        def do_GET(self) -> None:
            self._say(400, _not_taken())

        def _is_ours(self) -> bool:
            try:
                name = urlsplit(f"//{self.headers.get('Host', '')}").hostname
            except ValueError:
                return False
            return name in ("localhost", HOST)

        def _form(self) -> dict[str, str]:
            try:
                size = int(self.headers.get("Content-Length", 0))
            except ValueError:
                return {}
            body = self.rfile.read(size) if 0 < size <= _MOST else b""
            return dict(parse_qsl(body.decode("utf-8", "replace")))

        def _say(self, status: int, words: str) -> None:
            page = _PAGE.format(words=words).encode()
            self.send_response(status)
            for name, value in _HEADERS.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: addresses and forms hold codes."""

    return Handler


def _came() -> str:
    return say(
        "サインイン画面の答えを受け取りました。結果は m365bot の画面に出ます。この画面は閉じてかまいません。"
    )


def _not_taken() -> str:
    return say("この画面では何も受け取りませんでした。m365bot の画面に出たアドレスから始めてください。")
