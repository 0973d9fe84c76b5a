"""Signing in and out at the console: Entra on one side, what is kept of visits on the other.

Called by the console's door, in worker threads. Knows of no web server. A browser is known here by digests alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
    from m365bot.graph.login import Kept


RENEWS = "renews"  # beside what the second half of a sign-in needs
ACCOUNT = "the service account"  # whose sign-in it is, where it is no visitor's
OF = "of"
PATIENCE = 600.0  # seconds for a person to sign the account in


@dataclass(frozen=True)
class Came:
    """A browser that is back from Entra. is_for_account: to sign the service account in, and nobody at the desk."""

    flow: Mapping[str, str] = field(repr=False)
    answer: Mapping[str, str] = field(repr=False)
    back_to: str

    @property
    def is_for_account(self) -> bool:
        return self.flow.get(OF) == ACCOUNT

    @property
    def renews(self) -> str:
        """The key of the visit for whose sake Entra was asked anew; empty: a sign-in."""
        return self.flow.get(RENEWS, "")


class Doors:
    """Those of one desk. place: where browsers are sent back to."""

    def __init__(self, desk: Desk, place: Place) -> None:
        self._desk, self._place = desk, place

    @property
    def visits(self) -> "StoredVisits":
        """Raises M365BotError where the database is away."""
        return self._desk.visits

    def begin(self, browser: str, back_to: str, now: datetime, *, prompt: str = "", renews: str = "") -> str:
        """The address of the sign-in page for this browser, that then goes on to back_to. renews: the key of a visit that
        Entra is to vouch for anew. Raises M365BotError.
        """
        from m365bot.database.visits import Arrival

        begun = accounts.entrance(self._desk.settings).begin(self._place.back, prompt=prompt)
        state = str(begun.flow["state"])
        flow = {**begun.flow, RENEWS: renews} if renews else begun.flow
        self.visits.expect(Arrival(state, browser, flow, back_to, now))
        return begun.address

    def begin_for_account(self, browser: str, now: datetime) -> str:
        """Likewise, for whoever signs the service account in. Raises M365BotError."""
        from m365bot.database.visits import Arrival

        begun = accounts.login(self._desk.settings, PATIENCE).begin(self._place.back)
        state = str(begun.flow["state"])
        self.visits.expect(Arrival(state, browser, {**begun.flow, OF: ACCOUNT}, "/settings", now))
        return begun.address

    def came_back(self, answer: Mapping[str, str], now: datetime) -> bool:
        """Is it the answer to a sign-in that is waited for, and the first? Raises M365BotError."""
        state = answer.get("state", "")
        return bool(state) and self.visits.answered(state, answer, now)

    def arrived(self, browser: str) -> Came | None:
        """None where this browser began nothing that is still good; else it is used up. Raises M365BotError."""
        arrival = self.visits.arrived(browser)
        if arrival is None or arrival.answer is None:
            return None
        return Came(arrival.flow, arrival.answer, arrival.back_to)

    def entrant(self, came: Came) -> "Entrant":
        """Who it is. Raises SignInNeeded."""
        flow = {name: value for name, value in came.flow.items() if name != RENEWS}
        return accounts.entrance(self._desk.settings).finish(flow, came.answer)

    def keep_account(self, came: Came, by: str) -> "Kept":
        """Its token is kept, if it is the one that config names. Raises M365BotError.

        by: who signed it in, for the audit chain.
        """
        kept = accounts.login(self._desk.settings, PATIENCE).finish(came.flow, came.answer)
        self._desk.books.trail.note_signed_in(by, kept.who.id, kept.how.value)
        return kept

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

    def vouched_anew(self, entrant: "Entrant", visit: "Visit", now: datetime) -> bool:
        """Is it whose visit it was? Then it goes on, with the roles of now. Raises M365BotError."""
        if (entrant.tenant, entrant.account) != (visit.tenant, visit.account):
            return False
        self.visits.renew(replace(visit, roles=entrant.roles), now)
        return True

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
