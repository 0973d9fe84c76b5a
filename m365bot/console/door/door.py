"""The door as app is given it: Entra vouches for whoever comes in.

Made by `m365bot console`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from markupsafe import Markup
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from m365bot.app.desks import Desk
from m365bot.app.doors import Doors
from m365bot.console.door import late, ways
from m365bot.console.door.office import Office, machine_now
from m365bot.console.door.signing import Signing
from m365bot.console.door.threshold import Threshold
from m365bot.settings import Place
from m365bot.settings.console import BACK


class EntraDoor:
    """Serves the protocol `Door`."""

    sign_out = ways.SIGN_OUT

    def __init__(self, desk: Desk, place: Place, *, now: Callable[[], datetime] = machine_now) -> None:
        self.office = Office(place, Doors(desk, place), now)
        self._signing = Signing(self.office, self)

    @property
    def routes(self) -> Sequence[BaseRoute]:
        signing = self._signing
        return [
            Route(ways.SIGN_IN, signing.page),
            Route(ways.GO, signing.go),
            Route(BACK, signing.back, methods=["POST"]),
            Route(ways.DONE, signing.done),
            Route(ways.ACCOUNT, signing.account.go),
            Route(ways.HELD, signing.held),
            Route(ways.DROP, signing.drop, methods=["POST"]),
            Route(ways.SIGN_OUT, signing.out, methods=["POST"]),
        ]

    @property
    def middleware(self) -> Sequence[Middleware]:
        return [Middleware(Threshold, office=self.office, door=self, renewed=self._signing.renewed)]

    def csrf_field(self, request: Request) -> Markup:
        """Empty for who is not in: nothing that they send is taken."""
        seat = getattr(request.state, "seat", None)
        if seat is None or not seat.live:
            return Markup("")
        field = Markup('<input type="hidden" name="{name}" value="{value}">')
        return field.format(name=late.CSRF, value=seat.csrf)

    def still(self, request: Request) -> bool:
        """Raises M365BotError."""
        seat = getattr(request.state, "seat", None)
        return seat is not None and self.office.sessions.still(seat)

    def asks_in(self, request: Request) -> Response | None:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(ways.sign_in(request.url.path + query), 303)
