"""Shapes: what a file may hold, how its words become typed values with their places, and what they are made into.

Called by the modules of `files`. A value that does not fit is complained of and left out; a key that is not
known is complained of with the nearest one; a key without effect yet is remarked on. One declaration gives both
the keys that are accepted and, by the names in the model, the reading of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Protocol

from m365bot import visible
from m365bot.programme.dates import Unreadable
from m365bot.reading import misfits
from m365bot.reading.complaints import Place
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.encoding import complain_of_hidden
from m365bot.reading.tables import Listing, Table
from m365bot.reading.tree.nodes import Entries, Items, Node, Word, name_of
from m365bot.words import say


class Missing:
    """What reading yields where nothing usable stands."""


MISSING = Missing()


class Shape(Protocol):
    """What a value may be, and what a model makes of it."""

    def read(self, node: Node, file: ConfigFile) -> Any: ...

    def model(self, value: Any) -> Any: ...


@dataclass(frozen=True)
class Scalar:
    """A single word or sentence; `convert` raises Unreadable. `prose`: a title or text, where # is likely
    meant. `schema`: what an editor is told of it, which is never stricter than `convert`.
    """

    convert: Callable[[str], Any]
    prose: bool = False
    schema: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def read(self, node: Node, file: ConfigFile) -> Any:
        if not isinstance(node, Word):
            misfits.complain_of_several(node, file)
            return MISSING
        if hidden := visible.HIDDEN.search(node.text):  # written as an escape: "\\u202e"
            complain_of_hidden(hidden[0], node.place, file)
            return MISSING
        try:
            return self.convert(node.text)
        except Unreadable as error:
            file.complain(node.place, error.words, error.hint)
            return MISSING

    def model(self, value: Any) -> Any:
        return value


@dataclass(frozen=True)
class Many:
    """A list; `lone` says that a single value may stand for a list of one."""

    of: Shape
    lone: bool = False

    def read(self, node: Node, file: ConfigFile) -> Any:
        if self.lone and self._is_one_word_of_several(node):
            misfits.complain_of_marks(node, file)
            return MISSING
        if isinstance(node, Items):
            return self._listed(node.nodes, file)
        if self.lone and (isinstance(node, Word) or isinstance(self.of, Fields)):
            return self._listed((node,), file)
        misfits.complain_of_other(node, say("[ ] か「- 」の並び"), say("例: [班1, 班2]"), file)
        return MISSING

    def model(self, value: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(self.of.model(each) for each in value)

    def _listed(self, nodes: tuple[Node, ...], file: ConfigFile) -> Listing:
        found = Listing()
        for node in nodes:
            if self._is_one_word_of_several(node):
                misfits.complain_of_marks(node, file)
                continue
            value = self.of.read(node, file)
            if value is not MISSING:
                found.put(value, node.place)
        return found

    def _is_one_word_of_several(self, node: Node) -> bool:
        """Whether a list was written with full-width marks; a sentence may hold them rightly."""
        if not isinstance(self.of, Scalar) or self.of.prose or not isinstance(node, Word):
            return False
        return node.bare and misfits.has_wide_marks(node.text)


@dataclass(frozen=True)
class Named:
    """A mapping of free names to values of one shape."""

    of: Shape

    def read(self, node: Node, file: ConfigFile) -> Any:
        if not isinstance(node, Entries):
            misfits.complain_of_other(
                node, say("「名前: 値」の並び"), say("1行に1つ、「名前: 値」の形で書いてください。"), file
            )
            return MISSING
        found, seen = Table(node.place), dict[str, Place]()
        for key, value in node.pairs:
            name, typed = name_of(key), self.of.read(value, file)
            if name in seen:
                misfits.complain_of_double(name, key.place, seen[name], file)
            elif typed is not MISSING:
                found.put(name, typed, key.place)
            seen.setdefault(name, key.place)
        return found

    def model(self, value: Table) -> Mapping[str, Any]:
        return {name: self.of.model(each) for name, each in value.items()}


@dataclass(frozen=True)
class Either:
    """A scalar of one shape, or else another shape."""

    scalar: Scalar
    other: Shape

    def read(self, node: Node, file: ConfigFile) -> Any:
        return (self.scalar if isinstance(node, Word) else self.other).read(node, file)

    def model(self, value: Any) -> Any:
        return (self.other if isinstance(value, Listing | Table) else self.scalar).model(value)


@dataclass(frozen=True)
class Key:
    """One key of a mapping. `effect` false: accepted and typed, but nothing acts on it yet.

    `field` is what the model calls it, where that is not the key itself; None: the model does not take it as it
    stands, so the file's own module makes something of it.
    """

    shape: Shape
    required: bool = False
    effect: bool = True
    field: str | None = ""


@dataclass(frozen=True)
class Fields:
    """A mapping with known keys, and what is made of their values."""

    declared: Mapping[str, Key | Shape]
    made_by: Callable[..., Any] | None = None
    keys: Mapping[str, Key] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", {name: _key(each) for name, each in self.declared.items()})

    def read(self, node: Node, file: ConfigFile) -> Any:
        if not isinstance(node, Entries):
            misfits.complain_of_other(node, say("「項目: 値」の並び"), self._example(), file)
            return MISSING
        return _Reading(self, node, file).table()

    def _example(self) -> str:
        return say("書ける項目: {names}", names=say("、").join(self.keys))

    def model(self, value: Table) -> Any:
        return self.made_by(**self.values(value)) if self.made_by else value

    def values(self, table: Table) -> dict[str, Any]:
        """What the model takes as it stands, by the model's own names."""
        return {
            key.field or name: key.shape.model(table[name])
            for name, key in self.keys.items()
            if key.field is not None and name in table
        }


class _Reading:
    """One mapping being read."""

    def __init__(self, fields: Fields, node: Entries, file: ConfigFile) -> None:
        self._fields, self._node, self._file = fields, node, file
        self._table = Table(node.place)
        self._seen: dict[str, Place] = {}
        self._written = {name_of(key) for key, _ in node.pairs}

    def table(self) -> Table:
        for key, value in self._node.pairs:
            self._take(key, value)
        for name, entry in self._fields.keys.items():
            if entry.required and name not in self._seen:
                self._file.complain(
                    self._table.place,
                    say("'{name}' がありません。", name=name),
                    say("この項目を書き足してください。"),
                )
        return self._table

    def _take(self, key: Node, value: Node) -> None:
        name = self._known(key)
        if name in self._seen:
            misfits.complain_of_double(name, key.place, self._seen[name], self._file)
            return
        entry = self._fields.keys.get(name)
        if entry is None:
            return
        self._seen[name] = self._table.places[name] = key.place
        if not entry.effect:
            self._file.remark(key.place, say("'{name}' はまだ効果のない設定です。", name=name))
        if isinstance(value, Word) and value.is_nothing:
            misfits.complain_of_nothing(name, key, value, self._file, required=entry.required)
        else:
            self._put(name, entry.shape, value)

    def _put(self, name: str, shape: Shape, value: Node) -> None:
        if isinstance(shape, Scalar) and shape.prose and isinstance(value, Word):
            misfits.look_for_lost_rest(name, value, self._file)
        typed = shape.read(value, self._file)
        if typed is not MISSING:
            self._table.put(name, typed, value.place)

    def _known(self, key: Node) -> str:
        """The key's name; of a misspelt one that of the key it surely stands for, so that its value is looked at."""
        name, keys = name_of(key), self._fields.keys
        if name in keys:
            return name
        misfits.complain_of_unknown(name, key.place, keys, self._file)
        close = get_close_matches(
            name, [each for each in keys if each not in self._written], n=1, cutoff=0.75
        )
        return close[0] if close else name


def table_of(shape: Shape, root: Node | None, file: ConfigFile) -> Table | None:
    """A file's root read as a shape; None where there is no root or it is no mapping."""
    found = MISSING if root is None else shape.read(root, file)
    return found if isinstance(found, Table) else None


def must(shape: Key | Shape) -> Key:
    """A key that has to be there."""
    return replace(_key(shape), required=True)


def later(shape: Key | Shape) -> Key:
    """A key that is accepted and typed, and that nothing acts on yet."""
    return replace(_key(shape), effect=False)


def into(name: str, shape: Key | Shape) -> Key:
    """A key that the model calls otherwise."""
    return replace(_key(shape), field=name)


def apart(shape: Key | Shape) -> Key:
    """A key that the model does not take as it stands."""
    return replace(_key(shape), field=None)


def _key(shape: Key | Shape) -> Key:
    return shape if isinstance(shape, Key) else Key(shape)
