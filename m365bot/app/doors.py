"""Signing in and out at the console: Entra on one side, what is kept of visits on the other.

Called by the console's door, in worker threads. Knows of no web server. A browser is known here by digests alone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from m365bot.app import accounts
from m365bot.app.desks import Desk
from m365bot.errors import GuardStopped
from m365bot.settings import Place
from m365bot.words import say

if TYPE_CHECKING:
    from m365bot.database.visits import StoredVisits, Visit
    from m365bot.graph.entrance import Entrant


class Doors:
    """Those of one desk. place: where browsers are sent back to."""

    def __init__(self, desk: Desk, place: Place) -> None:
        self._desk, self._place = desk, place

    @property
    def visits(self) -> "StoredVisits":
        """Raises M365BotError where the database is away."""
        return self._desk.visits

    def begin(self, browser: str, back_to: str, now: datetime, *, prompt: str = "") -> str:
        """The address of the sign-in page for this browser, that then goes on to back_to. Raises M365BotError."""
        from m365bot.database.visits import Arrival

        begun = accounts.entrance(self._desk.settings).begin(self._place.back, prompt=prompt)
        state = str(begun.flow["state"])
        self.visits.expect(Arrival(state, browser, begun.flow, back_to, now))
        return begun.address

    def came_back(self, answer: Mapping[str, str], now: datetime) -> bool:
        """Is it the answer to a sign-in that is waited for, and the first? Raises M365BotError."""
        state = answer.get("state", "")
        return bool(state) and self.visits.answered(state, answer, now)

    def arrived(self, browser: str) -> "tuple[Entrant, str] | None":
        """Who it is, and where they wanted to go; None where this browser began nothing that is still good.

        Raises SignInNeeded and what the database raises. Either way the sign-in is used up.
        """
        arrival = self.visits.arrived(browser)
        if arrival is None or arrival.answer is None:
            return None
        entrant = accounts.entrance(self._desk.settings).finish(arrival.flow, arrival.answer)
        return entrant, arrival.back_to

    def let_in(self, entrant: "Entrant", key: str, now: datetime, *, before: str) -> "Visit | None":
        """A visit, known by key from now on; before: the key of the browser's earlier one. Raises M365BotError, GuardStopped
        for whoever goes by a name that is another account's.
        """
        from m365bot.database.visits import Visit

        visit = Visit(
            key=key,
            tenant=entrant.tenant,
            account=entrant.account,
            sign_in_name=self._called(entrant),
            name=entrant.name,
            roles=entrant.roles,
            began=now,
            seen=now,
        )
        self.visits.open(visit, before)
        return self.visits.of(key)

    def _called(self, entrant: "Entrant") -> str:
        """The name by which config/ knows an account: as it is remembered of that account's id, else as the token says.

        A guest's token says what the guest's own organisation likes: without a memory, a guest is nobody of config/.
        """
        memos = [
            memo for key, memo in self._desk.books.journals.memory().items() if key.startswith("person:")
        ]
        known = next((memo for memo in memos if memo.get("id") == entrant.account and memo.get("upn")), None)
        if known is not None:
            return str(known["upn"])
        name = entrant.sign_in_name.casefold()
        if any(memo.get("upn") == name and memo.get("id") for memo in memos):
            raise GuardStopped(
                say(
                    "このサインイン名は、前に確かめたものと別のアカウントのものです。作り直されたアカウントなら、"
                    "次の「チャネルの用意」のあとでサインインしてください。"
                )
            )
        return "" if entrant.outside else name

    def turn_away(self, entrant: "Entrant", now: datetime) -> None:
        """Nobody with a role of ours: visits that rest on one are over. Raises M365BotError."""
        self.visits.settle(entrant.tenant, entrant.account, (), now)
