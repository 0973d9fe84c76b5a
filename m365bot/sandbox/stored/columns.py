"""Columns of a list: what people see, what SharePoint calls them, which type they have.

Called by lists and forms. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from m365bot.sandbox.stored.column_names import internal_name

TYPES = ("text", "number", "boolean", "dateTime", "choice", "personOrGroup", "hyperlinkOrPicture", "currency")


# What the value of each may hold, as the reference of columnDefinition has it.
FACETS: Mapping[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "text": "allowMultipleLines appendChangesToExistingText linesForEditing maxLength textType",
        "number": "decimalPlaces displayAs maximum minimum",
        "boolean": "",
        "dateTime": "displayAs format",
        "choice": "allowTextEntry choices displayAs",
        "personOrGroup": "allowMultipleSelection chooseFromType displayAs",
        "hyperlinkOrPicture": "isPicture",
        "currency": "locale",
    }.items()
}


@dataclass(slots=True)
class Column:
    """One column; `facet` is the value of the property named by `kind`, such as text: {maxLength: 255}."""

    id: str
    name: str
    display_name: str
    kind: str = "text"
    facet: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    group: str = "Custom Columns"
    indexed: bool = False
    required: bool = False
    read_only: bool = False
    hidden: bool = False
    unique: bool = False
    own: bool = True


# What every list made from genericList has, as a Japanese site shows it.
_BUILT_IN = (
    ("Title", "タイトル", "text", False),
    ("ID", "ID", "number", True),
    ("ContentType", "コンテンツ タイプ", "text", False),  # docs/facts.md 131
    ("Modified", "更新日時", "dateTime", True),
    ("Created", "登録日時", "dateTime", True),
    ("Author", "登録者", "personOrGroup", True),
    ("Editor", "更新者", "personOrGroup", True),
    ("_UIVersionString", "バージョン", "text", True),
    ("Attachments", "添付ファイル", "boolean", False),
    ("Edit", "編集", "text", True),
    ("LinkTitle", "タイトル", "text", True),
)


def built_in(ids: Iterable[str]) -> list[Column]:
    """The columns that are there from the start; ID alone is indexed."""
    return [
        Column(key, name, shown, kind, group="_Hidden", indexed=name == "ID", read_only=read_only, own=False)
        for key, (name, shown, kind, read_only) in zip(ids, _BUILT_IN, strict=False)
    ]


BUILT_IN_COUNT = len(_BUILT_IN)


def new_column(key: str, shown: str, kind: str, facet: dict[str, Any], taken: Iterable[str]) -> Column:
    """A column as people make it: the internal name comes of the name shown."""
    return Column(key, internal_name(shown, set(taken)), shown, kind, facet)


def is_called(column: Column, name: str) -> bool:
    """Would a column of this name have the same internal one?"""
    return column.own and column.name == internal_name(name)


def kind_of(value: Any) -> tuple[str, dict[str, Any]]:
    """The column type a flow's author would choose for such an answer."""
    match value:
        case bool():
            return "boolean", {}
        case int() | float():
            return "number", {"decimalPlaces": "automatic", "displayAs": "number"}
        case list():
            return "choice", {"allowTextEntry": True, "choices": list(value), "displayAs": "checkBoxes"}
        case str() if value.lstrip().startswith("<"):
            return "text", {"allowMultipleLines": True, "textType": "richText"}
    return "text", {"allowMultipleLines": True, "linesForEditing": 6, "textType": "plain"}
