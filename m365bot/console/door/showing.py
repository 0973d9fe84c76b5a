"""Pages of the door itself: rendered as the desk's are, for whoever is known or not.

Called by this package. Every answer here is words and a way on.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from m365bot.console import rendering
from m365bot.console.entrance import Door
from m365bot.console.frame import Frame

_NOTHING: dict[str, Any] = {"programme": "", "zone": None, "problem": "", "next_page": "/"}


def page(request: Request, door: Door, template: str, status: int = 200, **values: Any) -> Response:
    visitor = getattr(request.state, "visitor", None)
    frame = Frame(request, door, visitor, "").values()
    html = rendering.page(f"door/{template}", {**frame, **_NOTHING, **values})
    return HTMLResponse(html, status)
