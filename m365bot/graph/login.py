"""A person signs the service account in: in a browser (authorization code and PKCE), or by a device's code.

Called by `m365bot login`. Keeps the refresh token only where it is the service account's that config names; anything else is
refused and forgotten. Runs on the machine's own time, for it waits for a person. Never logs or shows a token.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msal
import structlog

from m365bot import clock
from m365bot.graph import account, auth, msal_http, sign_in_words
from m365bot.graph.account import Who
from m365bot.graph.connection import Connection
from m365bot.graph.redirect import Listener

log = structlog.get_logger("m365bot.graph")

PATIENCE = 600.0  # seconds for a person to sign in
_PENDING = ("authorization_pending", "slow_down")
_SLOWER = 5  # seconds more between two looks, each time it is asked for (RFC 8628)


@dataclass(frozen=True)
class Login:
    """`patience` is how long a person has; `wait` passes the time between two looks of a device."""

    connection: Connection
    patience: float = PATIENCE
    wait: Callable[[float], None] = field(default=time.sleep)

    def by_browser(self, show: Callable[[str], None], *, port: int = 0) -> Who:
        """`show` is given the address to open. Raises SignInNeeded, ConfigError."""
        self._store.try_out()
        with self._http() as http, Listener(port) as listener:
            app = self._asked(lambda: _client(self.connection, http))
            flow = self._asked(lambda: self._begun(app, listener.address))
            listener.expect(flow["state"])
            show(flow["auth_uri"])
            answer = listener.wait(self.patience)
            if answer is None:
                raise sign_in_words.nobody_came(self.patience)
            return self._accepted(self._asked(lambda: _redeemed(app, flow, answer)), app)

    def by_device(self, show: Callable[[str, str], None]) -> Who:
        """`show` is given the address to open and the code to type there. Raises SignInNeeded, ConfigError."""
        self._store.try_out()
        with self._http() as http:
            app = self._asked(lambda: auth.public(self.connection, http))
            flow = self._asked(lambda: app.initiate_device_flow([self.connection.scope]))
            if "user_code" not in flow:
                raise sign_in_words.sign_in_refused(flow)
            show(msal_http.asked(flow["verification_uri"], self.connection), flow["user_code"])
            return self._accepted(self._polled(app, flow), app)

    @property
    def _store(self) -> account.Store:
        return account.Store(self.connection.state_dir, self.connection.account_refresh_token)

    def _http(self) -> msal_http.Http:
        return msal_http.Http(self.connection)

    def _begun(self, app: Any, back_to: str) -> dict[str, Any]:
        flow: dict[str, Any] = app.initiate_auth_code_flow(
            [self.connection.scope],
            redirect_uri=back_to,
            prompt="select_account",  # else the browser signs in whoever is signed in there already
            login_hint=self.connection.service_account or None,
            response_mode="form_post",
        )
        return flow | {"auth_uri": msal_http.asked(flow["auth_uri"], self.connection)}

    def _polled(self, app: Any, flow: dict[str, Any]) -> Mapping[str, Any]:
        """Until a person has answered, or the code has ended. A look that gets no answer is made again."""
        interval, left = float(flow.get("interval") or _SLOWER), float(flow.get("expires_in") or 0)
        while left > 0:
            self.wait(interval)
            left -= interval
            result = self._looked(app, flow)
            if result.get("error") not in _PENDING:
                return result
            interval += _SLOWER if result.get("error") == "slow_down" else 0
        raise sign_in_words.code_ended()

    def _looked(self, app: Any, flow: dict[str, Any]) -> Mapping[str, Any]:
        try:
            # A copy: msal notes in it when it last looked, and warns by a clock that is not ours.
            result = app.acquire_token_by_device_flow(dict(flow), exit_condition=lambda _: True)
        except Exception as error:
            if isinstance(error, msal_http.Busy) or msal_http.is_transport_error(error):
                return {"error": _PENDING[0]}
            raise
        return dict(result or {})

    def _asked(self, what: Callable[[], Any]) -> Any:
        """What msal asks of the authority, its troubles told in words."""
        try:
            return what()
        except msal_http.Busy as error:
            raise sign_in_words.busy(error.status) from error
        except Exception as error:
            if not msal_http.is_transport_error(error):
                raise
            obstacle = msal_http.obstacle(error, self.connection)
            raise sign_in_words.unreachable(self.connection.authority_url, obstacle) from error

    def _accepted(self, result: Mapping[str, Any], app: Any) -> Who:
        if "access_token" not in result or not result.get("refresh_token"):
            raise sign_in_words.sign_in_refused(result)
        who = auth.who(result)
        self._look(result)
        now, public = clock.now(), isinstance(app, msal.PublicClientApplication)
        self._store.keep(result["refresh_token"], at=now, who=who, signed_in=now, public=public)
        log.info("account.signed_in", public=public)
        return who

    def _look(self, result: Mapping[str, Any]) -> None:
        """Raises SignInNeeded unless the tokens say that it is the service account."""
        wanted, found = self.connection.service_account, auth.names(result)
        if not found:
            raise sign_in_words.nobody_named()
        if wanted.casefold() not in found:
            raise sign_in_words.wrong_account(wanted)


def _client(connection: Connection, http: msal_http.Http) -> Any:
    """With the app's credential where there is one: its refresh tokens outlive passwords (docs/facts.md 111)."""
    has_own = connection.certificate or connection.client_secret
    return auth.confidential(connection, http) if has_own else auth.public(connection, http)


def _redeemed(app: Any, flow: dict[str, Any], answer: Mapping[str, str]) -> Mapping[str, Any]:
    try:
        result = app.acquire_token_by_auth_code_flow(flow, dict(answer))
    except (ValueError, RuntimeError) as error:  # another state; an id token of another nonce, or not for us
        raise sign_in_words.foreign_answer() from error
    return dict(result or {})
