"""A person signs in: in a browser (authorization code and PKCE), or by a device's code.

Used by login, identity and the entrance, who judge whom the answer is of and keep of it what they may. Keeps nothing
itself. Runs on the machine's own time, for it waits for a person. Never logs or shows a token.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from m365bot.graph import auth, msal_http, sign_in_words
from m365bot.graph.connection import Connection
from m365bot.graph.lean import msal
from m365bot.graph.redirect import Listener

FLOW = ("state", "nonce", "code_verifier", "redirect_uri", "scope", "claims_challenge")
"""What the second half of a sign-in needs of the first; the address is no part of it."""
PATIENCE = 600.0  # seconds for a person to sign in
_PENDING = ("authorization_pending", "slow_down")
_SLOWER = 5  # seconds more between two looks, each time it is asked for (RFC 8628)


@dataclass(frozen=True)
class Wish:
    """What is asked of the sign-in page. hint: the account that it proposes. without: scopes that msal adds, left out."""

    scopes: tuple[str, ...]
    prompt: str
    hint: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Begun:
    """address: where the browser goes; flow: what the other half needs, fit for JSON, and a secret of the server's."""

    address: str
    flow: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """What the authority said. public: without the app's own credential."""

    result: Mapping[str, Any] = field(repr=False)
    public: bool


@dataclass(frozen=True)
class Person:
    """Somebody at a screen. `patience`: how long they have; `wait` passes the time between two looks of a device."""

    connection: Connection
    wish: Wish
    patience: float = PATIENCE
    wait: Callable[[float], None] = time.sleep

    def by_browser(self, http: msal_http.Http, show: Callable[[str], None], *, port: int = 0) -> Answer:
        """`show` is given the address to open. Raises SignInNeeded, ConfigError."""
        with Listener(port) as listener:
            app = self._asked(lambda: self._client(http))
            flow = self._asked(lambda: self._begun(app, listener.address))
            listener.expect(flow["state"])
            show(flow["auth_uri"])
            answer = listener.wait(self.patience)
            if answer is None:
                raise sign_in_words.nobody_came(self.patience)
            return _answer(self._asked(lambda: redeemed(app, flow, answer)), app)

    def begin(self, http: msal_http.Http, back_to: str) -> Begun:
        """The first half, where the browser comes back to a page of ours. Raises SignInNeeded, ConfigError."""
        app = self._asked(lambda: self._client(http))
        flow = self._asked(lambda: self._begun(app, back_to))
        kept = {name: value for name, value in flow.items() if name in FLOW}
        return Begun(flow["auth_uri"], kept)

    def finish(self, http: msal_http.Http, flow: Mapping[str, Any], answer: Mapping[str, str]) -> Answer:
        """The second half, by the parameters with which the browser came back. Raises SignInNeeded, ConfigError."""
        app = self._asked(lambda: self._client(http))
        return _answer(self._asked(lambda: redeemed(app, dict(flow), answer)), app)

    def by_device(self, http: msal_http.Http, show: Callable[[str, str], None]) -> Answer:
        """`show` is given the address to open and the code to type there. Raises SignInNeeded, ConfigError."""
        app = self._asked(lambda: auth.public(self.connection, http, without=self.wish.without))
        flow = self._asked(lambda: app.initiate_device_flow(list(self.wish.scopes)))
        if "user_code" not in flow:
            raise sign_in_words.sign_in_refused(flow)
        show(msal_http.asked(flow["verification_uri"], self.connection), flow["user_code"])
        return _answer(self._polled(app, flow), app)

    def _client(self, http: msal_http.Http) -> Any:
        """With the app's credential where there is one: its refresh tokens outlive passwords (docs/facts.md 111)."""
        has_own = self.connection.certificate or self.connection.client_secret
        kind = auth.confidential if has_own else auth.public
        return kind(self.connection, http, without=self.wish.without)

    def _begun(self, app: Any, back_to: str) -> dict[str, Any]:
        flow: dict[str, Any] = app.initiate_auth_code_flow(
            list(self.wish.scopes),
            redirect_uri=back_to,
            prompt=self.wish.prompt,
            login_hint=self.wish.hint or None,
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
        return asked(what, self.connection)


def asked(what: Callable[[], Any], connection: Connection) -> Any:
    """Whatever is asked of the authority, its troubles told in words. Raises SignInNeeded."""
    try:
        return what()
    except msal_http.Busy as error:
        raise sign_in_words.busy(error.status) from error
    except Exception as error:
        if not msal_http.is_transport_error(error):
            raise
        obstacle = msal_http.obstacle(error, connection)
        raise sign_in_words.unreachable(connection.authority_url, obstacle) from error


def _answer(result: Mapping[str, Any], app: Any) -> Answer:
    return Answer(result, public=isinstance(app, msal.PublicClientApplication))


def redeemed(app: Any, flow: dict[str, Any], answer: Mapping[str, str]) -> Mapping[str, Any]:
    """A code for tokens. Raises SignInNeeded where the answer is none to what was asked."""
    try:
        result = app.acquire_token_by_auth_code_flow(flow, dict(answer))
    except (ValueError, RuntimeError) as error:  # another state; an id token of another nonce
        raise sign_in_words.foreign_answer() from error
    return dict(result or {})
