"""The door's own pages: signing in at Entra and back, signing out, and what was kept meanwhile.

Called by their routes. A sign-in begins and ends in one browser: a cookie on the way out, the same one on the way back.
What Entra sends comes as a form from elsewhere, with which browsers send no cookie; so it is kept by its state, and taken
up by the next request, which has one. Who is in gets a new secret; the one of before is worth nothing any more.
"""

from typing import TYPE_CHECKING

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from m365bot.app.doors import Came
from m365bot.console.door import body, late, place, refusals, showing, tokens, ways
from m365bot.console.door.account import AccountSigning
from m365bot.console.door.office import Office
from m365bot.console.door.sessions import Seat, known_roles
from m365bot.console.entrance import Door
from m365bot.errors import GuardStopped, M365BotError, SignInNeeded

if TYPE_CHECKING:
    from m365bot.graph.entrance import Entrant

log = structlog.get_logger("m365bot.console")
ANSWERS = ("code", "state", "error", "error_description", "session_state")
_LONGEST = 8192  # letters of one of them


class Signing:
    """Each method serves one address."""

    def __init__(self, office: Office, door: Door) -> None:
        self.office, self.door = office, door
        self.account = AccountSigning(office, door)

    async def page(self, request: Request) -> Response:
        """Where one begins; who is in already goes on."""
        wanted = ways.own(request.query_params.get("next", "/"))
        if request.state.visitor is not None and "left" not in request.query_params:
            return RedirectResponse(wanted, 303)
        response = self._offered(request, wanted, left="left" in request.query_params)
        if not self.office.way_in.of(request):
            self.office.way_in.give(response, tokens.new())
        return response

    async def go(self, request: Request) -> Response:
        """To Entra."""
        wanted = ways.own(request.query_params.get("next", "/"))
        browser = self.office.way_in.of(request)
        if place.is_led_here(request):  # whoever did would spend what its person may begin
            return self._offered(request, wanted)
        if not browser:
            return self._offered(request, wanted, 400, problem=refusals.no_cookies())
        if refusal := self._slowed(request, wanted):
            return refusal
        self.office.begun.note(self._who(request), self.office.now())
        prompt = "select_account" if "again" in request.query_params else ""
        try:
            address = await run_in_threadpool(
                self.office.doors.begin, tokens.digest(browser), wanted, self.office.now(), prompt=prompt
            )
        except M365BotError as error:
            return self._offered(request, wanted, 503, problem=_words(error))
        return RedirectResponse(address, 303)

    async def back(self, request: Request) -> Response:
        """Entra's answer, which is only kept: whose browser this is, nobody can tell here."""
        try:
            content = await body.read(request.receive, request.scope, body.MOST_UNKNOWN)
            form = await body.form(request.scope, content, request.receive)
        except (body.TooLarge, body.Unreadable):
            return self._offered(request, "/", 400, problem=refusals.not_expected())
        answer = {name: form.of(name)[:_LONGEST] for name in ANSWERS if form.of(name)}
        try:
            is_expected = await run_in_threadpool(self.office.doors.came_back, answer, self.office.now())
        except M365BotError as error:
            return self._offered(request, "/", 503, problem=_words(error))
        if not is_expected:
            return self._failed(request, refusals.not_expected())
        return RedirectResponse(ways.DONE, 303)

    async def done(self, request: Request) -> Response:
        """Whoever began here is in, if Entra vouches for them."""
        browser = self.office.way_in.of(request)
        if not browser:
            return self._offered(request, "/", 400, problem=refusals.no_cookies())
        try:
            return await run_in_threadpool(self._let_in, request, tokens.digest(browser))
        except (SignInNeeded, GuardStopped) as error:
            return self._failed(request, _words(error))
        except M365BotError as error:
            return self._offered(request, "/", 503, problem=_words(error))

    def _let_in(self, request: Request, browser: str) -> Response:
        office, doors = self.office, self.office.doors
        came = doors.arrived(browser)
        if came is None:
            is_in = request.state.visitor is not None  # pressed twice
            return RedirectResponse("/", 303) if is_in else self._failed(request, refusals.not_expected())
        if came.is_for_account:
            return self.account.come(request, came)
        entrant = doors.entrant(came)
        if not known_roles(entrant.roles):
            doors.turn_away(entrant, office.now())
            log.info("console.turned_away")
            problem = refusals.no_role(entrant.sign_in_name)
            return self._offered(request, "/", 403, problem=problem, again=True)
        seat: Seat | None = request.state.seat
        if seat and seat.live and seat.visit.key == came.renews:
            return self._vouched_anew(request, seat, came, entrant)
        token, before = tokens.new(), office.cookie.of(request)
        visit = doors.let_in(
            entrant, tokens.digest(token), office.now(), before=tokens.digest(before) if before else ""
        )
        log.info("console.signed_in")
        response = RedirectResponse(ways.HELD if visit and visit.held else ways.own(came.back_to), 303)
        office.cookie.give(response, token)
        return self._back(response)

    def _vouched_anew(self, request: Request, seat: Seat, came: Came, entrant: "Entrant") -> Response:
        """Nobody becomes somebody else without having asked for it: the browser may know several accounts at Entra."""
        if self.office.doors.vouched_anew(entrant, seat.visit, self.office.now()):
            return self._back(RedirectResponse(ways.own(came.back_to), 303))
        return self._offered(request, came.back_to, 403, problem=refusals.another_account(), again=True)

    def _back(self, response: Response) -> Response:
        """The way in is used up."""
        self.office.way_in.take(response)
        return response

    async def renewed(self, request: Request) -> Response | None:
        """On to Entra and back, for whoever opens a page and was vouched for long ago; None: the page is shown as it is.

        Where Entra is out of reach the session goes on for as long as it may.
        """
        seat: Seat | None = request.state.seat
        office, now = self.office, self.office.now()
        if not (seat and seat.live and seat.is_stale and place.is_opened(request)):
            return None
        who = self._who(request)
        if request.url.path in ways.DOORS or office.begun.wait(who, now) or office.away.wait("", now):
            return None
        office.begun.note(who, now)
        browser, wanted = office.way_in.of(request) or tokens.new(), ways.own(_asked_for(request))
        try:
            address = await run_in_threadpool(
                office.doors.begin, tokens.digest(browser), wanted, now, renews=seat.visit.key
            )
        except M365BotError:
            office.away.note("", now)
            return None
        response = RedirectResponse(address, 303)
        office.way_in.give(response, browser)
        return response

    async def held(self, request: Request) -> Response:
        """What was kept, to be sent again or not."""
        seat: Seat | None = request.state.seat
        if seat is None or not seat.live:
            return RedirectResponse(ways.sign_in("/"), 303)
        kept = seat.visit.held
        return late.waiting(request, self.door, kept) if kept else RedirectResponse("/", 303)

    async def drop(self, request: Request) -> Response:
        """The threshold has looked at the form already, as with `out`."""
        if seat := request.state.seat:
            await run_in_threadpool(self.office.doors.visits.release, seat.visit.key)
        return RedirectResponse("/", 303)

    async def out(self, request: Request) -> Response:
        if seat := request.state.seat:
            await run_in_threadpool(self.office.doors.visits.end, seat.visit.key, self.office.now())
        response = RedirectResponse(f"{ways.SIGN_IN}?left=1", 303)
        self.office.cookie.take(response)
        return response

    def _offered(
        self,
        request: Request,
        wanted: str,
        status: int = 200,
        *,
        problem: str = "",
        left: bool = False,
        again: bool = False,
    ) -> Response:
        return showing.page(
            request,
            self.door,
            "sign_in.html",
            status,
            next_page=wanted,
            problem=problem,
            left=left,
            again=again or left,
        )

    def _failed(self, request: Request, problem: str) -> Response:
        log.warning("console.sign_in_failed")
        return self._offered(request, "/", 403, problem=problem, again=True)

    def _slowed(self, request: Request, wanted: str) -> Response | None:
        who, now = self._who(request), self.office.now()
        seconds = self.office.begun.wait(who, now)
        if not seconds:
            return None
        response = self._offered(request, wanted, 429, problem=refusals.too_often(seconds))
        response.headers["Retry-After"] = str(seconds)
        return response

    def _who(self, request: Request) -> str:
        """By the account of the browser's last visit, where there was one: nobody else can spend that."""
        seat: Seat | None = request.state.seat
        if seat is not None:
            return f"account {seat.visit.account}"
        return place.network_of(place.came_from(self.office.place, request))


def _asked_for(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _words(error: M365BotError) -> str:
    return refusals.words(error) if isinstance(error, SignInNeeded) else str(error)
