"""A door that lets one person in without asking who they are, and a browser that sits behind it. For tests alone.

Called by the tests of the console, and by who looks at its pages: `python -m tests.console.hall` serves the instance of the
environment to an officer who approves too.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from markupsafe import Markup
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from m365bot import settings
from m365bot.app import desks
from m365bot.console import app, serving
from m365bot.console.roles import Role
from m365bot.console.visitor import Visitor

HERE = "http://127.0.0.1"


def visitor(*roles: Role, sign_in_name: str = "sato-m@example.jp") -> Visitor:
    return Visitor(f"oid-{sign_in_name}", "tenant", sign_in_name, "佐藤 美咲", frozenset(roles))


@dataclass
class Hall:
    """guest: whoever comes; may be changed between two visits."""

    guest: Visitor | None
    routes: Sequence[BaseRoute] = ()
    sign_out: str = "/sign-out"
    middleware: Sequence[Middleware] = field(init=False)

    def __post_init__(self) -> None:
        self.middleware = [Middleware(_Seated, hall=self)]

    def csrf_field(self, request: Request) -> Markup:
        return Markup('<input type="hidden" name="csrf" value="test">')

    def still(self, request: Request) -> bool:
        return self.guest is not None

    def asks_in(self, request: Request) -> Response | None:
        return None


class _Seated:
    def __init__(self, app: ASGIApp, hall: Hall) -> None:
        self.app, self.hall = app, hall

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["visitor"] = self.hall.guest
        await self.app(scope, receive, send)


@dataclass
class Sitting:
    """A browser at the desk."""

    browser: TestClient
    desk: desks.Desk
    hall: Hall

    def reads(self, path: str, status: int = 200) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def sends(self, path: str, **form: str) -> str:
        """The page that comes after a form."""
        answer = self.browser.post(path, data=form)
        assert answer.status_code == 200, answer.text
        return answer.text


@contextmanager
def sitting(guest: Visitor | None) -> Iterator[Sitting]:
    """At the desk of the environment's settings."""
    hall = Hall(guest)
    with desks.desk(settings.read()) as desk, TestClient(app.create(desk, hall), base_url=HERE) as browser:
        yield Sitting(browser, desk, hall)


def main() -> None:
    hall = Hall(visitor(Role.OFFICER, Role.APPROVER))
    with desks.desk(settings.read()) as desk:
        serving.serve(app.create(desk, hall), serving.listening("127.0.0.1", 8640), told=print)


if __name__ == "__main__":
    main()
