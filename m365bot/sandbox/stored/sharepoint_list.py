"""A SharePoint list: columns, items, and a change log.

Called by the routes of lists and by the forms control. Knows nothing of requests.
"""

from dataclasses import dataclass, field
from typing import Any

from m365bot.sandbox.stored.columns import Column
from m365bot.sandbox.stored.drive import Identity


@dataclass(slots=True)
class ListItem:
    """One row; `values` by internal name, empty ones absent (docs/facts.md 47)."""

    number: int
    guid: str
    created: str
    modified: str
    created_by: Identity
    modified_by: Identity
    values: dict[str, Any] = field(default_factory=dict)
    version: int = 1
    seq: int = 0
    deleted: bool = False

    @property
    def id(self) -> str:
        return str(self.number)

    @property
    def e_tag(self) -> str:
        return f'"{self.guid},{self.version}"'


@dataclass
class SharePointList:
    """One list of a site."""

    id: str
    site_id: str
    name: str
    display_name: str
    created: str
    modified: str
    created_by: Identity
    template: str = "genericList"
    description: str = ""
    version: int = 1
    seq: int = 0
    next_number: int = 1
    columns: list[Column] = field(default_factory=list)
    items: dict[str, ListItem] = field(default_factory=dict)

    @property
    def e_tag(self) -> str:
        return f'"{self.id},{self.version}"'

    def column(self, name: str) -> Column | None:
        """By internal name."""
        return next((column for column in self.columns if column.name == name), None)

    def column_shown(self, display_name: str) -> Column | None:
        """By the name people see; of two the one people can write."""
        found = [column for column in self.columns if column.display_name == display_name]
        return min(found, key=lambda column: column.read_only, default=None)

    def get(self, item_id: str) -> ListItem | None:
        found = self.items.get(item_id)
        return None if found is None or found.deleted else found

    def alive(self) -> list[ListItem]:
        return [item for item in self.items.values() if not item.deleted]

    def add(self, values: dict[str, Any], guid: str, at: str, by: Identity) -> ListItem:
        filled = {name: value for name, value in values.items() if not is_empty(value)}
        item = ListItem(
            number=self.next_number,
            guid=guid,
            created=at,
            modified=at,
            created_by=by,
            modified_by=by,
            values=filled,
        )
        self.next_number += 1
        self.items[item.id] = item
        return self._noted(item, at)

    def change(self, item: ListItem, values: dict[str, Any], at: str, by: Identity) -> ListItem:
        merged = {**item.values, **values}
        item.values = {name: value for name, value in merged.items() if not is_empty(value)}
        item.version += 1
        item.modified, item.modified_by = at, by
        return self._noted(item, at)

    def remove(self, item: ListItem, at: str) -> None:
        item.deleted = True
        self._noted(item, at)

    def changes(self, since: int, until: int, *, whole: bool) -> list[ListItem]:
        """What changed after since, up to until; a whole reading holds no tombstones."""
        found = [item for item in self.items.values() if since < item.seq <= until]
        alive = [item for item in found if not (whole and item.deleted)]
        return sorted(alive, key=lambda item: item.seq)

    def _noted(self, item: ListItem, at: str) -> ListItem:
        self.seq += 1
        item.seq = self.seq
        self.modified = at
        return item


def is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def list_from(data: dict[str, Any]) -> SharePointList:
    """A list from what dataclasses.asdict made of it."""
    columns = [Column(**column) for column in data.pop("columns")]
    items = {key: ListItem(**item) for key, item in data.pop("items").items()}
    return SharePointList(**data, columns=columns, items=items)
