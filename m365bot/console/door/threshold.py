"""Between the socket and every page: the way a request came, who sends it, and whether its form is our own.

A middleware of the door. Sets `request.state.visitor` and `.csrf`; a form that is not ours reaches no page.
"""

from collections.abc import Awaitable, Callable

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from m365bot.console.door import body, late, place, showing, tokens, ways
from m365bot.console.door.body import Form, TooLarge, Unreadable
from m365bot.console.door.office import Office
from m365bot.console.door.sessions import Seat
from m365bot.console.entrance import Door
from m365bot.errors import DatabaseUnusable, M365BotError
from m365bot.settings.console import BACK
from m365bot.words import say

log = structlog.get_logger("m365bot.console")
READS = ("GET", "HEAD")
TLS_FOR = "max-age=31536000"


Renewed = Callable[[Request], Awaitable[Response | None]]


class Threshold:
    """office: what the door stands on; door: as pages know it; renewed: on to Entra, where it is time for that."""

    def __init__(self, app: ASGIApp, office: Office, door: Door, renewed: Renewed) -> None:
        self.app, self.office, self.door, self.renewed = app, office, door, renewed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.visitor, request.state.seat = None, None
        send = self._secured(send)
        refusal, receive = await self._looked_at(request, receive)
        await (refusal or self.app)(scope, receive, send)

    async def _looked_at(self, request: Request, receive: Receive) -> tuple[Response | None, Receive]:
        """A refusal, if any; and the body as the page will read it."""
        if why := place.why_not(self.office.place, request):
            return self._misled(request, why), receive
        if request.url.path.startswith(ways.STATIC):
            return None, receive
        try:
            await self._seat(request)
            if on := await self.renewed(request):
                return on, receive
            if request.method in READS or request.url.path == BACK:
                return None, receive
            return await self._form(request, receive)
        except TooLarge:
            return self._told(request, say("送られた内容が大きすぎます(12 MBまで)。"), 413), receive
        except Unreadable:
            return self._told(request, say("送られた内容を読めませんでした。"), 400), receive
        except M365BotError as error:
            status = 503 if isinstance(error, DatabaseUnusable) else 500
            return self._told(request, str(error), status), receive

    async def _seat(self, request: Request) -> None:
        token = self.office.cookie.of(request)
        seat = await run_in_threadpool(self.office.sessions.find, token)
        request.state.seat = seat
        request.state.visitor = seat.visitor if seat else None

    async def _form(self, request: Request, receive: Receive) -> tuple[Response | None, Receive]:
        seat: Seat | None = request.state.seat
        most = body.MOST if seat else body.MOST_UNKNOWN  # who was known once has something to lose
        content = await body.read(receive, request.scope, most)
        form = await body.form(request.scope, content, receive)
        refusal = await self._judged(request, seat, form)
        return refusal, body.again(content, receive)

    async def _judged(self, request: Request, seat: Seat | None, form: Form) -> Response | None:
        if place.is_foreign(self.office.place, request):
            log.warning("form.foreign")
            return late.foreign(request, self.door)
        if seat is not None and seat.live and tokens.is_same(form.of(late.CSRF), seat.csrf):
            return await self._once(request, seat, form)
        if not place.is_own(self.office.place, request):
            return late.foreign(request, self.door)
        if request.url.path == ways.SIGN_OUT and not (seat and seat.live):
            return RedirectResponse(ways.SIGN_IN, 303)
        return await self._late(request, seat, form)

    async def _once(self, request: Request, seat: Seat, form: Form) -> Response | None:
        """What was kept is done once, however often it is pressed."""
        if not form.of(late.HELD) or request.url.path == ways.DROP:
            return None
        released = await run_in_threadpool(self.office.doors.visits.release, seat.visit.key)
        return None if released else late.done_already(request, self.door)

    async def _late(self, request: Request, seat: Seat | None, form: Form) -> Response:
        sent = late.sent(request, form)
        if seat is None:
            return late.unknown(request, self.door, sent)
        if seat.live:
            return late.stale(request, self.door, sent)
        if not late.is_small(sent):
            return late.unknown(request, self.door, sent)
        await run_in_threadpool(self.office.doors.visits.hold, seat.visit.key, sent, self.office.now())
        return late.kept(request, self.door)

    def _misled(self, request: Request, why: str) -> Response:
        if better := place.better(self.office.place, request):
            return RedirectResponse(better, 307)
        return showing.page(request, self.door, "told.html", 421, words=why)

    def _told(self, request: Request, words: str, status: int) -> Response:
        return showing.page(request, self.door, "told.html", status, words=words)

    def _secured(self, send: Send) -> Send:
        if not self.office.place.is_tls:
            return send

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("Strict-Transport-Security", TLS_FOR)
            await send(message)

        return sending
