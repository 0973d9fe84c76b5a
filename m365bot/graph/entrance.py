"""Whoever comes to the console signs in: authorization code with PKCE, as the app itself, and is known by an id token alone.

Called by app for the console's door. Asks for `openid profile`, proves the token by the authority's keys, and keeps nothing:
between the two halves the caller holds the flow, which is good for one answer. Never logs a code, a token or a name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from m365bot.graph import auth, identity, msal_http, sign_in_words
from m365bot.graph.connection import Connection
from m365bot.graph.interactive import FLOW, Begun, asked, redeemed

_WITHOUT = ("offline_access",)  # no refresh token: nothing is done in a visitor's name


@dataclass(frozen=True)
class Entrant:
    """tenant, account: the directory's ids, which nobody can choose. sign_in_name, name: what the account is called now.

    roles: app roles as an administrator assigned them, whatever they are called (docs/facts.md entra.roles). outside: a
    guest, whose names are whatever their own organisation says (docs/facts.md entra.guests).
    """

    tenant: str
    account: str
    sign_in_name: str
    name: str
    roles: frozenset[str]
    outside: bool = False


@dataclass(frozen=True)
class Entrance:
    """Both halves of a sign-in; each asks the authority, and blocks."""

    connection: Connection

    def begin(self, back_to: str, *, prompt: str = "") -> Begun:
        """back_to: the registered redirect address. Raises SignInNeeded, ConfigError."""
        with msal_http.Http(self.connection) as http:
            app = self._asked(lambda: self._client(http))
            # As a form, so that no code stands in an address (RFC 9700, 4.3.1).
            flow = app.initiate_auth_code_flow(
                [], redirect_uri=back_to, prompt=prompt or None, response_mode="form_post"
            )
        kept = {name: flow[name] for name in FLOW if name in flow}
        sent = parse_qs(urlsplit(flow["auth_uri"]).query)["nonce"][0]
        return Begun(msal_http.asked(flow["auth_uri"], self.connection), {**kept, "sent_nonce": sent})

    def finish(self, flow: Mapping[str, Any], answer: Mapping[str, str]) -> Entrant:
        """answer: the parameters with which the browser came back. Raises SignInNeeded, ConfigError."""
        with msal_http.Http(self.connection) as http:
            app = self._asked(lambda: self._client(http))
            result = self._asked(lambda: redeemed(app, dict(flow), answer))
            token = result.get("id_token")
            if not token:
                raise sign_in_words.sign_in_refused(result)
            claims = identity.claims_of(str(token), self.connection, http)
        # msal compares it in what it read; here in what was proved.
        if claims.get("nonce") != flow.get("sent_nonce"):
            raise sign_in_words.foreign_answer()
        return _entrant(claims)

    def _client(self, http: msal_http.Http) -> Any:
        return auth.confidential(self.connection, http, without=_WITHOUT)

    def _asked(self, what: Callable[[], Any]) -> Any:
        return asked(what, self.connection)


def _entrant(claims: Mapping[str, Any]) -> Entrant:
    roles = claims.get("roles")
    given = roles if isinstance(roles, list) else []  # nobody who has none gets the claim
    return Entrant(
        tenant=str(claims["tid"]),
        account=str(claims["oid"]),
        sign_in_name=str(claims.get("preferred_username") or ""),
        name=str(claims.get("name") or ""),
        roles=frozenset(one for one in given if isinstance(one, str)),
        outside="idp" in claims and claims["idp"] != claims["iss"],
    )
