"""How people are shown, and who is known at all.

Called by every handler that names a person.
"""

import re
from typing import Any

from m365bot.sandbox.directory.permissions import USERS
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.problems import denied, directory_bad, resource_not_found

_BOUND = re.compile(r"(?:https?://[^/]+/v1\.0|)/?(?:users|directoryObjects)(?:/([^/()]+)|\('([^']+)'\))")


def shown(user: User) -> dict[str, Any]:
    """Everything there is of a user; what is not selected is taken off by `$select`'s rules."""
    surname, _, given = user.display_name.partition(" ")
    state = None if not user.guest else "Accepted" if user.accepted else "PendingAcceptance"
    mail = [user.mail] if user.mail else []
    return {
        "id": user.id,
        "businessPhones": [],
        "displayName": user.display_name,
        "givenName": given or None,
        "jobTitle": user.job_title,
        "mail": user.mail,
        "mobilePhone": None,
        "officeLocation": None,
        "preferredLanguage": None if user.guest else "ja-JP",
        "surname": surname if given else None,
        "userPrincipalName": user.upn,
        "accountEnabled": user.enabled,
        "companyName": None,
        "createdDateTime": user.created,
        "creationType": "Invitation" if user.guest else None,
        "deletedDateTime": None,
        "department": user.department,
        "employeeId": None,
        "externalUserState": state,
        "mailNickname": user.upn.partition("@")[0],
        "otherMails": mail if user.guest else [],
        "proxyAddresses": [f"SMTP:{each}" for each in mail],
        "userType": "Guest" if user.guest else "Member",
    }


def seen(call: Call, key: str) -> User:
    """By id or sign-in name; 404 while it is not replicated yet (docs/facts.md 9)."""
    found = call.tenant.users.get(key.lower()) or next(
        (u for u in call.tenant.users.values() if u.upn.lower() == key.lower()), None
    )
    if found is None or found.deleted_at is not None or not call.tenant.passed(found.seen_at):
        raise resource_not_found(key)
    return found


def everybody(call: Call) -> list[User]:
    """All who are replicated, by name."""
    rows = [u for u in call.tenant.users.values() if u.deleted_at is None and call.tenant.passed(u.seen_at)]
    return sorted(rows, key=lambda u: (u.display_name, u.id))


def bound(call: Call, link: Any) -> User:
    """The person an `@odata.bind` link names: users('id'), users/id or directoryObjects/id."""
    return seen(call, bound_key(link))


def placed(call: Call, link: Any) -> User:
    """Somebody who can be put into a team or a channel: not while the account is disabled (docs/facts.md 125)."""
    user = bound(call, link)
    if not user.enabled:
        raise resource_not_found(user.id)
    return user


def bound_key(link: Any) -> str:
    match = _BOUND.fullmatch(link) if isinstance(link, str) else None
    if match is None:
        raise directory_bad(f"The link '{link}' does not name a user.")
    return match[1] or match[2]


def refuse_others(call: Call) -> None:
    """403 for a person whose token is good for the own profile only (User.Read, User.ReadWrite)."""
    refuse_guests(call)
    if call.token.scopes.isdisjoint(USERS.split()):
        raise denied()


def refuse_guests(call: Call) -> None:
    """Guests do not look through the directory."""
    if not call.app_only and call.caller.guest:
        raise denied()


def guest_name(tenant: Tenant, mail: str) -> str:
    """name_domain#EXT#@tenant.onmicrosoft.com (docs/facts.md 44)."""
    return f"{mail.replace('@', '_')}#EXT#@{tenant.initial_domain}"
