"""How messages are asked for: filter, order, pages, and what `$expand` brings.

Called by the handlers that list messages. What is documented and not simulated is refused by name.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from m365bot.sandbox.outlook import mailboxes, mails
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.mail import Mail
from m365bot.sandbox.wire import odata_filter, options
from m365bot.sandbox.wire.call import Call, Reply
from m365bot.sandbox.wire.problems import bad, not_simulated

LIST = ("$select", "$filter", "$top", "$orderby", "$expand", "$skiptoken")
ONE = ("$select", "$expand")
_FILTERS = {
    *("id", "createdDateTime", "lastModifiedDateTime", "receivedDateTime", "sentDateTime", "subject"),
    *("isDraft", "isRead", "hasAttachments", "importance", "conversationId", "internetMessageId"),
    *("from/emailAddress/address", "parentFolderId"),
}
_TEXT = r"'((?:[^']|'')*)'"
_EXTENDED = re.compile(
    rf"\s*singleValueExtendedProperties/any\(\s*(\w+)\s*:\s*\1/id eq {_TEXT} and \1/value eq {_TEXT}\s*\)\s*",
    re.IGNORECASE,
)
_WANTED = re.compile(
    rf"singleValueExtendedProperties\(\$filter=\s*(id eq {_TEXT}(?:\s+or\s+id eq {_TEXT})*)\s*\)"
)
_ONE_ID = re.compile(rf"id eq {_TEXT}")
_BIG = 1000
Row = dict[str, Any]


def listed(call: Call, whose: User, rows: Sequence[Mail], context: str) -> Reply:
    """The messages the call asks for, 10 a page (docs: list messages), at most 1,000."""
    passes = _passes(call, whose)
    found = _ordered(call, [each for each in rows if passes(each)])
    shown = [row(call, whose, each) for each in found]
    return options.collection(call, context, shown, size=10, most=_BIG)


def row(call: Call, whose: User, mail: Mail) -> Row:
    """A message, with what `$expand` asks for."""
    body = mails.shown(call, whose, mail)
    wanted = call.query.get("$expand", "")
    if not wanted:
        return body
    if wanted == "attachments":
        return {**body, "attachments": mails.attachments(mail)}
    if not _WANTED.fullmatch(wanted):
        raise not_simulated(f"$expand={wanted} of messages")
    names = [_unquoted(each) for each in _ONE_ID.findall(wanted)]
    held = [
        {"id": name, "value": mail.properties[mails.property_id(name)]}
        for name in names
        if mails.property_id(name) in mail.properties
    ]
    return {**body, "singleValueExtendedProperties": held} if held else body


def _passes(call: Call, whose: User) -> Callable[[Mail], bool]:
    text = call.query.get("$filter")
    if text is None:
        return lambda mail: True
    if match := _EXTENDED.fullmatch(text):
        name, value = mails.property_id(_unquoted(match[2])), _unquoted(match[3]).lower()
        return lambda mail: name in mail.properties and mail.properties[name].lower() == value
    if "extendedproperties" in text.lower():
        raise not_simulated(f"the filter '{text}'")
    try:
        wanted = odata_filter.parsed(text, _FILTERS)
    except odata_filter.BadFilter as problem:
        raise bad(f"Invalid filter clause: {problem}") from problem
    return lambda mail: wanted.test(mails.shown(call, whose, mail))


def _ordered(call: Call, rows: list[Mail]) -> list[Mail]:
    wanted = call.query.get("$orderby")
    if wanted is None:
        return rows
    name, _, direction = wanted.strip().partition(" ")
    fields = {"receivedDateTime": "received", "sentDateTime": "sent", "createdDateTime": "created"}
    if name not in fields or direction.strip().lower() not in ("", "asc", "desc"):
        raise not_simulated(f"sorting messages by '{wanted}'")
    if "$filter" in call.query and name not in call.query["$filter"]:
        raise bad("The restriction or sort order is too complex for this operation.")
    down = direction.strip().lower() == "desc"
    return sorted(rows, key=lambda each: getattr(each, fields[name]) or each.created, reverse=down)


def _unquoted(text: str) -> str:
    return text.replace("''", "'")


def of_folder(call: Call, whose: User) -> list[Mail]:
    folder = mailboxes.folder_named(call, whose)
    box = mailboxes.of(call.tenant, whose)
    return [each for each in mailboxes.visible(call, box) if each.folder == folder]
