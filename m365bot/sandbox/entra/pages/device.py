"""The page where a person types a device's code, and who they are.

Called by the gate. One page for all of it; what an app may not yet do is asked for on the same page.
"""

from collections.abc import Mapping

from m365bot.sandbox.entra import consent, errors, grants
from m365bot.sandbox.entra.errors import NoToken
from m365bot.sandbox.entra.page import Page
from m365bot.sandbox.entra.pages import rendering, words
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.sign_in import Answer, Device
from m365bot.sandbox.tenant import Tenant

Fields = Mapping[str, str]


def answer(tenant: Tenant, fields: Fields) -> Page:
    """The empty page, or what became of what was typed."""
    if not fields.get("action"):
        return _page(fields)
    try:
        device = _waiting(tenant, fields.get("user_code", ""))
        if fields["action"] == "deny":
            device.answer = Answer.DECLINED
            return words.told(words.DEVICE_DECLINED)
        return _signed_in(tenant, device, fields)
    except NoToken as problem:
        return _page(fields, problem)


def _waiting(tenant: Tenant, user_code: str) -> Device:
    device = tenant.sign_ins.device(user_code)
    if device is None or device.answer is not Answer.PENDING:
        raise errors.wrong_user_code()
    if tenant.passed(device.ends_at):
        raise errors.stale_device_code()
    return device


def _signed_in(tenant: Tenant, device: Device, fields: Fields) -> Page:
    user = grants.person(tenant, fields.get("username", ""), fields.get("password", ""))
    app = tenant.apps[device.app_id]
    missing = consent.missing(app, user, device.scopes)
    if not consent.may_be_given_by(user, missing, user_consent=tenant.settings.user_consent) and missing:
        raise errors.needs_admin(app.display_name)
    if missing and not fields.get("consent"):
        return _page(fields, missing=missing, app=app.display_name)
    return _granted(tenant, device, user, missing)


def _granted(tenant: Tenant, device: Device, user: User, missing: list[str]) -> Page:
    consent.give(tenant.apps[device.app_id], user, missing, for_all=False)
    device.answer, device.user_id = Answer.GRANTED, user.id
    tenant.changes += 1
    return words.told(words.DEVICE_DONE)


def _page(
    fields: Fields, problem: NoToken | None = None, *, missing: list[str] | None = None, app: str = ""
) -> Page:
    return rendering.page(
        "device.html",
        status=400 if problem else 200,
        user_code=fields.get("user_code", ""),
        name=fields.get("username", ""),
        problem=words.of(problem) if problem else None,
        missing=missing or [],
        app=app,
    )
