"""An outside instructor as a guest of the tenant: the invitation, without Microsoft's own mail.

Inviting again returns the same user (docs/facts.md 44), so a lost answer is harmless.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from m365bot.errors import NotFound
from m365bot.programme import Person
from m365bot.resources.kind import Kind
from m365bot.resources.ports.graph import Json
from m365bot.resources.seen import Seen
from m365bot.resources.shared.accounts import key_of, newcomer_id, user_id
from m365bot.resources.tenant import Tenant
from m365bot.resources.view import View
from m365bot.words import say

REDIRECT = "https://teams.microsoft.com"


@dataclass(frozen=True)
class Guest(Kind):
    """One outside person who may be added to teams."""

    person: Person
    told_when_left: ClassVar[bool] = False  # other cohorts, and people, may have use for a guest
    needs: ClassVar[tuple[str, ...]] = ("app:User.Invite.All", "app:User.Read.All")

    @property
    def name(self) -> str:
        return self.person.id

    @property
    def title(self) -> str:
        return say("ゲスト『{name}』", name=self.person.name)

    @property
    def nameless(self) -> str:
        return self.title.replace(self.person.name, self.person.id)

    def handed_over(self, memo: Mapping[str, Any]) -> str:
        if not (url := memo.get("redeem_url")):
            return ""
        return say("招待の受け取り先です。本人だけに渡してください: {url}", url=url)

    async def see(self, view: View) -> Seen | None:
        user = await self._remembered(view) or await self._by_mail(view)
        return Seen(user["id"], memo={"upn": self.person.mail.casefold()}) if user else None

    async def write(self, tenant: Tenant, was: Seen | None) -> Seen:
        body = {
            "invitedUserEmailAddress": self.person.mail,
            "invitedUserDisplayName": self.person.name,
            "inviteRedirectUrl": REDIRECT,
            "sendInvitationMessage": False,
        }
        made = await tenant.create("POST", tenant.root.invitations, body)
        # Without Microsoft's mail this address is the only way in; whoever invites hands it over (docs/facts.md 126).
        way_in = {"redeem_url": made["inviteRedeemUrl"]} if made.get("inviteRedeemUrl") else {}
        return Seen(made["invitedUser"]["id"], memo={"upn": self.person.mail.casefold(), **way_in})

    async def _remembered(self, view: View) -> Json | None:
        memo = view.memo(self.key)
        if not memo.get("id") or memo.get("upn") != self.person.mail.casefold():
            return None
        where, query = view.root.users.by_user_id(memo["id"]), {"$select": "id,mail,userPrincipalName"}
        try:
            found = await view.read(f"guest {memo['id']}", where, query)
        except NotFound:
            return None
        return (
            found if self._is_theirs(found) else None
        )  # whoever can write what is remembered lets nobody in

    def _is_theirs(self, user: Json) -> bool:
        """By the address, or by the name that an invitation makes of it."""
        mail = self.person.mail.casefold()
        invited = str(user.get("userPrincipalName") or "").casefold().partition("#ext#")[0]
        return mail == (user.get("mail") or "").casefold() or mail.replace("@", "_") == invited

    async def _by_mail(self, view: View) -> Json | None:
        mail = self.person.mail.replace("'", "''")
        found = await view.pages(
            f"guests {mail}", view.root.users, {"$filter": f"mail eq '{mail}'", "$select": "id,mail"}
        )
        same = [user for user in found if (user.get("mail") or "").casefold() == self.person.mail.casefold()]
        return same[0] if same else None


async def newcomer(view: View, person: Person) -> str:
    """The same of somebody who is about to be let in."""
    return await (view.id_of(Guest(person)) if person.outside else newcomer_id(view, person))


async def member_id(view: View, person: Person) -> str:
    """The directory's id of anybody who may be a member: staff by sign-in name, outsiders by invitation."""
    return await (view.id_of(Guest(person)) if person.outside else user_id(view, person))


def remembered(person: Person) -> str:
    """Under which that is remembered."""
    return Guest(person).key if person.outside else key_of(person)
