"""What was done in the tenant, when, and by which app: told from the practice tenant's own log of requests.

Called by the trail. Pure. Knows no program that works in the tenant: only which requests make things that people see.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from m365bot.sandbox.viewer import times
from m365bot.sandbox.wire.log import Row

_MADE = -1  # in a thing's address: the id that the answer had; other numbers are parts of the request's path


class Kind(NamedTuple):
    """`word` for people; `address` of the thing for Graph, by parts; () where nobody can be shown one."""

    word: str
    address: tuple[str | int, ...] = ()


_TEAM, _CHANNEL = ("teams", 1), ("teams", 1, "channels", 3)
_ITEM = ("drives", 1, "items", _MADE)
_MEMBER, _FILE, _FOLDER = Kind("参加者の登録", _TEAM), Kind("ファイル", _ITEM), Kind("フォルダー", _ITEM)
_MAIL, _CHAT = Kind("メール"), Kind("チャット", ("chats", 1, "messages", _MADE))
_DRIVE = "/drives/{drive-id}"
_IN_TEAM, _IN_CHANNEL = "/teams/{team-id}", "/teams/{team-id}/channels/{channel-id}"
KINDS = {
    "POST /teams": Kind("チーム"),
    "PUT /groups/{group-id}/team": Kind("チーム", ("teams", 1)),
    f"POST {_IN_TEAM}/channels": Kind("チャネル", ("teams", 1, "channels", _MADE)),
    f"POST {_IN_TEAM}/members": _MEMBER,
    f"POST {_IN_TEAM}/members/add": _MEMBER,
    f"POST {_IN_TEAM}/members/remove": _MEMBER,
    f"DELETE {_IN_TEAM}/members/{{conversationMember-id}}": _MEMBER,
    f"POST {_IN_CHANNEL}/members": Kind("参加者の登録", _CHANNEL),
    f"DELETE {_IN_CHANNEL}/members/{{conversationMember-id}}": Kind("参加者の登録", _CHANNEL),
    f"POST {_IN_CHANNEL}/tabs": Kind("タブ", (*_CHANNEL, "tabs", _MADE)),
    f"POST {_IN_CHANNEL}/messages": Kind("投稿", (*_CHANNEL, "messages", _MADE)),
    f"PATCH {_IN_CHANNEL}/messages/{{chatMessage-id}}": Kind("投稿の訂正", (*_CHANNEL, "messages", 5)),
    f"POST {_DRIVE}/root/children": _FOLDER,
    f"POST {_DRIVE}/items/{{driveItem-id}}/children": _FOLDER,
    f"POST {_DRIVE}/root:/{{item-path}}:/children": _FOLDER,
    f"PUT {_DRIVE}/items/{{driveItem-id}}/content": _FILE,
    f"PUT {_DRIVE}/items/{{driveItem-id}}:/{{filename}}:/content": _FILE,
    f"PUT {_DRIVE}/root:/{{item-path}}:/content": _FILE,
    f"POST {_DRIVE}/items/{{driveItem-id}}/invite": Kind("共有", ("drives", 1, "items", 3)),
    "POST /sites/{site-id}/pages/{baseSitePage-id}/graph.sitePage/publish": Kind(
        "ページ", ("sites", 1, "pages", 3)
    ),
    "POST /sites/{site-id}/lists": Kind("リスト", ("sites", 1, "lists", _MADE)),
    "POST /chats/{chat-id}/messages": _CHAT,
    "POST /me/sendMail": _MAIL,
    "POST /me/messages/{message-id}/send": _MAIL,
    "POST /users/{user-id}/sendMail": _MAIL,
    "POST /users/{user-id}/messages/{message-id}/send": _MAIL,
    "POST /invitations": Kind("ゲストの招待"),
}


@dataclass(frozen=True)
class Deed:
    """One thing that was made or changed. `thing`: its parts of an address of Graph, () where there is none to show."""

    at: datetime
    app: str
    word: str
    thing: tuple[str, ...]


def of(rows: Iterable[Row]) -> Iterator[Deed]:
    """Of requests that were carried out, in their order."""
    for row in rows:
        kind = KINDS.get(row.operation) if row.made is not None and 200 <= row.status < 300 else None
        at = times.local(row.at) if kind else None
        if kind and at:
            yield Deed(at, row.app or "", kind.word, _thing(row, kind))


def _thing(row: Row, kind: Kind) -> tuple[str, ...]:
    path = row.path.partition("?")[0].removeprefix("/v1.0/").split("/")
    if _MADE in kind.address and not row.made:
        return ()
    return tuple(_part(each, row.made or "", path) for each in kind.address)


def _part(each: str | int, made: str, path: list[str]) -> str:
    if isinstance(each, str):
        return each
    return made if each == _MADE else path[each]
