"""The viewer as an ASGI app, to be mounted under /viewer.

Made by the sandbox. Every answer carries headers that let nothing run and nothing load from elsewhere.
"""

from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from m365bot.sandbox import words
from m365bot.sandbox.running import Running
from m365bot.sandbox.viewer import news_pages, pages, problems, rendering
from m365bot.sandbox.viewer.addresses import ROOT, Addresses

__all__ = ["ROOT", "create"]

_CHANNEL = "/teams/{team}/channels/{channel}"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create(app: Running) -> Starlette:
    """The pages, reading `app` through its Graph."""
    routes: list[BaseRoute] = [
        Route("/", pages.looking(app, pages.home)),
        Route("/mail", pages.looking(app, pages.mail)),
        Route("/mail/{message}", pages.looking(app, pages.mail_face)),
        Route("/mail/{message}/words", pages.looking(app, pages.mail_words)),
        Route("/works", pages.looking(app, pages.works)),
        Route("/news", pages.looking(app, news_pages.news_front)),
        Route("/news/{site}/{page}", pages.looking(app, news_pages.news_page)),
        Route("/news-link", pages.looking(app, news_pages.followed_link)),
        Route("/news-picture/{site}", pages.looking(app, news_pages.news_picture)),
        Route("/chats", pages.looking(app, pages.chats)),
        Route(_CHANNEL, pages.looking(app, pages.channel_posts)),
        Route(f"{_CHANNEL}/files/{{path:path}}", pages.looking(app, pages.channel_files)),
        Route(f"{_CHANNEL}/open/{{path:path}}", pages.looking(app, pages.opened_file)),
        Route(f"{_CHANNEL}/members", pages.looking(app, pages.channel_members)),
        Route(f"{_CHANNEL}/page/{{page}}", pages.looking(app, pages.site_page)),
        Route(f"{_CHANNEL}/hosted/{{message}}/{{picture}}", pages.looking(app, pages.hosted_picture)),
        Route(f"{_CHANNEL}/picture", pages.looking(app, pages.site_picture)),
        Route("/shared", pages.looking(app, pages.shared_files)),
        Route("/shared/{drive}/{item}", pages.looking(app, pages.shared_file)),
        Route(f"{_CHANNEL}/link", pages.looking(app, pages.followed_link)),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]
    return Starlette(
        routes=[Route(ROOT, _to_root), Mount(ROOT, routes=routes)],
        middleware=[Middleware(_Headers)],
        exception_handlers={404: _nothing_here},
    )


async def _to_root(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{ROOT}/{query}", 308)


async def _nothing_here(request: Request, problem: Exception) -> Response:
    trouble = problems.of_words(
        ("ページがありません", "アドレスを確かめるか、人を選ぶところから始めてください。")
    )
    return HTMLResponse(rendering.page("alone.html", trouble=trouble, to=Addresses("")), 404)


class _Headers:
    """Adds the headers that an answer does not set itself, in the language of who asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if wish:
                    headers.append(
                        "Set-Cookie", f"{words.FIELD}={wish}; Path={ROOT}; HttpOnly; SameSite=Strict"
                    )
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        query, head = scope["query_string"].decode("latin-1"), Headers(scope=scope)
        wish = words.wished(query)
        language = words.asked(query, cookie=head.get("cookie", ""), accepts=head.get("accept-language", ""))
        with words.spoken_to(language):
            await self.app(scope, receive, sending)
