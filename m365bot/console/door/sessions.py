"""Who a browser is, for how long that holds, and what comes of it for pages.

Called by the threshold for each request, in a worker thread. A session ends by itself after an hour of nothing, and after
ten hours in all.
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
NOTED = timedelta(minutes=1)  # how exactly it is known when somebody was last seen
KNOWN = frozenset(Role)


@dataclass(frozen=True)
class Seat:
    """token: the session's secret. visit: of whom it is; live: it still holds."""

    token: str
    visit: "Visit"
    live: bool

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
        now = self.now()
        live = visit.ended is None and now - visit.seen <= IDLE and now - visit.began <= LONGEST
        if live and now - visit.seen >= NOTED:
            self.doors.visits.touch(visit.key, now)
        return Seat(token, visit, live)


def visitor_of(visit: "Visit") -> Visitor:
    return Visitor(
        visit.account, visit.tenant, visit.sign_in_name.casefold(), visit.name, known_roles(visit.roles)
    )


def known_roles(values: frozenset[str]) -> frozenset[Role]:
    """Others may be assigned too; they mean nothing here."""
    return frozenset(role for role in KNOWN if role.value in values)
