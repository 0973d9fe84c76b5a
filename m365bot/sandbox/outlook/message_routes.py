"""Messages of a mailbox: drafted, read, changed, deleted, sent.

Registered with the router on import, for `/users/{id}` and `/me` alike. Folders have a file of their own.
"""

from typing import Any

from m365bot.sandbox.outlook import mailboxes, mails, permissions, postage, query
from m365bot.sandbox.outlook.permissions import of_a_mailbox
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.mail import Mail
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.problems import GraphProblem, bad

_ALL, _ONE = "/messages", "/messages/{message-id}"
_SENT = {"message": mails.DRAFT, "saveToSentItems": bool}
_DRAFTS_ALONE = frozenset(mails.CHANGED) - {"isRead", "categories", "importance"}


@of_a_mailbox("GET", _ALL, permissions.LIST, query=query.LIST, shape="message")
def list_messages(call: Call) -> Reply:
    """Of all folders, newest first."""
    whose = mailboxes.owner(call)
    rows = mailboxes.visible(call, mailboxes.of(call.tenant, whose))
    return query.listed(call, whose, rows, f"users('{whose.id}')/messages")


@of_a_mailbox("POST", _ALL, permissions.WRITE, body=mails.DRAFT)
def create_draft(call: Call) -> Reply:
    whose = mailboxes.owner(call)
    mail = mailboxes.new(call.tenant, whose)
    mails.fill(mail, call.body)
    mailboxes.laid(call.tenant, mailboxes.of(call.tenant, whose), mail, "drafts")
    return _one(call, whose, mail, 201)


@of_a_mailbox("GET", _ONE, permissions.READ, query=query.ONE, shape="message")
def get_message(call: Call) -> Reply:
    whose = mailboxes.owner(call)
    mail = mailboxes.found(call, mailboxes.of(call.tenant, whose))
    body = query.row(call, whose, mail)
    return options.entity(call, _context(whose), body, **_applied(call))


@of_a_mailbox("PATCH", _ONE, permissions.WRITE, body=mails.CHANGED)
def change_message(call: Call) -> Reply:
    """What was sent keeps what it says (docs/facts.md 116)."""
    whose = mailboxes.owner(call)
    mail = mailboxes.found(call, mailboxes.of(call.tenant, whose))
    if not mail.draft and _DRAFTS_ALONE & set(call.body):
        raise GraphProblem(400, "ErrorInvalidPropertySet", "The property can be changed in a draft only.")
    mails.fill(mail, call.body)
    mail.read = call.body.get("isRead", mail.read)
    mails.touched(call, mail)
    return _one(call, whose, mail, 200)


@of_a_mailbox("DELETE", _ONE, permissions.WRITE)
def delete_message(call: Call) -> Reply:
    """Into the deleted items; from there for good."""
    box = mailboxes.opened(call)
    mail = mailboxes.found(call, box)
    if mail.folder == "deleteditems":
        del box.mails[mail.id]
    else:
        mailboxes.laid(call.tenant, box, mail, "deleteditems")
    return Reply(204)


@of_a_mailbox("POST", f"{_ONE}/send", permissions.SEND)
def send_draft(call: Call) -> Reply:
    """202 says that it was accepted, and no more (docs/facts.md 67)."""
    whose = mailboxes.owner(call)
    mail = mailboxes.found(call, mailboxes.of(call.tenant, whose))
    if not mail.draft:
        raise GraphProblem(400, "ErrorInvalidOperation", "The message is no draft.")
    _check_recipients(mail)
    postage.send(call.tenant, whose, mail)
    return Reply(202)


@of_a_mailbox("POST", "/sendMail", permissions.SEND, body=_SENT)
def send_mail(call: Call) -> Reply:
    """No id comes back."""
    whose = mailboxes.owner(call)
    if not call.body.get("message"):
        raise bad("The value of the parameter 'Message' is missing.")
    mail = mailboxes.new(call.tenant, whose)
    mails.fill(mail, call.body["message"])
    _check_recipients(mail)
    keep = call.body.get("saveToSentItems")
    postage.send(call.tenant, whose, mail, keep_copy=keep is not False)
    return Reply(202)


def _check_recipients(mail: Mail) -> None:
    if not mail.recipients:
        raise GraphProblem(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")


def _one(call: Call, whose: User, mail: Mail, status: int) -> Reply:
    return options.entity(call, _context(whose), mails.shown(call, whose, mail), status, **_applied(call))


def _context(whose: User) -> str:
    return f"users('{whose.id}')/messages/$entity"


def _applied(call: Call) -> dict[str, Any]:
    applied = {
        'IdType="ImmutableId"': mailboxes.immutable(call),
        'outlook.body-content-type="text"': mailboxes.wants_text(call),
    }
    names = ", ".join(name for name, is_so in applied.items() if is_so)
    return {"Preference-Applied": names} if names else {}
