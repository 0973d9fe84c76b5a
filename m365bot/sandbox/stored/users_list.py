"""A site's hidden list of users, to whose items person columns point by number.

Called by the routes of lists, which read it. Made of the tenant's people each time: nothing of it is stored, and
nobody writes into it.
"""

import uuid
from collections.abc import Iterable

from m365bot.sandbox.stored.columns import Column, built_in
from m365bot.sandbox.stored.directory import User
from m365bot.sandbox.stored.sharepoint_list import ListItem, SharePointList

TEMPLATE = "userInformation"
FIRST = 12  # what stands before are the site's own groups and the system's accounts
_NAMESPACE = uuid.UUID("0f1c5a52-7d1f-4a55-8a0b-7573657273aa")
_COLUMNS = ("Name", "EMail", "UserName")


def of_site(site_id: str, made: str, users: Iterable[User]) -> SharePointList:
    """Everybody of the tenant, in the order they came into it; a number stays its person's."""
    key = str(uuid.uuid5(_NAMESPACE, site_id))
    found = SharePointList(
        id=key,
        site_id=site_id,
        name="users",
        display_name="ユーザー情報リスト",
        created=made,
        modified=made,
        created_by={},
        template=TEMPLATE,
    )
    ids = (str(uuid.uuid5(_NAMESPACE, f"{key}/{place}")) for place in range(100))
    own = [Column(next(ids), name, name, read_only=True) for name in _COLUMNS]
    found.columns = [*built_in(ids), *own]
    for number, user in enumerate(users, FIRST):
        if user.deleted_at is None:
            found.items[str(number)] = _item(number, user, key, made)
    return found


def _item(number: int, user: User, key: str, made: str) -> ListItem:
    values = {
        "Title": user.display_name,
        "Name": f"i:0#.f|membership|{user.upn.lower()}",
        "UserName": user.upn,
        **({"EMail": user.mail} if user.mail else {}),
    }
    guid = str(uuid.uuid5(uuid.UUID(key), str(number)))
    return ListItem(
        number=number,
        guid=guid,
        created=made,
        modified=made,
        created_by={},
        modified_by={},
        values=values,
        seq=number,
    )
