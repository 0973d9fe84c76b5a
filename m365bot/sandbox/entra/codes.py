"""Codes: made where a person signed in, redeemed at the token endpoint, once.

Called by the sign-in pages and the grants.
"""

import base64
import hashlib
from typing import Any

from m365bot.sandbox.entra import errors
from m365bot.sandbox.stored.directory import App
from m365bot.sandbox.stored.sign_in import Answer, Code, Device
from m365bot.sandbox.tenant import Tenant

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # none that is taken for another


def make(tenant: Tenant, code: Code) -> str:
    text = f"1.{tenant.opaque()}"
    tenant.sign_ins.codes[text] = code
    return text


def found(tenant: Tenant, app: App, text: str) -> Code:
    """One that was made for this app and is still good. Raises NoToken."""
    code = tenant.sign_ins.codes.get(text)
    if code is None or code.app_id != app.app_id:
        raise errors.bad_code()
    if code.used:
        raise errors.used_code()
    if tenant.passed(code.ends_at):
        raise errors.stale_code()
    return code


def redeem(code: Code, redirect: str, verifier: str) -> None:
    """Good for one token: by who asked for it, for where it was asked for. Raises NoToken."""
    if redirect != code.redirect:
        raise errors.other_redirect()
    if code.challenge and _challenge(verifier, code.method) != code.challenge:
        raise errors.wrong_verifier()
    code.used = True


def _challenge(verifier: str, method: str) -> str:
    if method == "plain":
        return verifier
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def begin_device(tenant: Tenant, app: App, scopes: list[str], page: str) -> dict[str, Any]:
    """The answer of /devicecode. There is no verification_uri_complete (docs/facts.md entra.device)."""
    user_code = "".join(tenant.chance.choice(_LETTERS) for _ in range(9))
    settings, text = tenant.settings, f"2.{tenant.opaque()}"
    ends = tenant.clock.timestamp() + settings.device_code_s
    tenant.sign_ins.devices[text] = Device(app.app_id, scopes, user_code, ends)
    return {
        "user_code": user_code,
        "device_code": text,
        "verification_uri": page,
        "expires_in": settings.device_code_s,
        "interval": settings.device_interval_s,
        "message": f"To sign in, use a web browser to open the page {page} and enter the code {user_code} "
        "to authenticate.",
    }


def answered_device(tenant: Tenant, app: App, text: str) -> Device:
    """One that a person has said yes to. Raises NoToken."""
    device = tenant.sign_ins.devices.get(text)
    if device is None or device.app_id != app.app_id or device.used:
        raise errors.bad_device_code()
    now, before = tenant.clock.timestamp(), device.polled_at
    device.polled_at = now
    if tenant.passed(device.ends_at):
        raise errors.stale_device_code()
    if device.answer is Answer.DECLINED:
        raise errors.declined()
    if device.answer is Answer.PENDING:
        too_soon = now - before < tenant.settings.device_interval_s * 0.9
        raise errors.slow_down() if too_soon else errors.pending()
    device.used = True
    return device
