"""What a door is: who lets people in, tells them apart, and knows their own forms again.

Served by door/. Where there is none, nobody is let in: `Closed`.
"""

from collections.abc import Sequence
from typing import Protocol

from markupsafe import Markup
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from m365bot.words import say


class Door(Protocol):
    """middleware: sets `request.state.visitor` to a Visitor, or None, and refuses forged forms.

    routes: its own pages (signing in and out), reached by anybody. sign_out: the address where one leaves; empty: nowhere.
    """

    @property
    def routes(self) -> Sequence[BaseRoute]: ...

    @property
    def middleware(self) -> Sequence[Middleware]: ...

    @property
    def sign_out(self) -> str: ...

    def csrf_field(self, request: Request) -> Markup:
        """To be put into every form."""

    def still(self, request: Request) -> bool:
        """Is whoever asked still in, with all their roles? Called now and then while they look on, in a worker thread."""

    def asks_in(self, request: Request) -> Response | None:
        """Where somebody unknown is sent to sign in; None: nowhere, they are told that they may not."""


class Closed:
    """Nobody comes in."""

    routes: Sequence[BaseRoute] = ()
    middleware: Sequence[Middleware] = ()
    sign_out = ""

    def csrf_field(self, request: Request) -> Markup:
        return Markup("")

    def still(self, request: Request) -> bool:
        return False

    def asks_in(self, request: Request) -> Response | None:
        return None


def nobody() -> str:
    """What whoever is unknown is told."""
    return say("この画面を見るには、サインインが必要です。")
