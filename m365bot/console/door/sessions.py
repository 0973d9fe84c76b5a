"""Who a browser is, for how long that holds, and what comes of it for pages.

Called by the threshold for each request, in a worker thread. A session ends by itself after an hour of nothing, after ten
hours in all, and where Entra has not vouched for it for an hour and a half.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from m365bot.app.doors import Doors
from m365bot.console.door import tokens
from m365bot.console.roles import Role
from m365bot.console.visitor import Visitor

if TYPE_CHECKING:
    from m365bot.database.visits import Visit

IDLE, LONGEST = timedelta(hours=1), timedelta(hours=10)
RENEWED, PROVED = timedelta(minutes=30), timedelta(minutes=90)
"""After which Entra is asked anew when a page is opened, and without whose word nobody is in any more: for so long, at
most, holds a role that an administrator took away."""
NOTED = timedelta(minutes=1)  # how exactly it is known when somebody was last seen
KNOWN = frozenset(Role)


@dataclass(frozen=True)
class Seat:
    """token: the session's secret. visit: of whom it is; live: it still holds; is_stale: Entra is to be asked anew."""

    token: str
    visit: "Visit"
    live: bool
    is_stale: bool = False

    @property
    def visitor(self) -> Visitor | None:
        return visitor_of(self.visit) if self.live else None

    @property
    def csrf(self) -> str:
        return tokens.of_forms(self.token)


@dataclass(frozen=True)
class Sessions:
    """now: the machine's own clock, also where another one plans."""

    doors: Doors
    now: Callable[[], datetime]

    def find(self, token: str) -> Seat | None:
        """None where the browser has none that we know. Raises M365BotError."""
        visit = self.doors.visits.of(tokens.digest(token)) if token else None
        if visit is None:
            return None
        now, live = self.now(), self._is_live(visit)
        if live and now - visit.seen >= NOTED:
            self.doors.visits.touch(visit.key, now)
        return Seat(token, visit, live, is_stale=now - visit.vouched > RENEWED)

    def still(self, seat: Seat) -> bool:
        """Does it hold with all its roles, for whoever only looks on? Raises M365BotError."""
        visit = self.doors.visits.of(seat.visit.key)
        return visit is not None and self._is_live(visit) and visit.roles >= seat.visit.roles

    def _is_live(self, visit: "Visit") -> bool:
        now = self.now()
        is_young = now - visit.began <= LONGEST and now - visit.vouched <= PROVED
        return visit.ended is None and now - visit.seen <= IDLE and is_young


def visitor_of(visit: "Visit") -> Visitor:
    return Visitor(
        visit.account, visit.tenant, visit.sign_in_name.casefold(), visit.name, known_roles(visit.roles)
    )


def known_roles(values: frozenset[str]) -> frozenset[Role]:
    """Others may be assigned too; they mean nothing here."""
    return frozenset(role for role in KNOWN if role.value in values)
