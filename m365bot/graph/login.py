"""A person signs the service account in, and its refresh token is kept.

Called by `m365bot login`, and for the console, whose browser goes and comes back in two halves. Keeps the token only where
it is the service account's that config names, by its id once that is known; anything else is refused and forgotten. Never
logs or shows a token.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import structlog

from m365bot import clock
from m365bot.graph import account, auth, msal_http, pin, sign_in_words
from m365bot.graph.account import Who
from m365bot.graph.connection import Connection
from m365bot.graph.interactive import PATIENCE, Answer, Begun, Person, Wish

log = structlog.get_logger("m365bot.graph")


class Trust(Enum):
    """Which account the name may be: the KNOWN one, or the first where none is; NEW: another one from now on."""

    KNOWN = "known"
    NEW = "new"


class How(Enum):
    """As which account of that name it signed in: the SAME as before, the first (MET), or another in its place."""

    SAME = "same"
    MET = "met"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Kept:
    """Whose token is kept now."""

    who: Who
    how: How


@dataclass(frozen=True)
class Login:
    """`patience` is how long a person has; `wait` passes the time between two looks of a device."""

    connection: Connection
    patience: float = PATIENCE
    wait: Callable[[float], None] = field(default=time.sleep)
    trust: Trust = Trust.KNOWN

    def by_browser(self, show: Callable[[str], None], *, port: int = 0) -> Kept:
        """`show` is given the address to open. Raises SignInNeeded, ConfigError."""
        self._store.try_out()
        with msal_http.Http(self.connection) as http:
            return self._accepted(self._person.by_browser(http, show, port=port))

    def by_device(self, show: Callable[[str, str], None]) -> Kept:
        """`show` is given the address to open and the code to type there. Raises SignInNeeded, ConfigError."""
        self._store.try_out()
        with msal_http.Http(self.connection) as http:
            return self._accepted(self._person.by_device(http, show))

    def begin(self, back_to: str) -> Begun:
        """back_to: the registered address of the console. Raises SignInNeeded, ConfigError."""
        self._store.try_out()
        with msal_http.Http(self.connection) as http:
            return self._person.begin(http, back_to)

    def finish(self, flow: Mapping[str, Any], answer: Mapping[str, str]) -> Kept:
        """answer: the parameters with which the browser came back. Raises SignInNeeded, ConfigError."""
        with msal_http.Http(self.connection) as http:
            return self._accepted(self._person.finish(http, flow, answer))

    @property
    def _store(self) -> account.Store:
        return account.Store(self.connection.state_dir, self.connection.account_refresh_token)

    @property
    def _person(self) -> Person:
        """select_account: else the browser signs in whoever is signed in there already."""
        wish = Wish((self.connection.scope,), "select_account", self.connection.service_account)
        return Person(self.connection, wish, self.patience, self.wait)

    def _accepted(self, answer: Answer) -> Kept:
        result = answer.result
        if "access_token" not in result or not result.get("refresh_token"):
            raise sign_in_words.sign_in_refused(result)
        who, pinned, now = auth.who(result), self._pinned, clock.now()
        self._look(result, pinned if self.trust is Trust.KNOWN else "")
        known = self.connection
        pin.put(known.state_dir, known.tenant_id, who, known.service_account, at=now)
        self._store.keep(result["refresh_token"], at=now, who=who, signed_in=now, public=answer.public)
        how = How.MET if not pinned else How.SAME if pinned == who.id else How.REPLACED
        log.info("account.signed_in", public=answer.public, how=how.value)
        return Kept(who, how)

    @property
    def _pinned(self) -> str:
        known = self.connection
        return pin.of(known.state_dir, known.tenant_id, known.service_account)

    def _look(self, result: Mapping[str, Any], pinned: str) -> None:
        """Raises SignInNeeded unless the tokens say that it is the service account."""
        wanted, found = self.connection.service_account, auth.names(result)
        if auth.is_a_guests(
            result
        ):  # its names are whatever its own organisation says (docs/facts.md entra.guests)
            raise sign_in_words.wrong_account(wanted)
        if not found or not auth.who(result).id:
            raise sign_in_words.nobody_named()
        if wanted.casefold() not in found:
            raise sign_in_words.wrong_account(wanted)
        if auth.is_made_anew(pinned, result):
            raise sign_in_words.not_the_known(wanted)
