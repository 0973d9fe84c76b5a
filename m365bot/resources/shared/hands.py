"""What people did with an item of a drive: who touched it last, and where they moved it.

Called by `Folder` and `File`. An item keeps its id when it is moved or renamed within its drive (docs/facts.md
files.moved), so what was put there once is known by it. Pure.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from m365bot.programme.names import file_fold
from m365bot.resources.shared.accounts import person_of
from m365bot.resources.shared.drive import Item, Tree
from m365bot.resources.view import View
from m365bot.words import say


def moved(tree: Tree, memo: Mapping[str, Any], name: str, base: str) -> Item | None:
    """What was put under `name` and does not lie there now, but elsewhere; None where it is gone.

    Nor is it moved where it lies as it was put, outside of `base`: a channel leaves that behind that was deleted and made
    anew. memo: its id, and in which folder it was put, which an earlier version did not note.
    """
    item = tree.items.get(memo.get("id") or "")
    if item is None or base in tree.above(item):
        return item
    is_as_put = (item["parent"], file_fold(item["name"])) == (memo.get("parent"), file_fold(name))
    return item if memo.get("parent") and not is_as_put else None


def who_and_when(view: View, item: Item) -> str:
    """Who changed it last, by opaque id where it is somebody of ours, and when; mirrors of before knew neither.

    Nothing where that was this application: moving may leave who wrote it last.
    """
    if not item.get("at") or item.get("app") == view.graph.app_id:
        return ""
    at = datetime.fromisoformat(item["at"]).astimezone(view.now.tzinfo)
    who = person_of(view, item.get("by", "")) or say("設定にない人")
    return say("最後の変更は {who}、{at:%Y-%m-%d %H:%M} です。", who=who, at=at)
