"""What a message says: filled from a body, shown as Graph shows it.

Called by the handlers of messages.
"""

import base64
import binascii
import re
from typing import Any

from m365bot.sandbox.clock import iso
from m365bot.sandbox.outlook import as_text, mailboxes
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.mail import Mail
from m365bot.sandbox.wire.call import Call
from m365bot.sandbox.wire.problems import GraphProblem, bad, not_simulated

_ADDRESS = {"emailAddress": {"address": str, "name": str}}
_ATTACHMENT = {
    "name": str,
    "contentType": str,
    "contentBytes": str,
    "contentId": str,
    "isInline": bool,
}
DRAFT = {
    "subject": str,
    "body": {"contentType": str, "content": str},
    "importance": str,
    "toRecipients": [_ADDRESS],
    "ccRecipients": [_ADDRESS],
    "bccRecipients": [_ADDRESS],
    "replyTo": [_ADDRESS],
    "categories": [str],
    "attachments": [_ATTACHMENT],
    "singleValueExtendedProperties": [{"id": str, "value": str}],
}
CHANGED = {name: kind for name, kind in DRAFT.items() if name != "attachments"} | {"isRead": bool}
MOST_BYTES = 4 * 1024 * 1024  # of a request (docs/facts.md 67)
_PROPERTY = re.compile(
    r"(String|Integer|Boolean|SystemTime) (\{[0-9a-f-]{36}\} (Name \S.*|Id 0x[0-9a-f]+)|0x[0-9a-f]+)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
_PEOPLE = {"toRecipients": "to", "ccRecipients": "cc", "bccRecipients": "bcc", "replyTo": "reply_to"}


def fill(mail: Mail, body: dict[str, Any]) -> None:
    """What a body says of a draft; 400 for what no message can be."""
    said = body.get("body")
    if said is not None:
        kind = (said.get("contentType") or "text").lower()
        if kind not in ("text", "html"):
            raise bad(f"Invalid contentType '{kind}'.")
        mail.content_type, mail.content = kind, said.get("content") or ""
    importance = (body.get("importance") or mail.importance).lower()
    if importance not in ("low", "normal", "high"):
        raise bad(f"Invalid importance '{importance}'.")
    mail.importance, mail.subject = importance, body.get("subject", mail.subject) or ""
    mail.categories = body.get("categories", mail.categories) or []
    for name, field in _PEOPLE.items():
        if body.get(name) is not None:
            setattr(mail, field, [_recipient(each) for each in body[name]])
    for each in body.get("singleValueExtendedProperties") or ():
        mail.properties[property_id(each.get("id") or "")] = each.get("value") or ""
    mail.attachments += [_attachment(each) for each in body.get("attachments") or ()]
    check_size(mail)


def check_size(mail: Mail) -> None:
    size = len(mail.content.encode()) + sum(len(each["contentBytes"]) for each in mail.attachments)
    if size > MOST_BYTES:
        raise GraphProblem(413, "RequestEntityTooLarge", "The request is larger than the allowed limit.")


def property_id(text: str) -> str:
    """An extended property's id, as it is compared: its name alone tells case apart (docs/facts.md mail.property)."""
    if not _PROPERTY.fullmatch(text):
        raise bad(f"The extended property id '{text}' is not valid.")
    kind, _, rest = text.partition(" ")
    if not rest.startswith("{"):
        return text.lower()
    return f"{kind.lower()} {rest[:38].lower()}{rest[38:]}"


def _recipient(row: dict[str, Any]) -> dict[str, Any]:
    address = (row.get("emailAddress") or {}).get("address") or ""
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address):
        raise GraphProblem(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
    return {"emailAddress": {"name": row["emailAddress"].get("name") or address, "address": address}}


def _attachment(row: dict[str, Any]) -> dict[str, Any]:
    kind = row.get("@odata.type", "")
    if kind.lstrip("#") != "microsoft.graph.fileAttachment":
        raise not_simulated(f"attachments of type '{kind}'")
    try:
        base64.b64decode(row.get("contentBytes") or "", validate=True)
    except binascii.Error as problem:
        raise bad("Cannot convert the literal to the expected type 'Edm.Binary'.") from problem
    return {
        "name": row.get("name") or "",
        "contentType": row.get("contentType") or "application/octet-stream",
        "contentBytes": row.get("contentBytes") or "",
        "isInline": bool(row.get("isInline")),
        "contentId": row.get("contentId"),
    }


def shown(call: Call, whose: User, mail: Mail) -> dict[str, Any]:
    """Everything but what only `$expand` brings."""
    key = mail.id if mailboxes.immutable(call) else mail.place
    sender = {"emailAddress": {"name": _name(call, mail.sender), "address": mail.sender}}
    return {
        "@odata.etag": f'W/"CQAAABYAAAA{mail.version}"',
        "id": key,
        "createdDateTime": mail.created,
        "lastModifiedDateTime": mail.modified,
        "changeKey": f"CQAAABYAAAA{mail.version}",
        "categories": mail.categories,
        "receivedDateTime": mail.received or mail.created,
        "sentDateTime": mail.sent or mail.created,
        "hasAttachments": any(not each["isInline"] for each in mail.attachments),
        "internetMessageId": mail.internet_id,
        "subject": mail.subject,
        "bodyPreview": _TAG.sub("", mail.content)[:255],
        "importance": mail.importance,
        "parentFolderId": mailboxes.folder_id(whose, mail.folder),
        "conversationId": mail.conversation,
        "isDeliveryReceiptRequested": False,
        "isReadReceiptRequested": False,
        "isRead": mail.read,
        "isDraft": mail.draft,
        "webLink": f"https://outlook.office365.com/owa/?ItemID={mail.place}&viewmodel=ReadMessageItem",
        "inferenceClassification": "focused",
        "body": _body(call, mail),
        "sender": sender,
        "from": sender,
        "toRecipients": mail.to,
        "ccRecipients": mail.cc,
        "bccRecipients": mail.bcc,
        "replyTo": mail.reply_to,
        "flag": {"flagStatus": "notFlagged"},
    }


def _body(call: Call, mail: Mail) -> dict[str, str]:
    """One body is kept, in one format; the other is made of it."""
    if mail.content_type == "html" and mailboxes.wants_text(call):
        return {"contentType": "text", "content": as_text.of(mail.content)}
    return {"contentType": mail.content_type, "content": mail.content}


def attachments(mail: Mail) -> list[dict[str, Any]]:
    rows = enumerate(mail.attachments)
    return [
        {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "id": f"{mail.place}-{number}",
            "lastModifiedDateTime": mail.modified,
            "size": len(each["contentBytes"]) * 3 // 4,
            **each,
        }
        for number, each in rows
    ]


def touched(call: Call, mail: Mail) -> None:
    mail.modified, mail.version = iso(call.now), mail.version + 1


def _name(call: Call, address: str) -> str:
    user = call.tenant.user(address)
    return user.display_name if user else address
