"""Invitations: how guests come into the tenant (docs/facts.md 44).

Registered with the router on import. No mail is sent; nobody needs to redeem, signing in does it.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from m365bot.sandbox.directory import people
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.needs import one_of
from m365bot.sandbox.wire.problems import directory_bad
from m365bot.sandbox.wire.routing import operation

_MESSAGE = {"messageLanguage": str, "customizedMessageBody": str, "ccRecipients": [{"emailAddress": dict}]}
_BODY = {
    "invitedUserEmailAddress": str,
    "inviteRedirectUrl": str,
    "invitedUserDisplayName": str,
    "invitedUserType": str,
    "sendInvitationMessage": bool,
    "invitedUserMessageInfo": _MESSAGE,
    "resetRedemption": bool,
}
_MAIL = re.compile(r"[\w][\w.-]*(?<![.-])@[^@\s]+\.[^@\s]+")  # what the page lets pass (docs/facts.md 126)


@operation(
    "POST",
    "/invitations",
    slice="directory",
    needs=one_of("User.Invite.All User.ReadWrite.All Directory.ReadWrite.All"),
    body=_BODY,
)
def invite(call: Call) -> Reply:
    people.refuse_guests(call)
    mail = call.body.get("invitedUserEmailAddress") or ""
    if not _MAIL.fullmatch(mail):
        raise directory_bad("The invited user email address is not valid.")
    _check_redirect(call.body.get("inviteRedirectUrl"))
    user = _guest(call, mail)
    return options.entity(call, "invitations/$entity", _shown(call, user, mail), 201)


def _check_redirect(url: str | None) -> None:
    if not url:
        raise directory_bad("A value is required for property 'inviteRedirectUrl' of resource 'Invitation'.")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise directory_bad("The invite redirect URL is not valid.")


def _guest(call: Call, mail: str) -> User:
    """The same guest at a second invitation; somebody of the tenant is no guest."""
    known = call.tenant.user(mail) or call.tenant.user(people.guest_name(call.tenant, mail))
    if known and not known.guest:
        raise directory_bad("The invited user already exists in the directory as object that is not a guest.")
    if known:
        return known
    name = call.body.get("invitedUserDisplayName") or mail.partition("@")[0]
    user = User(call.tenant.guid(), people.guest_name(call.tenant, mail), name, mail, created=call.stamp)
    user.guest, user.accepted = True, False
    user.seen_at = call.tenant.after(call.settings.delays.user_seen)
    call.tenant.users[user.id] = user
    return user


def _shown(call: Call, user: User, mail: str) -> dict[str, Any]:
    return {
        "id": call.tenant.guid(),
        "inviteRedeemUrl": (
            "https://login.microsoftonline.com/redeem?rd=https%3a%2f%2finvitations.microsoft.com"
            f"%2fredeem%2f%3ftenant%3d{call.tenant.id}%26user%3d{user.id}"
        ),
        "invitedUserDisplayName": call.body.get("invitedUserDisplayName"),
        "invitedUserType": "Guest",
        "invitedUserEmailAddress": mail,
        "sendInvitationMessage": bool(call.body.get("sendInvitationMessage")),
        "resetRedemption": bool(call.body.get("resetRedemption")),
        "inviteRedirectUrl": call.body["inviteRedirectUrl"],
        "status": "Completed" if user.accepted else "PendingAcceptance",
        "invitedUserMessageInfo": {
            "messageLanguage": None,
            "customizedMessageBody": None,
            "ccRecipients": [{"emailAddress": {"name": None, "address": None}}],
        },
        "invitedUser": {"id": user.id},
    }
