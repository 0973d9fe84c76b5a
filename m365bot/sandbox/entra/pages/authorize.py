"""The authorize page: who are you, do you agree, and a code for the app.

Called by the gate. No session is kept: whoever comes signs in, so select_account and login look alike and none is refused.
"""

from collections.abc import Mapping

from m365bot.sandbox.entra import codes, consent, errors, grants
from m365bot.sandbox.entra.errors import NoToken
from m365bot.sandbox.entra.page import Page
from m365bot.sandbox.entra.pages import asked as asking
from m365bot.sandbox.entra.pages import rendering, words
from m365bot.sandbox.entra.pages.asked import Asked, Refused
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.sign_in import Code
from m365bot.sandbox.tenant import Tenant

Fields = Mapping[str, str]


def answer(tenant: Tenant, fields: Fields) -> Page:
    """A page to fill in, or the way back to the app."""
    try:
        asked = asking.read(tenant, fields)
    except Refused as refused:
        return refused.asked.refused(refused.problem)
    except NoToken as problem:
        return words.told(words.of(problem), status=400)
    return _acted(tenant, asked, fields)


def _acted(tenant: Tenant, asked: Asked, fields: Fields) -> Page:
    action = fields.get("action", "")
    if action == "cancel":
        return asked.refused(errors.user_cancelled())
    if action in ("accept", "deny"):
        return _agreed(tenant, asked, fields)
    if action == "sign_in":
        return _signed_in(tenant, asked, fields)
    return asked.refused(errors.no_session()) if asked.of("prompt") == "none" else _sign_in(asked)


def _sign_in(asked: Asked, *, name: str = "", problem: NoToken | None = None) -> Page:
    return rendering.page(
        "sign_in.html",
        status=400 if problem else 200,
        leads_to=asked.redirect,
        app=asked.app.display_name,
        carried=asked.carried,
        name=name or asked.of("login_hint"),
        problem=words.of(problem) if problem else None,
    )


def _signed_in(tenant: Tenant, asked: Asked, fields: Fields) -> Page:
    name = fields.get("username", "")
    try:
        user = grants.person(tenant, name, fields.get("password", ""))
    except NoToken as problem:
        return _sign_in(asked, name=name, problem=problem)
    missing = consent.missing(asked.app, user, asked.scopes)
    if missing or asked.of("prompt") == "consent":
        return _consent(tenant, asked, user, missing)
    return _code(tenant, asked, user)


def _consent(tenant: Tenant, asked: Asked, user: User, missing: list[str]) -> Page:
    ticket = tenant.opaque()
    tenant.sign_ins.asked[ticket] = user.id
    allowed = consent.may_be_given_by(user, missing, user_consent=tenant.settings.user_consent)
    return rendering.page(
        "consent.html",
        leads_to=asked.redirect,
        app=asked.app.display_name,
        carried=asked.carried,
        ticket=ticket,
        person=user,
        missing=missing or sorted(consent.given(asked.app, user)),
        problem=None if allowed else words.of(errors.needs_admin(asked.app.display_name)),
    )


def _agreed(tenant: Tenant, asked: Asked, fields: Fields) -> Page:
    """A ticket is good once: pages of before go back to the beginning."""
    user = tenant.users.get(tenant.sign_ins.asked.pop(fields.get("ticket", ""), ""))
    if user is None:
        return _sign_in(asked)
    missing = consent.missing(asked.app, user, asked.scopes)
    if not consent.may_be_given_by(user, missing, user_consent=tenant.settings.user_consent):
        return asked.refused(errors.needs_admin(asked.app.display_name))
    if fields["action"] == "deny":
        return asked.refused(errors.no_to_consent())
    consent.give(asked.app, user, missing, for_all=bool(fields.get("for_all")))
    return _code(tenant, asked, user)


def _code(tenant: Tenant, asked: Asked, user: User) -> Page:
    code = Code(
        app_id=asked.app.app_id,
        user_id=user.id,
        scopes=asked.scopes,
        redirect=asked.redirect,
        public=asked.public,
        challenge=asked.of("code_challenge"),
        method=asked.of("code_challenge_method") or "plain",
        nonce=asked.of("nonce"),
        ends_at=tenant.clock.timestamp() + tenant.settings.code_s,
    )
    tenant.changes += 1
    return asked.answered({"code": codes.make(tenant, code), "session_state": tenant.guid()})
