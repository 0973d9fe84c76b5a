"""Japanese unless somebody asks for English: by `?lang=en`, which is kept in a cookie that holds nothing else.

The outermost middleware. What is asked for in the browser's settings does not count: this is a Japanese office's desk.
"""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from m365bot import words

FIELD, COOKIE = "lang", "m365bot_lang"
YEAR = 365 * 24 * 3600


class Language:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wished = _known(parse_qs(scope["query_string"].decode("latin-1")).get(FIELD, [""])[0])

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and wished:
                kept = f"{COOKIE}={wished}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax"
                MutableHeaders(scope=message).append("Set-Cookie", kept)
            await send(message)

        with words.speaking(wished or _kept(Headers(scope=scope)) or words.LANGUAGES[0]):
            await self.app(scope, receive, sending)


def _known(language: str) -> str:
    return language if language in words.LANGUAGES else ""


def _kept(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return _known(found.value) if found else ""
