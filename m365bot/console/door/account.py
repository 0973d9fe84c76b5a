"""The service account's sign-in from the desk: an officer begins it, signs in as that account at Entra, and comes back.

Called by the door's routes and by `signing`, to which Entra's answer comes. What comes back is of use to the browser that
began it alone, while an officer is signed in there; and only the account that config names is ever kept.
"""

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from m365bot.app.doors import Came
from m365bot.console.door import place, showing, tokens
from m365bot.console.door.office import Office
from m365bot.console.door.sessions import Seat
from m365bot.console.entrance import Door
from m365bot.console.roles import OFFICERS
from m365bot.errors import M365BotError
from m365bot.graph.login import How
from m365bot.words import say

log = structlog.get_logger("m365bot.console")
IN, MET, NOT_BEGUN = (f"/settings?said=account_{said}" for said in ("in", "met", "not_begun"))


class AccountSigning:
    """Its two halves."""

    def __init__(self, office: Office, door: Door) -> None:
        self.office, self.door = office, door

    async def go(self, request: Request) -> Response:
        """To Entra, with a secret of its own for the way back."""
        if not _is_an_officer(request):
            return self._told(request, say("広報用アカウントのサインインは、研修担当が行います。"), 403)
        # What is signed in stands in the chain in the name of whoever wanted it. No form: browsers that hold a form's way on
        # to `form-action` would not go to Entra.
        if not place.is_from_ours(self.office.place, request):
            return RedirectResponse(NOT_BEGUN, 303)
        browser = tokens.new()
        try:
            begin = self.office.doors.begin_for_account
            address = await run_in_threadpool(begin, tokens.digest(browser), self.office.now())
        except M365BotError as error:
            return self._told(request, str(error), 503)
        response = RedirectResponse(address, 303)
        self.office.way_in.give(response, browser)
        return response

    def come(self, request: Request, came: Came) -> Response:
        """Whoever is signed in at the desk stays who they are."""
        if not _is_an_officer(request):
            return self._told(request, say("広報用アカウントのサインインは、研修担当が行います。"), 403)
        try:
            kept = self.office.doors.keep_account(came, request.state.visitor.sign_in_name)
        except M365BotError as error:
            log.warning("account.sign_in_failed", error=type(error).__name__)
            return self._told(request, str(error), 409)
        response = RedirectResponse(MET if kept.how is How.MET else IN, 303)
        self.office.way_in.take(response)
        return response

    def _told(self, request: Request, words: str, status: int) -> Response:
        return showing.page(request, self.door, "told.html", status, words=words)


def _is_an_officer(request: Request) -> bool:
    seat: Seat | None = request.state.seat
    return bool(seat and seat.live and seat.visitor and seat.visitor.is_any_of(OFFICERS))
