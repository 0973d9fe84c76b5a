"""The ways to a token: secret or assertion, a browser's or a device's code, refresh token, password of the sandbox's people.

Called by the token endpoint. Assertions are judged by the machine's time, because msal stamps them with it;
all else by the sandbox's clock.
"""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from m365bot.sandbox.entra import codes, consent, errors
from m365bot.sandbox.entra.tokens import access_token, sign
from m365bot.sandbox.stored.directory import App, Refresh, User
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire import routing

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"

Form = Mapping[str, str]


def token(tenant: Tenant, form: Form) -> dict[str, Any]:
    """The answer to a form sent to the token endpoint; NoToken where there is none."""
    kind = form.get("grant_type") or _missing("grant_type")
    app = tenant.apps.get((form.get("client_id") or _missing("client_id")).lower())
    if app is None:
        raise errors.unknown_app(form["client_id"])
    if kind not in _GRANTS:
        raise errors.unsupported_grant(kind)
    _prove(tenant, app, form, must=_must_prove(tenant, app, kind, form))
    return _GRANTS[kind](tenant, app, form)


def _must_prove(tenant: Tenant, app: App, kind: str, form: Form) -> bool:
    """Whether a credential has to come along. Raises NoToken where it must not (docs/facts.md entra.redirects)."""
    code = tenant.sign_ins.codes.get(form.get("code", "")) if kind == "authorization_code" else None
    if code:
        if code.public and _proves(form):
            raise errors.credential_not_wanted()
        return not code.public
    if kind == _DEVICE:
        return not app.takes_public_flows
    used = tenant.refresh_tokens.get(form.get("refresh_token", ""))
    return kind == "client_credentials" or (app.confidential and not (used and used.public))


def _missing(name: str) -> str:
    raise errors.missing(name)


def _prove(tenant: Tenant, app: App, form: Form, *, must: bool) -> None:
    """That the app is who it says."""
    if form.get("client_assertion"):
        _prove_assertion(app, form)
    elif form.get("client_secret"):
        _prove_secret(tenant, app, form["client_secret"])
    elif must:
        raise errors.no_credential()


def _prove_secret(tenant: Tenant, app: App, text: str) -> None:
    known = next((each for each in app.secrets if each.text == text), None)
    if known is None:
        raise errors.wrong_secret(app.app_id)
    if tenant.passed(known.ends_at):
        raise errors.expired_secret(app.app_id)


def _prove_assertion(app: App, form: Form) -> None:
    if form.get("client_assertion_type") != _ASSERTION:
        raise errors.missing("client_assertion_type")
    text = form["client_assertion"]
    certificate = _certificate(app, text)
    try:
        claims = jwt.decode(
            text,
            certificate.public_key(),  # type: ignore[arg-type]  # RSA, or the decoding fails
            algorithms=["PS256", "RS256"],
            options={"verify_aud": False, "verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
    except jwt.InvalidTokenError as problem:
        raise errors.bad_assertion(str(problem)) from problem
    if claims.get("iss") != app.app_id or claims.get("sub") != app.app_id:
        raise errors.bad_assertion("iss and sub must be the application's id.")
    if not str(claims.get("aud", "")).rstrip("/").endswith(("/token", "/v2.0")):
        raise errors.bad_assertion("aud must be the token endpoint.")
    now = time.time()
    if not claims.get("nbf", 0) - 300 <= now <= claims.get("exp", 0) + 300:
        raise errors.stale_assertion()


def _certificate(app: App, assertion: str) -> x509.Certificate:
    """The registered certificate that the assertion's header names, padded (as msal does) or not."""
    try:
        header = jwt.get_unverified_header(assertion)
    except jwt.InvalidTokenError as problem:
        raise errors.bad_assertion(str(problem)) from problem
    sha1, sha256 = (str(header.get(name, "")).rstrip("=") for name in ("x5t", "x5t#S256"))
    for text in app.certificates:
        known = x509.load_pem_x509_certificate(text.encode())
        if sha1 == _thumb(known, hashes.SHA1()):  # noqa: S303  # what x5t is by definition
            return known
        if sha256 == _thumb(known, hashes.SHA256()):
            return known
    raise errors.bad_assertion("The key was not found.")


def _thumb(certificate: x509.Certificate, algorithm: hashes.HashAlgorithm) -> str:
    return base64.urlsafe_b64encode(certificate.fingerprint(algorithm)).decode().rstrip("=")


def _of_app(tenant: Tenant, app: App, form: Form) -> dict[str, Any]:
    scope = form.get("scope") or _missing("scope")
    if not scope.endswith("/.default"):
        raise errors.bad_app_scope(scope)
    roles = sorted(routing.all_permissions()[0]) if "*" in app.application else list(app.application)
    return {**_answer(tenant), "access_token": access_token(tenant, app, None, roles)}


def _of_password(tenant: Tenant, app: App, form: Form) -> dict[str, Any]:
    name = form.get("username") or _missing("username")
    return _for_person(tenant, app, person(tenant, name, form.get("password", "")), form)


def person(tenant: Tenant, name: str, password: str) -> User:
    """Who signs in by this name and password. Raises NoToken."""
    user = tenant.user(name)
    if user is None:
        raise errors.unknown_user(name)
    if password != (user.password or tenant.password):
        raise errors.wrong_password()
    _look(user)
    user.accepted = True  # a guest who signs in has redeemed the invitation
    return user


def _look(user: User) -> None:
    if user.deleted_at is not None:
        raise errors.unknown_user(user.upn)
    if not user.enabled:
        raise errors.disabled_user()


def _of_code(tenant: Tenant, app: App, form: Form) -> dict[str, Any]:
    code = codes.found(tenant, app, form.get("code") or _missing("code"))
    codes.redeem(code, form.get("redirect_uri") or _missing("redirect_uri"), form.get("code_verifier", ""))
    form = {**form, "scope": form.get("scope") or " ".join(code.scopes), "nonce": code.nonce}
    return _for_person(tenant, app, tenant.users[code.user_id], form, public=code.public)


def _of_device(tenant: Tenant, app: App, form: Form) -> dict[str, Any]:
    device = codes.answered_device(tenant, app, form.get("device_code") or _missing("device_code"))
    form = {**form, "scope": " ".join(device.scopes)}
    return _for_person(tenant, app, tenant.users[device.user_id], form, public=not _proves(form))


def _proves(form: Form) -> bool:
    return bool(form.get("client_secret") or form.get("client_assertion"))


def _of_refresh(tenant: Tenant, app: App, form: Form) -> dict[str, Any]:
    known = tenant.refresh_tokens.get(form.get("refresh_token") or _missing("refresh_token"))
    if known is None or known.revoked or known.app_id != app.app_id or known.user_id not in tenant.users:
        raise errors.bad_refresh_token()
    if tenant.passed(known.ends_at):
        raise errors.stale_refresh_token(tenant.settings.refresh_token_days)
    form = {"scope": " ".join(known.scopes), **form}
    return _for_person(tenant, app, tenant.users[known.user_id], form, public=known.public)


def _for_person(tenant: Tenant, app: App, user: User, form: Form, *, public: bool = False) -> dict[str, Any]:
    _look(user)
    asked = (form.get("scope") or _missing("scope")).split()
    granted = consent.granted(app, user, asked)
    body = {
        **_answer(tenant),
        "scope": " ".join(granted),
        "access_token": access_token(tenant, app, user, granted),
    }
    if "openid" in asked:
        body["id_token"] = _id_token(tenant, app, user, form.get("nonce", ""))
        body["client_info"] = _client_info(tenant, user)
    if "offline_access" in asked or form["grant_type"] == "refresh_token":
        body["refresh_token"] = new_refresh_token(tenant, app, user, granted, public=public)
    return body


def _answer(tenant: Tenant) -> dict[str, Any]:
    life = tenant.settings.access_token_s - 1
    return {"token_type": "Bearer", "expires_in": life, "ext_expires_in": life}


def new_refresh_token(
    tenant: Tenant, app: App, user: User, scopes: list[str], *, public: bool = False
) -> str:
    """Opaque; a new one each time, the old ones go on (docs/facts.md 111)."""
    raw = hashlib.sha512(f"{tenant.id}{app.app_id}{user.id}{len(tenant.refresh_tokens)}".encode()).digest()
    text = "1.AX0A" + base64.urlsafe_b64encode(raw * 3).decode().rstrip("=")
    ends = tenant.clock.timestamp() + tenant.settings.refresh_token_days * 86_400
    tenant.refresh_tokens[text] = Refresh(app.app_id, user.id, scopes, ends, public=public)
    return text


def _id_token(tenant: Tenant, app: App, user: User, nonce: str) -> str:
    now = int(time.time())  # msal checks it against the machine's time
    return sign(
        {
            **({"nonce": nonce} if nonce else {}),
            "aud": app.app_id,
            "iss": f"https://login.microsoftonline.com/{tenant.id}/v2.0",
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "name": user.display_name,
            "preferred_username": _called(user),
            "oid": user.id,
            "sub": user.id,
            "tid": tenant.id,
            "ver": "2.0",
            **_roles(app, user),
            **({"idp": "mail"} if user.guest else {}),
        }
    )


def _called(user: User) -> str:
    """A guest by a code that was mailed (docs/facts.md entra.guests); anybody else by the sign-in name."""
    return f"mail#{user.mail}" if user.guest else user.upn


def _roles(app: App, user: User) -> dict[str, list[str]]:
    """Of the app that the token is for; nobody who was assigned none has the claim (docs/facts.md entra.roles)."""
    held = [value for value in app.role_holders.get(user.id, ()) if value in app.app_roles]
    return {"roles": held} if held else {}


def _client_info(tenant: Tenant, user: User) -> str:
    text = json.dumps({"uid": user.id, "utid": tenant.id})
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


_GRANTS = {
    "client_credentials": _of_app,
    "authorization_code": _of_code,
    _DEVICE: _of_device,
    "password": _of_password,
    "refresh_token": _of_refresh,
}
