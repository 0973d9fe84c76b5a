"""A person signs in to be known, once: whose account of the tenant it is, and nothing else.

Called where somebody approves; the entrance proves its tokens here too. Asks for `openid profile` alone, proves the id
token by the authority's own keys, for msal does not (docs/facts.md entra.idtoken), and keeps nothing: no token outlives
the call.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import jwt
import structlog

from m365bot.graph import msal_http, sign_in_words
from m365bot.graph.connection import Connection, is_safe
from m365bot.graph.interactive import PATIENCE, Answer, Person, Wish, asked

log = structlog.get_logger("m365bot.graph")

SKEW = 300  # seconds that this machine's clock may differ from the authority's
_NEEDED = ["aud", "exp", "iat", "iss", "oid", "tid"]


@dataclass(frozen=True)
class SignedIn:
    """tenant, account: the directory's ids, which nobody can choose. name: how it called itself; no proof of anything."""

    tenant: str
    account: str
    name: str


@dataclass(frozen=True)
class Identification:
    """`patience` is how long a person has; `wait` passes the time between two looks of a device."""

    connection: Connection
    patience: float = PATIENCE
    wait: Callable[[float], None] = field(default=time.sleep)

    def by_browser(self, show: Callable[[str], None], *, port: int = 0) -> SignedIn:
        """`show` is given the address to open. Raises SignInNeeded, ConfigError."""
        with msal_http.Http(self.connection) as http:
            return self._proved(self._person.by_browser(http, show, port=port), http)

    def by_device(self, show: Callable[[str, str], None]) -> SignedIn:
        """`show` is given the address to open and the code to type there. Raises SignInNeeded, ConfigError."""
        with msal_http.Http(self.connection) as http:
            return self._proved(self._person.by_device(http, show), http)

    @property
    def _person(self) -> Person:
        """login: who is signed in at that browser already need not be who sits there now."""
        wish = Wish((), prompt="login", without=("offline_access",))
        return Person(self.connection, wish, self.patience, self.wait)

    def _proved(self, answer: Answer, http: msal_http.Http) -> SignedIn:
        token = answer.result.get("id_token")
        if not token:
            raise sign_in_words.sign_in_refused(answer.result)
        found = proved(str(token), self.connection, http)
        log.info("approver.signed_in", public=answer.public)
        return found


def proved(token: str, connection: Connection, http: msal_http.Http) -> SignedIn:
    """Whom an id token is of. Raises SignInNeeded."""
    claims = claims_of(token, connection, http)
    return SignedIn(str(claims["tid"]), str(claims["oid"]), str(claims.get("preferred_username") or ""))


def claims_of(token: str, connection: Connection, http: msal_http.Http) -> Mapping[str, Any]:
    """What an id token says: signed by the authority of our tenant, for our app, and in time. Raises SignInNeeded."""
    metadata = _read(f"{msal_http.shown(connection)}/v2.0/.well-known/openid-configuration", connection, http)
    keys = _read(str(metadata.get("jwks_uri", "")), connection, http)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(token, keys),
            algorithms=["RS256"],
            audience=connection.client_id,
            issuer=str(metadata.get("issuer", "")),
            leeway=SKEW,
            options={"require": _NEEDED},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise sign_in_words.token_out_of_time() from error
    except jwt.PyJWTError as error:
        raise sign_in_words.not_proved() from error
    if claims["tid"] != _tenant_of(str(claims["iss"])):
        raise sign_in_words.another_tenant()
    if not claims["oid"]:
        raise sign_in_words.not_proved()
    return claims


def _key(token: str, keys: Mapping[str, Any]) -> Any:
    """The one of the authority's that the token's header names. Raises PyJWTError."""
    wanted = jwt.get_unverified_header(token).get("kid")
    found = next((one for one in keys.get("keys", ()) if wanted and one.get("kid") == wanted), None)
    if found is None:
        raise jwt.InvalidTokenError("no such key")
    return jwt.PyJWK(found, algorithm="RS256").key


def _tenant_of(issuer: str) -> str:
    """The issuer is that of the tenant which the settings name, by id or by a domain: its id stands in it."""
    return urlsplit(issuer).path.strip("/").partition("/")[0]


def _read(url: str, connection: Connection, http: msal_http.Http) -> Mapping[str, Any]:
    """A document of the authority's. Raises SignInNeeded."""
    if not is_safe(url):
        raise sign_in_words.not_proved()
    answer = asked(lambda: http.get(url), connection)
    try:
        found = json.loads(answer.text)
    except ValueError as error:
        raise sign_in_words.not_proved() from error
    if answer.status_code != 200 or not isinstance(found, dict):
        raise sign_in_words.not_proved()
    return found
