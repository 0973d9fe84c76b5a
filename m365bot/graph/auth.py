"""Tokens for both identities: the app by secret or certificate, the service account by its refresh token.

Called by wire for each request. msal signs in, in a thread; what it got is kept here, because msal judges
expiry by the machine's clock. Never logs a token.
"""

import asyncio
import base64
import binascii
import contextlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from m365bot import clock
from m365bot.errors import ServiceAccountSignedOut, SignInNeeded
from m365bot.graph import account, certificate, msal_http, pin, retry, sign_in_words
from m365bot.graph.connection import Connection
from m365bot.graph.lean import msal
from m365bot.resources.ports.graph import Identity

log = structlog.get_logger("m365bot.graph")

EARLY = timedelta(minutes=5)
PATIENCE = 20.0  # seconds while the token endpoint is busy or out of reach

_CLAIMS = re.compile(r'claims="([^"]+)"')


@dataclass(frozen=True)
class Token:
    """`granted` are the permissions in it: for the words of a refusal only, Graph alone decides.

    tells: it can be read at all, so that none written in it means none granted.
    """

    value: str = field(repr=False)
    until: datetime
    granted: frozenset[str]
    tells: bool = False

    @property
    def is_fresh(self) -> bool:
        return clock.now() < self.until


class Tokens:
    """One sign-in at a time per identity; everybody else waits for it and shares it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._http = msal_http.Http(connection)
        self._store = account.Store(
            connection.state_dir, connection.account_refresh_token, keeps=connection.keeps_tokens
        )
        self._app: Any = None
        self._without: Any = None
        self._kept: dict[Identity, Token] = {}
        self._claims: dict[Identity, str | None] = {}
        self._signing_in: dict[Identity, asyncio.Task[Token]] = {}
        self._building = asyncio.Lock()

    async def of(self, identity: Identity) -> str:
        """A token that is good now. Raises SignInNeeded."""
        kept = self._kept.get(identity)
        return kept.value if kept and kept.is_fresh else (await self._shared(identity)).value

    def granted(self, identity: Identity) -> frozenset[str]:
        kept = self._kept.get(identity)
        return kept.granted if kept else frozenset()

    def tells(self, identity: Identity) -> bool:
        kept = self._kept.get(identity)
        return kept is not None and kept.tells

    def drop(self, identity: Identity, token: str | None, *, challenge: str) -> None:
        """Graph refused this token (None: the one at hand); the next is asked for with the claims wanted."""
        kept = self._kept.get(identity)
        if kept and token in (None, kept.value):
            del self._kept[identity]
            self._claims[identity] = _claims(challenge)

    def close(self) -> None:
        self._http.close()

    async def _shared(self, identity: Identity) -> Token:
        """The sign-in under way, or a new one; all who wait go on in the same tick, so that reads go together."""
        task = self._signing_in.get(identity)
        if task is None:
            task = self._signing_in[identity] = asyncio.ensure_future(self._renewed(identity))
            task.add_done_callback(lambda _: self._signing_in.pop(identity))
        return await asyncio.shield(task)

    async def _renewed(self, identity: Identity) -> Token:
        claims = self._claims.pop(identity, None)
        how = self._as_app if identity is Identity.APP else self._as_account
        token = self._kept[identity] = _token(await self._patiently(how, claims))
        log.info("sign_in.done", identity=str(identity))
        return token

    async def _patiently(
        self, how: Callable[[str | None], Mapping[str, Any]], claims: str | None
    ) -> Mapping[str, Any]:
        loop = asyncio.get_running_loop()
        deadline, attempt = loop.time() + min(PATIENCE, self._connection.patience_s), 0
        while True:
            attempt += 1
            try:
                await self._build()
                return await asyncio.to_thread(how, claims)
            except msal_http.Busy as error:
                wait = retry.wait(attempt, retry.after(error.after, now=clock.now()))
                last = sign_in_words.busy(error.status)
            except Exception as error:
                if not msal_http.is_transport_error(error):
                    raise
                wait = retry.wait(attempt, None)
                obstacle = msal_http.obstacle(error, self._connection)
                last = sign_in_words.unreachable(self._connection.authority_url, obstacle)
                if obstacle and not obstacle.may_pass:
                    raise last from None
            if loop.time() + wait > deadline:
                raise last
            await asyncio.sleep(wait)

    async def _build(self) -> None:
        """msal asks the authority for its endpoints when it is made."""
        async with self._building:
            if self._app is None:
                self._app = await asyncio.to_thread(confidential, self._connection, self._http)

    def _client_of(self, refresh_token: str) -> Any:
        """A token had without the app's credential is renewed without it (docs/facts.md entra.device)."""
        if not self._store.is_public(refresh_token):
            return self._app
        if self._without is None:
            self._without = public(self._connection, self._http)
        return self._without

    def _as_app(self, claims: str | None) -> Mapping[str, Any]:
        self._app.remove_tokens_for_client()
        result = self._app.acquire_token_for_client(
            [self._connection.scope], claims_challenge=claims, http_exceptions=(msal_http.Busy,)
        )  # else it loads requests, to know what that would raise
        if not result or "access_token" not in result:
            raise sign_in_words.app_refused(result or {})
        return dict(result)

    def _as_account(self, claims: str | None) -> Mapping[str, Any]:
        refusals = []
        for refresh_token in self._store.refresh_tokens():
            result = self._client_of(refresh_token).acquire_token_by_refresh_token(
                refresh_token, [self._connection.scope], claims_challenge=claims
            )
            if not result or "access_token" not in result:
                refusals.append(sign_in_words.account_refused(result or {}))  # msal was seen to return None
            elif self._is_another(result):
                refusals.append(sign_in_words.another_account(self._connection.service_account))
            elif is_made_anew(self._pinned, result):
                refusals.append(sign_in_words.made_anew(self._connection.service_account))
            else:
                self._keep(result, refresh_token)
                return dict(result)
        raise self._noted(refusals[0]) if refusals else self._nobody_there()

    def _nobody_there(self) -> SignInNeeded:
        if account.standing(self._connection.state_dir).unreadable:
            return sign_in_words.account_unreadable(self._store.path)
        return sign_in_words.account_missing()

    def _keep(self, result: Mapping[str, Any], used: str) -> None:
        """A token that cannot be kept is no reason to hold back a post: the one just used stays good."""
        try:
            newest, public = result.get("refresh_token") or used, self._store.is_public(used)
            self._store.keep(newest, at=clock.now(), who=who(result), public=public)
            if self._store.keeps and not self._pinned:  # of a token that the settings give, say
                known = self._connection
                pin.put(known.state_dir, known.tenant_id, who(result), known.service_account, at=clock.now())
        except OSError as error:
            log.warning("account.not_kept", error=type(error).__name__, number=error.errno)

    def _noted(self, refusal: SignInNeeded) -> SignInNeeded:
        """Said the first time, and kept for whoever asks how the account stands."""
        if isinstance(refusal, ServiceAccountSignedOut):
            with contextlib.suppress(OSError):
                if self._store.refused(at=clock.now(), error=refusal.error, number=refusal.number):
                    log.warning("account.refused", error=refusal.error, number=refusal.number)
        return refusal

    @property
    def _pinned(self) -> str:
        known = self._connection
        return pin.of(known.state_dir, known.tenant_id, known.service_account)

    def _is_another(self, result: Mapping[str, Any]) -> bool:
        """Did somebody else sign in? Posts would go out by that name, and never be known as ours again."""
        wanted, signed_in = self._connection.service_account.casefold(), names(result)
        return bool(wanted and signed_in) and wanted not in signed_in


def confidential(connection: Connection, http: msal_http.Http, *, without: Sequence[str] = ()) -> Any:
    """msal as the app itself; `without`: scopes that it is not to add. Raises ConfigError, SignInNeeded."""
    own = {"client_credential": credential(connection), "exclude_scopes": list(without)}
    return _msal(msal.ConfidentialClientApplication, connection, http, **own)


def public(connection: Connection, http: msal_http.Http, *, without: Sequence[str] = ()) -> Any:
    """msal without the app's credential. Raises ConfigError, SignInNeeded."""
    _needs_ids(connection)
    return _msal(msal.PublicClientApplication, connection, http, exclude_scopes=list(without))


def _msal(kind: Any, connection: Connection, http: msal_http.Http, **others: Any) -> Any:
    try:
        return kind(
            connection.client_id,
            authority=msal_http.shown(connection),
            instance_discovery=False,  # else it asks the public authority
            http_client=http,
            **others,
        )
    except (ValueError, KeyError) as error:  # what msal makes of an answer that names no endpoints
        raise sign_in_words.no_authority(connection) from error


def _needs_ids(connection: Connection) -> None:
    for name in ("tenant_id", "client_id"):
        if not getattr(connection, name):
            raise sign_in_words.not_set(name)


def credential(connection: Connection) -> Any:
    """The app's, as msal wants it. Raises ConfigError where a setting is missing or a file cannot be read."""
    _needs_ids(connection)
    if connection.certificate:
        return certificate.credential(connection.certificate)
    if connection.client_secret:
        return connection.client_secret
    raise sign_in_words.no_credential()


def _token(result: Mapping[str, Any]) -> Token:
    seconds = float(result.get("expires_in") or 3600)
    early = min(EARLY.total_seconds(), seconds / 2)
    value = str(result["access_token"])
    until = clock.now() + timedelta(seconds=seconds - early)
    return Token(value, until, _granted(value), tells=bool(_written_in(value)))


def _granted(token: str) -> frozenset[str]:
    """The roles and scopes written in a token; nothing where it cannot be read."""
    claims = _written_in(token)
    roles = claims.get("roles")
    return frozenset([*(roles if isinstance(roles, list) else []), *str(claims.get("scp", "")).split()])


def names(result: Mapping[str, Any]) -> set[str]:
    """The sign-in names of who signed in, as both tokens tell them; nothing where neither does."""
    return {name.casefold() for name in _told(result, "preferred_username", "upn")}


def is_a_guests(result: Mapping[str, Any]) -> bool:
    """Does the id token say that another directory vouches for whoever signed in?"""
    claims = result.get("id_token_claims") or {}
    return "idp" in claims and claims["idp"] != claims.get("iss")


def who(result: Mapping[str, Any]) -> account.Who:
    """Whom the tokens are of, as far as they tell."""
    name, oid = _told(result, "preferred_username", "upn"), _told(result, "oid")
    return account.Who(name[0] if name else "", oid[0] if oid else "")


def is_made_anew(pinned: str, result: Mapping[str, Any]) -> bool:
    """Is it by its id another account than the one known, whatever it is called? Names are given again, ids are not."""
    found = who(result).id
    return bool(pinned and found) and found != pinned


def _told(result: Mapping[str, Any], *claims: str) -> list[str]:
    both = (result.get("id_token_claims") or {}, _written_in(str(result["access_token"])))
    return [str(found[name]) for found in both for name in claims if found.get(name)]


def _written_in(token: str) -> Mapping[str, Any]:
    """The claims of a token; nothing where it cannot be read."""
    try:
        part = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _claims(challenge: str) -> str | None:
    found = _CLAIMS.search(challenge)
    if not found:
        return None
    try:
        text = base64.b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode()
        json.loads(text)
    except (binascii.Error, ValueError):
        return None
    return text
