"""Access tokens: real JWTs, signed by the sandbox, judged by its clock.

Made by the token endpoint, read by the gateway. The key is made once a process: it signs nothing but play.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from m365bot.sandbox.clock import VirtualClock
from m365bot.sandbox.stored.directory import App, User
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.call import Token
from m365bot.sandbox.wire.problems import GraphProblem

AUDIENCE = "https://graph.microsoft.com"
_AUDIENCES = (AUDIENCE, AUDIENCE + "/", "00000003-0000-0000-c000-000000000000")


@cache
def signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def key_id() -> str:
    public = signing_key().public_key()
    encoded = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(encoded).hexdigest()[:27]


def public_key() -> dict[str, Any]:
    """As a row of the key document."""
    row: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(signing_key().public_key(), as_dict=True)
    return {**row, "use": "sig", "kid": key_id(), "x5t": key_id()}


def sign(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, signing_key(), algorithm="RS256", headers={"kid": key_id(), "x5t": key_id()})


def access_token(tenant: Tenant, app: App, user: User | None, granted: list[str]) -> str:
    """For the app itself, or for a person: roles or scp, and who it is."""
    now = int(tenant.clock.timestamp())
    claims: dict[str, Any] = {
        "aud": AUDIENCE,
        "iss": f"https://sts.windows.net/{tenant.id}/",
        "iat": now,
        "nbf": now,
        "exp": now + tenant.settings.access_token_s,
        "app_displayname": app.display_name,
        "appid": app.app_id,
        "tid": tenant.id,
        "ver": "1.0",
    }
    return sign({**claims, **(_of_person(user, granted) if user else _of_app(app, granted))})


def _of_app(app: App, granted: list[str]) -> dict[str, Any]:
    return {"idtyp": "app", "oid": app.principal_id, "sub": app.principal_id, "roles": granted}


def _of_person(user: User, granted: list[str]) -> dict[str, Any]:
    return {
        "idtyp": "user",
        "oid": user.id,
        "sub": user.id,
        "name": user.display_name,
        "upn": user.upn,
        "unique_name": user.upn,
        "acct": 1 if user.guest else 0,
        "scp": " ".join(granted),
    }


@dataclass
class Reader:
    """Reads tokens; signatures are checked once a token, times at each request."""

    clock: VirtualClock
    _known: dict[str, tuple[Token, float, float]] = field(default_factory=dict)

    def read(self, header: str | None) -> Token:
        """The token of an Authorization header; 401 `InvalidAuthenticationToken` (docs/facts.md 4)."""
        if not header:
            raise _refused("Access token is empty.")
        scheme, _, text = header.partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise _refused("Access token is empty.")
        token, starts, ends = self._known.get(text) or self._verified(text)
        now = self.clock.timestamp()
        if now >= ends:
            raise _refused("Lifetime validation failed, the token is expired.")
        if now < starts - 300:
            raise _refused("Lifetime validation failed, the token is not yet valid.")
        return token

    def _verified(self, text: str) -> tuple[Token, float, float]:
        try:
            claims = jwt.decode(
                text,
                signing_key().public_key(),
                algorithms=["RS256"],
                audience=_AUDIENCES,
                options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError as problem:
            raise _refused("CompactToken validation failed.") from problem
        known = (_token(claims), float(claims["nbf"]), float(claims["exp"]))
        if len(self._known) > 2000:
            self._known.clear()
        self._known[text] = known
        return known


def _token(claims: dict[str, Any]) -> Token:
    user = claims["oid"] if claims["idtyp"] == "user" else None
    scopes = frozenset(claims.get("scp", "").split())
    return Token(claims["appid"], user, frozenset(claims.get("roles", ())), scopes)


def _refused(message: str) -> GraphProblem:
    challenge = (
        'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", '
        f'client_id="{_AUDIENCES[2]}", errorDescription="{message}"'
    )
    return GraphProblem(401, "InvalidAuthenticationToken", message, headers={"WWW-Authenticate": challenge})
