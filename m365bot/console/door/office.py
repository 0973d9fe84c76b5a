"""What the door stands on: its place, its cookies, who is signed in, and who began a sign-in how often.

Made by the door. Holds no request.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from m365bot.app.doors import Doors
from m365bot.console.door import cookies
from m365bot.console.door.attempts import Attempts
from m365bot.console.door.cookies import Cookie
from m365bot.console.door.sessions import Sessions
from m365bot.settings import Place

MOST_BEGUN = 120  # sign-ins in five minutes, from one network or by one account
AWAY = timedelta(
    minutes=5
)  # for which nobody is sent to Entra again that is in, once it could not be reached


def machine_now() -> datetime:
    """Never a lent clock: a rehearsal's months end nobody's session."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """now: of the machine."""

    place: Place
    doors: Doors
    now: Callable[[], datetime] = machine_now
    begun: Attempts = field(default_factory=lambda: Attempts(MOST_BEGUN))
    away: Attempts = field(default_factory=lambda: Attempts(1, AWAY))

    @property
    def cookie(self) -> Cookie:
        return cookies.named(self.place, "session")

    @property
    def way_in(self) -> Cookie:
        """By which a browser that is signing in is known again; never the session's."""
        return cookies.named(self.place, "door")

    @property
    def sessions(self) -> Sessions:
        return Sessions(self.doors, self.now)
