"""Whose mailbox is asked about, and what lies in it by which id.

Called by every handler of mail. A person reaches the own mailbox only; an app those that Entra or Exchange grants.
"""

import base64
import hashlib

from m365bot.sandbox.clock import iso
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.mail import Mail, Mailbox
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.problems import GraphProblem

FOLDERS = {
    "inbox": "受信トレイ",
    "drafts": "下書き",
    "sentitems": "送信済みアイテム",
    "deleteditems": "削除済みアイテム",
}


def owner(call: Call) -> User:
    """404 where there is no mailbox (docs/facts.md 68, 82); 403 for a person who asks for another's."""
    key = call.params.get("user-id")
    user = call.caller if key is None else call.tenant.user(key)
    if user is None or not call.tenant.passed(user.seen_at):
        raise GraphProblem(404, "ErrorInvalidUser", f"The requested user '{key}' is invalid.")
    if not call.app_only and user.id != call.token.user_id:
        raise GraphProblem(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    if not has_one(user):
        raise GraphProblem(
            404,
            "MailboxNotEnabledForRESTAPI",
            "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
        )
    return user


def has_one(user: User) -> bool:
    return user.licensed and not user.guest and user.deleted_at is None


def of(tenant: Tenant, user: User) -> Mailbox:
    return tenant.mailboxes.setdefault(user.id, Mailbox())


def opened(call: Call) -> Mailbox:
    return of(call.tenant, owner(call))


def immutable(call: Call) -> bool:
    """Does the request speak in ids that outlive moves (docs/facts.md 69, 107)?"""
    return 'idtype="immutableid"' in call.headers.get("prefer", "").lower()


def wants_text(call: Call) -> bool:
    """Does the request ask for bodies in plain words (docs/facts.md mail.text)?"""
    return 'outlook.body-content-type="text"' in call.headers.get("prefer", "").lower()


def found(call: Call, box: Mailbox) -> Mail:
    """By the kind of id that the request speaks in; what is on its way is nowhere (docs/facts.md 107)."""
    key = call.params["message-id"]
    known = [box.mails[key]] if key in box.mails else []
    for each in known if immutable(call) else visible(call, box):
        if key == (each.id if immutable(call) else each.place) and call.tenant.passed(each.seen_at):
            return each
    raise not_there()


def not_there() -> GraphProblem:
    return GraphProblem(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def visible(call: Call, box: Mailbox) -> list[Mail]:
    """What is in the mailbox by now, newest first."""
    rows = [each for each in box.mails.values() if call.tenant.passed(each.seen_at)]
    return sorted(rows, key=lambda each: (each.received or each.created, each.id), reverse=True)


def laid(tenant: Tenant, box: Mailbox, mail: Mail, folder: str) -> None:
    """Into a folder: what moves gets another id."""
    mail.folder, mail.place = folder, _opaque(tenant, "AAMkADhAAATs28O")
    mail.modified, mail.version = iso(tenant.clock.now()), mail.version + 1
    box.mails[mail.id] = mail


def new(tenant: Tenant, sender: User) -> Mail:
    now = iso(tenant.clock.now())
    mail = Mail(id=_opaque(tenant, "AAkALgAAAAAAHYQDEapmEc2byACqAC"), place="", folder="")
    mail.sender, mail.created, mail.modified = sender.mail or sender.upn, now, now
    mail.conversation = _opaque(tenant, "AAQkADhAAATs28")
    mail.internet_id = f"<{tenant.opaque()[:24]}@{tenant.domain}>"
    return mail


def folder_id(owner: User, folder: str) -> str:
    return "AQMkADhAAATs28OAAAA" + hashlib.sha256(f"{owner.id} {folder}".encode()).hexdigest()[:40]


def folder_named(call: Call, of: User) -> str:
    """By its well-known name or its id."""
    key = call.params["mailFolder-id"]
    for name in FOLDERS:
        if key.lower() == name or key == folder_id(of, name):
            return name
    raise not_there()


def _opaque(tenant: Tenant, begins: str) -> str:
    return begins + base64.urlsafe_b64encode(bytes.fromhex(tenant.opaque()[:60])).decode().rstrip("=")
