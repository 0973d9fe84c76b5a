"""The desk as an ASGI app: every way of `routes` behind the guard, all of it behind a door.

Made by the command `console` and by tests.
"""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from m365bot.app.desks import Desk
from m365bot.console import guard, rendering, routes
from m365bot.console.entrance import Door
from m365bot.console.following import Gallery
from m365bot.console.frame import Frame
from m365bot.console.headers import Secure
from m365bot.console.language import Language
from m365bot.words import say

STATIC = Path(__file__).parent / "static"


def create(desk: Desk, door: Door) -> Starlette:
    """Raises KeyError for a way that no role is named for."""
    gallery = Gallery()
    ways = [
        Route(way.path, guard.guarded(way, desk, door, gallery), name=way.name, methods=[way.method])
        for way in routes.WAYS
    ]

    async def nothing_here(request: Request, problem: Exception) -> Response:
        frame = Frame(request, door, getattr(request.state, "visitor", None), "")
        told = say("ページがありません。アドレスを確かめるか、「今日」から始めてください。")
        values = {**frame.values(), "programme": "", "zone": None, "words": told}
        return HTMLResponse(rendering.page("alone.html", values), 404)

    return Starlette(
        routes=[*door.routes, *ways, Mount("/static", StaticFiles(directory=STATIC), name="static")],
        middleware=[Middleware(Language), Middleware(Secure), *door.middleware],
        exception_handlers={404: nothing_here},
    )
