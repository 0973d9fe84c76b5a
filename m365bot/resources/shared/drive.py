"""What a drive holds, kept as a mirror that each run brings up to date by one delta.

Called by `Folder` and `File`. Items are known by id and parent id, for delta leaves paths out (docs/facts.md
103). Never writes to the drive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from m365bot.programme.names import file_fold
from m365bot.resources.ports.graph import Json
from m365bot.resources.view import View

Item = Mapping[str, Any]
CONFLICT = "@microsoft.graph.conflictBehavior"


@dataclass(frozen=True)
class Tree:
    """Items of a drive by id: {id, name, parent, folder, hash, size, etag, app}."""

    items: Mapping[str, Item]
    children: Mapping[tuple[str, str], Item]

    def at(self, base: str, path: Sequence[str]) -> Item | None:
        """The item at a path below the item `base`, its names compared as SharePoint does."""
        item: Item | None = {"id": base}
        for name in path:
            item = self.children.get((item["id"], file_fold(name))) if item else None
        return item

    def above(self, item: Item) -> list[str]:
        """Ids of the folders that an item lies in, the nearest first, the root among them."""
        found: list[str] = []
        while (parent := item["parent"]) and parent not in found:
            found.append(parent)
            item = self.items.get(parent) or {"parent": ""}
        return found

    def path(self, item: Item) -> str:
        """As people see it in the library: the root has no name there."""
        named = [self.items[above] for above in self.above(item) if above in self.items]
        return "/".join([*(one["name"] for one in reversed(named) if one["parent"]), item["name"]])


async def tree(view: View, drive_id: str) -> Tree:
    """The drive as it is now; read once a look."""
    return await view.once(f"tree {drive_id}", lambda: _read(view, drive_id))


async def _read(view: View, drive_id: str) -> Tree:
    memo = view.memo(f"drive:{drive_id}")
    delta = await view.graph.delta(
        view.root.drives.by_drive_id(drive_id).items.by_drive_item_id("root").delta,
        link=memo.get("link"),
    )
    items: dict[str, Item] = {} if delta.whole else dict(memo.get("items", {}))
    for item in delta.items:  # the same item may come twice, the last wins (docs/facts.md 14)
        _apply(items, item)
    view.learn(f"drive:{drive_id}", link=delta.link, items=items)
    children = {(item["parent"], file_fold(item["name"])): item for item in items.values() if item["parent"]}
    return Tree(items, children)


def _apply(items: dict[str, Item], item: Json) -> None:
    if "deleted" in item:
        items.pop(item["id"], None)
    else:
        items[item["id"]] = mirrored(item)


def mirrored(item: Json) -> Item:
    """The few things worth keeping of a driveItem."""
    by = item.get("lastModifiedBy") or {}
    return {
        "id": item["id"],
        "name": item["name"],
        "parent": (item.get("parentReference") or {}).get("id", ""),
        "folder": "folder" in item,
        "hash": hash_of(item),
        "size": item.get("size", 0),
        "etag": item.get("eTag", ""),
        "app": app_of(by),
        "by": str((by.get("user") or {}).get("id") or ""),
        "at": item.get("lastModifiedDateTime", ""),
    }


def hash_of(item: Json) -> str:
    """Of a file's content; empty where the service has none yet."""
    hashes = (item.get("file") or {}).get("hashes") or {}
    return str(hashes.get("quickXorHash") or "")


def app_of(by: Json) -> str:
    """The id of the app that changed it by itself; empty where a person did, through whatever program, or nobody
    is named: an edit through an anonymous link has a user without an id (docs/facts.md 132).
    """
    if any((by.get("user") or {}).get(name) for name in ("id", "email")):
        return ""
    return str((by.get("application") or {}).get("id") or "")
