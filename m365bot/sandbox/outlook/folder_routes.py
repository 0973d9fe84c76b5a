"""The four folders of a mailbox, and what lies in each.

Registered with the router on import. None can be made, moved or renamed.
"""

from typing import Any

from m365bot.sandbox.outlook import mailboxes, permissions, query
from m365bot.sandbox.outlook.permissions import of_a_mailbox
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.wire import options
from m365bot.sandbox.wire.call import Call, Reply

_ONE = "/mailFolders/{mailFolder-id}"


@of_a_mailbox(
    "GET", "/mailFolders", permissions.LIST, query=("$select", "$top", "$skiptoken"), shape="mailFolder"
)
def list_folders(call: Call) -> Reply:
    whose = mailboxes.owner(call)
    rows = [_shown(call, whose, name) for name in mailboxes.FOLDERS]
    return options.collection(call, f"users('{whose.id}')/mailFolders", rows, size=10, most=1000)


@of_a_mailbox("GET", _ONE, permissions.LIST, query=("$select",), shape="mailFolder")
def get_folder(call: Call) -> Reply:
    whose = mailboxes.owner(call)
    body = _shown(call, whose, mailboxes.folder_named(call, whose))
    return options.entity(call, f"users('{whose.id}')/mailFolders/$entity", body)


@of_a_mailbox("GET", f"{_ONE}/messages", permissions.LIST, query=query.LIST, shape="message")
def list_in_folder(call: Call) -> Reply:
    whose = mailboxes.owner(call)
    context = f"users('{whose.id}')/mailFolders('{call.params['mailFolder-id']}')/messages"
    return query.listed(call, whose, query.of_folder(call, whose), context)


def _shown(call: Call, whose: User, name: str) -> dict[str, Any]:
    rows = [m for m in mailboxes.visible(call, mailboxes.of(call.tenant, whose)) if m.folder == name]
    return {
        "id": mailboxes.folder_id(whose, name),
        "displayName": mailboxes.FOLDERS[name],
        "parentFolderId": mailboxes.folder_id(whose, "root"),
        "childFolderCount": 0,
        "unreadItemCount": sum(not each.read for each in rows),
        "totalItemCount": len(rows),
        "isHidden": False,
    }
