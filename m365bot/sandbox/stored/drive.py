"""A drive: folders and files as a tree with a change log.

Called by file operations and by the routes. Knows nothing of requests, names that are refused or bytes:
those lie in file_names, files and the store of contents.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Identity = dict[str, dict[str, str]]


@dataclass(slots=True)
class Version:
    """An earlier content of a file."""

    number: int
    modified: str
    modified_by: Identity
    size: int
    blob: str


@dataclass(slots=True)
class Grant:
    """What an invitation gave one person: `roles` are read or write."""

    id: str
    user_id: str
    roles: list[str]


@dataclass(slots=True)
class Item:
    """A file, a folder or the root. etag moves with any change, ctag with content (docs/facts.md 58)."""

    id: str
    guid: str
    number: int
    name: str
    parent: str
    folder: bool
    created: str
    modified: str
    created_by: Identity
    modified_by: Identity
    fs_created: str
    fs_modified: str
    description: str = ""
    etag: int = 1
    ctag: int = 1
    size: int = 0
    blob: str = ""
    hash: str = ""
    hashed_at: float = 0.0  # from when on it is shown
    seq: int = 0
    deleted: bool = False
    locked: bool = False
    checked_out_by: Identity = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(
        default_factory=list
    )  # answers that Forms has not copied into it yet
    earlier: list[Version] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    inherits: bool = True  # False: what its parent lets in counts no more, owners of the site aside

    @property
    def e_tag(self) -> str:
        return f'"{{{self.guid}}},{self.etag}"'

    @property
    def c_tag(self) -> str:
        return f'"c:{{{self.guid}}},{self.ctag}"'


@dataclass
class Drive:
    """One document library. `names` is derived: parent id → lower-case name → item id."""

    id: str
    site_id: str
    name: str
    list_id: str
    created: str
    root_id: str = ""
    seq: int = 0
    next_number: int = 1
    items: dict[str, Item] = field(default_factory=dict)
    bumps: list[tuple[float, str]] = field(default_factory=list)
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def root(self) -> Item:
        return self.items[self.root_id]

    def get(self, item_id: str) -> Item | None:
        found = self.items.get(self.root_id if item_id == "root" else item_id)
        return None if found is None or found.deleted else found

    def child(self, parent: Item, name: str) -> Item | None:
        """By name, compared without case (docs/facts.md 55)."""
        found = self.names.get(parent.id, {}).get(name.lower())
        return self.items[found] if found else None

    def at_path(self, segments: list[str], start: Item | None = None) -> Item | None:
        here: Item | None = start or self.root
        for segment in segments:
            here = self.child(here, segment) if here else None
        return here

    def children(self, parent: Item) -> list[Item]:
        """Folders and files by name."""
        inside = self.names.get(parent.id, {})
        return [self.items[inside[name]] for name in sorted(inside)]

    def below(self, item: Item) -> Iterator[Item]:
        """The item and all that lies in it, parents first."""
        yield item
        for child_id in list(self.names.get(item.id, {}).values()):
            yield from self.below(self.items[child_id])

    def path(self, item: Item) -> list[str]:
        """Names from the root down, the root itself left out."""
        names: list[str] = []
        while item.id != self.root_id:
            names.append(item.name)
            item = self.items[item.parent]
        return names[::-1]

    def size(self, item: Item) -> int:
        return sum(each.size for each in self.below(item)) if item.folder else item.size

    def add(self, item: Item) -> Item:
        self.items[item.id] = item
        if item.parent:
            self.names.setdefault(item.parent, {})[item.name.lower()] = item.id
        return self.noted(item)

    def noted(self, item: Item) -> Item:
        """Writes the item into the change log, once, at its end."""
        self.seq += 1
        item.seq = self.seq
        return item

    def changed(self, item: Item, at: str, by: Identity) -> Item:
        item.etag += 1
        item.modified, item.modified_by = at, by
        return self.noted(item)

    def move(self, item: Item, parent: Item, name: str) -> None:
        del self.names[item.parent][item.name.lower()]
        item.parent, item.name = parent.id, name
        self.names.setdefault(parent.id, {})[name.lower()] = item.id

    def remove(self, item: Item) -> None:
        """The item and all below become tombstones for delta."""
        del self.names[item.parent][item.name.lower()]
        gone = list(self.below(item))
        for each in gone:
            each.deleted = True
            self.names.pop(each.id, None)
            self.noted(each)

    def settle(self, now: float) -> None:
        """A rewritten Office file's eTag moves once more, by itself (docs/facts.md 93)."""
        due = [item_id for at, item_id in self.bumps if at <= now]
        self.bumps = [(at, item_id) for at, item_id in self.bumps if at > now]
        for item in (self.items[item_id] for item_id in due):
            if not item.deleted:
                item.etag += 1
                self.noted(item)

    def changes(self, since: int, until: int, *, whole: bool) -> list[Item]:
        """What changed after since, up to until, oldest first; a whole reading holds no tombstones."""
        found = [item for item in self.items.values() if since < item.seq <= until]
        alive = [item for item in found if not (whole and item.deleted)]
        return sorted(alive, key=lambda item: item.seq)

    def upwards(self, item: Item) -> Iterator[Item]:
        """The item, its parent, and so on to the root."""
        yield item
        while item.parent:
            item = self.items[item.parent]
            yield item

    def is_within(self, item: Item, folder: Item) -> bool:
        """Whether the item is the folder, or lies or lay below it."""
        while item.id != folder.id and item.parent:
            item = self.items[item.parent]
        return item.id == folder.id

    def reindex(self) -> None:
        """Builds the derived index anew, after loading."""
        self.names = {}
        for item in self.items.values():
            if item.parent and not item.deleted:
                self.names.setdefault(item.parent, {})[item.name.lower()] = item.id


def drive_from(data: dict[str, Any]) -> Drive:
    """A drive from what dataclasses.asdict made of it, index left out."""
    items = {key: _item_from(value) for key, value in data.pop("items").items()}
    bumps = [(float(at), str(item_id)) for at, item_id in data.pop("bumps")]
    drive = Drive(**{**data, "names": {}}, items=items, bumps=bumps)
    drive.reindex()
    return drive


def _item_from(data: dict[str, Any]) -> Item:
    earlier = [Version(**version) for version in data.pop("earlier")]
    grants = [Grant(**grant) for grant in data.pop("grants", ())]
    return Item(**data, earlier=earlier, grants=grants)
