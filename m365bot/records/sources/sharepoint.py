"""A SharePoint list's columns and items, as Graph tells them, as columns and items of answers.

Called by the source that asks Graph. Pure: knows the column types, the columns that every list has, and what two
columns of one display name come to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from m365bot.records import values
from m365bot.records.sources.port import Column, Item, SourceReading, Type
from m365bot.records.values import is_blank

Json = Mapping[str, Any]
PREFIX = "OData_"  # before the key in `fields` of a column whose name begins with an underscore
LOOKED_UP = "LookupId"  # behind the key of a column that points at somebody (docs/facts.md 47)

_TYPES: Mapping[str, Type] = {
    "text": Type.TEXT,
    "number": Type.NUMBER,
    "currency": Type.NUMBER,
    "choice": Type.CHOICE,
    "personOrGroup": Type.PERSON,
    "boolean": Type.YES_NO,
    "dateTime": Type.DATE,
    "hyperlinkOrPicture": Type.LINK,
}
_OTHERS = ("lookup", "calculated", "term", "geolocation", "thumbnail", "contentApprovalStatus")
# Not by their display names, which are the site's language and people's to change. Attachments say "no" in every
# item, also in a blank one (docs/facts.md C11); ContentType is never empty, and may call itself writable (docs/facts.md
# 131).
_SHAREPOINTS_OWN = """
    ID ContentType ContentTypeId Attachments Created Author Modified Editor Edit LinkTitle LinkTitleNoMenu LinkTitle2
    DocIcon ItemChildCount FolderChildCount AppAuthor AppEditor ComplianceAssetId Order GUID MetaInfo UniqueId ScopeId
    ProgId InstanceID WorkflowVersion WorkflowInstanceID owshiddenversion SortBehavior PermMask PrincipalCount FSObjType
    FileRef FileLeafRef FileDirRef FileSizeDisplay File_x0020_Type HTML_x0020_File_x0020_Type BaseName EncodedAbsUrl
    ServerUrl ServerRelativeUrl SelectTitle SelectFilename SyncClientId Created_x0020_Date Last_x0020_Modified
    ParentUniqueId SMLastModifiedDate SMTotalSize SMTotalFileStreamSize SMTotalFileCount NoExecute AccessPolicy
"""
_LISTS_OWN = frozenset(_SHAREPOINTS_OWN.split())
# Beside what its columns hold, an item has these (docs/facts.md 47).
_ITEMS_OWN = _LISTS_OWN | {"@odata.etag", "id", "OData__UIVersionString", "AuthorLookupId", "EditorLookupId"}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column as the list has it: the name people see, its own name, its type, and what Graph calls that."""

    header: str
    name: str
    type: Type
    called: str

    @classmethod
    def from_memo(cls, memo: Sequence[str]) -> "ListColumn":
        header, name, kind, called = memo
        return cls(header, name, Type(kind), called)

    def to_memo(self) -> list[str]:
        return [self.header, self.name, self.type.value, self.called]

    @property
    def keys(self) -> frozenset[str]:
        """Under which of these an item holds its cell."""
        own = {self.name + LOOKED_UP} if self.type is Type.PERSON else {self.name}
        own |= {self.name + LOOKED_UP} if self.type is Type.UNKNOWN else set()
        return frozenset(own | {PREFIX + key for key in own})

    def cell(self, fields: Json, people: Mapping[str, str]) -> object:
        """What an item holds in it; empty columns are absent (docs/facts.md 47)."""
        if self.type is Type.PERSON:
            return _person(_found(fields, self.name + LOOKED_UP), people)
        found = _found(fields, self.name)
        return found if found is not None else _found(fields, self.name + LOOKED_UP)


def wanted(item: Json) -> dict[str, Any]:
    """What of an item is read here: a list may have a hundred thousand, and most of each is the service's own."""
    kept = {name: item[name] for name in ("id", "createdDateTime", "deleted") if name in item}
    if "fields" in item:
        kept["fields"] = {name: cell for name, cell in item["fields"].items() if name not in _ITEMS_OWN}
    return kept


def list_columns(columns: Iterable[Json]) -> list[ListColumn]:
    """Those that may hold answers, in the list's order."""
    return [
        ListColumn(one["displayName"] or one["name"], one["name"], *_type_of(one))
        for one in columns
        if _holds_answers(one)
    ]


def are_all_told(items: Iterable[Json], found: Sequence[ListColumn]) -> bool:
    """Do the columns account for every cell of the items?"""
    keys = frozenset(key for column in found for key in column.keys)
    return all(key in keys or not _is_answers(key) for item in items for key in item["fields"])


def columns_of(found: Sequence[ListColumn]) -> list[Column]:
    """By header: two of one display name are one column of answers."""
    return [
        Column(header, same[0].type, tuple(one.name for one in same), same[0].called)
        for header, same in _by_header(found).items()
    ]


def items_of(
    items: Iterable[Json], found: Sequence[ListColumn], people: Mapping[str, str], *, of: str
) -> Iterator[Item]:
    """Each item; `of` is the list's id: ids of items count within their list. people: number → sign-in name."""
    headers = _by_header(found)
    for item in items:
        fields = item["fields"]
        cells = {header: _cell(same, fields, people) for header, same in headers.items()}
        created = item.get("createdDateTime")
        yield Item(id_of(item, of=of), cells, datetime.fromisoformat(created) if created else None)


def reading(
    origin: str,
    items: Sequence[Json],
    found: Sequence[ListColumn],
    people: Mapping[str, str],
    *,
    of: str,
    is_whole: bool,
) -> SourceReading:
    """What changed, or all there is. An item in which nothing stands any more is gone like one that was deleted."""
    there = list(items_of((item for item in items if "deleted" not in item), found, people, of=of))
    filled = frozenset(one.id for one in there if not all(map(is_blank, one.cells.values())))
    every = frozenset(id_of(item, of=of) for item in items)
    return SourceReading(
        origin,
        columns_of(found),
        there,
        gone=every - filled,
        there=filled if is_whole else None,
        of=ids_of(of),
    )


def id_of(item: Json, *, of: str) -> str:
    return f"{ids_of(of)}{item['id']}"


def ids_of(list_id: str) -> str:
    """What the ids of a list's items begin with."""
    return f"{list_id}/"


def numbers_of_people(items: Iterable[Json], found: Sequence[ListColumn]) -> frozenset[str]:
    """Whom the items point at."""
    columns = [column for column in found if column.type is Type.PERSON]
    cells = (column.cell(item["fields"], {}) for item in items for column in columns)
    return frozenset(number for cell in cells for number in _numbers(cell))


def sign_in_name(fields: Json) -> str:
    """Of an entry in the site's list of users: its claim ends in it (`i:0#.f|membership|a.yamada@example.jp`)."""
    claim = str(fields.get("Name") or "")
    name = claim.rpartition("|")[2] if "|membership|" in claim else ""
    return name or str(fields.get("UserName") or fields.get("EMail") or "")


def _holds_answers(column: Json) -> bool:
    return not (column.get("readOnly") or column.get("hidden")) and _is_answers(str(column["name"]))


def _is_answers(name: str) -> bool:
    """May a column of that name be of people's making? Theirs may begin with an escaped letter, which is an underscore
    too (docs/facts.md 47).
    """
    return name not in _LISTS_OWN and (name.startswith("_x") or not name.startswith("_"))


def _type_of(column: Json) -> tuple[Type, str]:
    called = next((name for name in (*_TYPES, *_OTHERS) if column.get(name) is not None), "")
    if called == "personOrGroup" and column[called].get("allowMultipleSelection"):
        return Type.UNKNOWN, "personOrGroup, allowMultipleSelection"
    return _TYPES.get(called, Type.UNKNOWN), called or "?"


def _found(fields: Json, key: str) -> Any:
    return fields[key] if key in fields else fields.get(PREFIX + key)


def _by_header(found: Sequence[ListColumn]) -> dict[str, list[ListColumn]]:
    headers: dict[str, list[ListColumn]] = {}
    for column in found:
        headers.setdefault(column.header, []).append(column)
    return headers


def _cell(same: Sequence[ListColumn], fields: Json, people: Mapping[str, str]) -> object:
    """Of two columns of one name the filled one; where they say different things, both (docs/facts.md C60)."""
    if len(same) == 1:
        return same[0].cell(fields, people)
    filled = {one.name: cell for one in same if not is_blank(cell := one.cell(fields, people))}
    if len({values.text(cell) for cell in filled.values()}) > 1:
        return values.doubled(filled)
    return next(iter(filled.values()), None)


def _person(number: Any, people: Mapping[str, str]) -> object:
    return None if number is None else values.person(number, people.get(str(number), ""))


def _numbers(cell: object) -> Iterator[str]:
    if isinstance(cell, Mapping) and values.is_person(cell):
        yield str(cell[LOOKED_UP])
