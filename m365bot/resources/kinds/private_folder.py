"""A folder that one person reads, and the owners of its site: made empty, closed, and looked at before anything is in it.

Its name says nothing of whose it is, and needs no key: it is made of the ids of drive and account. Whether the service
drops what a folder inherits is on no page (docs/facts.md 98), so its permissions are read back; what is wider than meant
is told, and stays empty (ADR 76).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from m365bot.errors import Conflict, MissingPermission, NotReady, Permanent
from m365bot.programme import Person
from m365bot.resources.kind import Kind
from m365bot.resources.kinds.folder import Folder, drive_of, folder_id, place_of, tree_of
from m365bot.resources.seen import Seen
from m365bot.resources.shared import accounts, readers
from m365bot.resources.shared.accounts import user_id
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

WIDER = (
    "このテナントでは、本人だけが読めるフォルダーにできませんでした(ほかの人も読めるか、共有の指定が断られました)。"
    "何も置きません。サイトの共有の設定をテナント管理者に確かめてください。直したあとは、このフォルダーを削除すると、"
    "次の実行で作り直します。"
)


@dataclass(frozen=True)
class PrivateFolder(Kind):
    """In a folder of the officers' site; `person` is not in the site otherwise."""

    within: Folder
    person: Person
    needs: ClassVar[tuple[str, ...]] = ("app:Files.ReadWrite.All",)
    told_when_left: ClassVar[bool] = False  # who left keeps what is theirs until an officer takes it away

    @property
    def name(self) -> str:
        return self.person.id

    @property
    def title(self) -> str:
        return say("{name}だけが読めるフォルダー", name=self.person.name)

    @property
    def nameless(self) -> str:
        return say("{name}だけが読めるフォルダー", name=self.person.id)

    @property
    def parent(self) -> Folder:
        return self.within

    @property
    def facts(self) -> Mapping[str, Any]:
        return {"readers": readers.ALONE}

    @property
    def recalls(self) -> Sequence[str]:
        return (accounts.key_of(self.person),)

    async def see(self, view: View) -> Seen | None:
        try:
            drive_id, tree = await drive_of(view, self.within), await tree_of(view, self.within)
            place = await place_of(view, self.within)
        except NotReady:
            return None  # a folder that is not provisioned holds nothing
        item = tree.at(place, [await self._folder_name(view, drive_id)]) if place else None
        if item is None:
            return None
        memo = view.memo(self.key)
        if memo.get("id") == item["id"] and memo.get("readers") == readers.ALONE:
            return Seen(item["id"], self.facts)
        found = await readers.of(view, drive_id, item["id"], await user_id(view, self.person))
        if found != readers.ALONE and readers.WIDER in (found, memo.get("readers")):
            return Seen(item["id"], {"readers": found}, {"readers": readers.WIDER}, withheld=say(WIDER))
        return Seen(item["id"], {"readers": found}, {"readers": found})

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        """It is empty while it is closed: nothing is ever put into it before its permissions were read back."""
        drive_id = await drive_of(tenant.view, self.within)
        items = tenant.root.drives.by_drive_id(drive_id).items
        key = was.id if was else ""
        if not was:
            name = await self._folder_name(tenant.view, drive_id)
            body = {"name": name, "folder": {}, "@microsoft.graph.conflictBehavior": "fail"}
            where = items.by_drive_item_id(await folder_id(tenant.view, self.within)).children
            key = str((await tenant.create("POST", where, body))["id"])
        account = await user_id(tenant.view, self.person)
        try:
            await tenant.write("POST", items.by_drive_item_id(key).invite, _invitation(account))
        except (Conflict, MissingPermission):
            raise
        except Permanent as error:
            if error.status != 400:
                raise
        found = await readers.of(tenant.view, drive_id, key, account)
        if found == readers.ALONE:
            return Seen(key, memo={"readers": found})
        return Seen(key, memo={"readers": readers.WIDER}, remark=say(WIDER))

    async def _folder_name(self, view: View, drive_id: str) -> str:
        """Opaque, and the same without any memory."""
        text = f"{drive_id}/{await user_id(view, self.person)}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _invitation(account: str) -> dict[str, Any]:
    return {
        "recipients": [{"objectId": account}],
        "requireSignIn": True,
        "sendInvitation": False,
        "roles": ["read"],
        "retainInheritedPermissions": False,
    }
