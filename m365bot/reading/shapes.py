"""Shapes: what a file may hold, and how its words become typed values with their places.

Called by the readers of YAML files, of front matter and of sheets. A value that does not fit is complained
of and left out; a key that is not known is complained of with the nearest one; a key without effect yet is
remarked on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Protocol

from m365bot.programme.dates import Unreadable
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import Desk
from m365bot.reading.tables import Listing, Table
from m365bot.words import say


class Missing:
    """What reading yields where nothing usable stands."""


MISSING = Missing()


class Kind(Protocol):
    """What a value may be."""

    def read(self, node: Any, desk: Desk) -> Any: ...


@dataclass(frozen=True)
class Scalar:
    """A single word or sentence; `convert` raises Unreadable. `prose`: a title or text, where # is likely
    meant.
    """

    convert: Callable[[str], Any]
    prose: bool = False

    def read(self, node: Any, desk: Desk) -> Any:
        place = desk.at_mark(node.start_mark)
        if node.id != "scalar":
            desk.complain(
                place,
                say("ここには1つの値を書きます。{found}があります。", found=_called(node)),
                _single_hint(node),
            )
            return MISSING
        return self.of(node.value, place, desk)

    def of(self, text: str, place: Place, desk: Desk) -> Any:
        try:
            return self.convert(text)
        except Unreadable as error:
            desk.complain(place, error.words, error.hint)
            return MISSING


@dataclass(frozen=True)
class Many:
    """A list; `lone` says that a single value may stand for a list of one."""

    of: Kind
    lone: bool = False
    least: int = 0

    def read(self, node: Any, desk: Desk) -> Any:
        if self.lone and self._is_one_word_of_several(node):
            return _complain_of_marks(node, desk)
        if node.id != "sequence":
            if (self.lone and node.id == "scalar") or (self.lone and isinstance(self.of, Shape)):
                return self._alone(node, desk)
            return _complain_of_kind(node, desk, say("[ ] か「- 」の並び"))
        found = Listing()
        for item in node.value:
            if self._is_one_word_of_several(item):
                _complain_of_marks(item, desk)
                continue
            value = self.of.read(item, desk)
            if value is not MISSING:
                found.put(value, desk.at_mark(item.start_mark))
        return found

    def _is_one_word_of_several(self, node: Any) -> bool:
        """Whether a list was written with full-width marks; a sentence may hold them rightly."""
        if not isinstance(self.of, Scalar) or self.of.prose or node is None:
            return False
        plain = node.id == "scalar" and not node.style
        return plain and bool(re.search("[、\uff0c\uff3b\uff3d]", node.value))

    def _alone(self, node: Any, desk: Desk) -> Any:
        value = self.of.read(node, desk)
        found = Listing()
        if value is not MISSING:
            found.put(value, desk.at_mark(node.start_mark))
        return found


@dataclass(frozen=True)
class Named:
    """A mapping of free names to values of one kind."""

    of: Kind

    def read(self, node: Any, desk: Desk) -> Any:
        if node.id != "mapping":
            return _complain_of_kind(node, desk, say("「名前: 値」の並び"))
        found = Table(desk.at_mark(node.start_mark))
        seen: dict[str, Place] = {}
        for key, value in node.value:
            name, place = _name_of(key), desk.at_mark(key.start_mark)
            typed = self.of.read(value, desk)
            if name in seen:
                _complain_of_double(name, place, seen[name], desk)
            elif typed is not MISSING:
                found.put(name, typed, place)
            seen.setdefault(name, place)
        return found


@dataclass(frozen=True)
class Either:
    """A scalar of one kind, or else another kind."""

    scalar: Kind
    other: Kind

    def read(self, node: Any, desk: Desk) -> Any:
        return (self.scalar if node.id == "scalar" else self.other).read(node, desk)


@dataclass(frozen=True)
class Key:
    """One key of a shape; `effect` false: accepted and typed, but nothing acts on it yet."""

    kind: Kind
    required: bool = False
    effect: bool = True


@dataclass(frozen=True)
class Shape:
    """A mapping with known keys."""

    keys: Mapping[str, Key | Kind] = field(default_factory=dict)

    def read(self, node: Any, desk: Desk) -> Any:
        if node is None or node.id != "mapping":
            return _complain_of_kind(node, desk, say("「項目: 値」の並び"))
        table = Table(desk.at_mark(node.start_mark))
        seen: dict[str, Place] = {}
        written = {_name_of(key) for key, _ in node.value}
        for key, value in node.value:
            self._take(key, value, table, seen, written, desk)
        self._demand(seen, table.place, desk)
        return table

    def _take(
        self, key: Any, value: Any, table: Table, seen: dict[str, Place], written: set[str], desk: Desk
    ) -> None:
        name, place = _name_of(key), desk.at_mark(key.start_mark)
        if name not in self.keys:
            desk.complain(place, say("'{name}' という項目はありません。", name=name), self._likely(name))
            name = self._meant(name, written)
        if name in seen:
            _complain_of_double(name, place, seen[name], desk)
            return
        entry = self.key(name)
        if entry is None:
            return
        seen[name] = table.places[name] = place
        if not entry.effect:
            desk.remark(place, say("'{name}' はまだ効果のない設定です。", name=name))
        if value.id == "scalar" and value.value.strip() == "" and not value.style:
            _complain_of_nothing(name, entry, key, desk)
        else:
            self._put(entry, name, value, table, desk)

    def _put(self, entry: Key, name: str, value: Any, table: Table, desk: Desk) -> None:
        at = desk.at_mark(value.start_mark)
        _look_for_lost_rest(entry.kind, name, value, at, desk)
        typed = entry.kind.read(value, desk)
        if typed is not MISSING:
            table.put(name, typed, at)

    def key(self, name: str) -> Key | None:
        entry = self.keys.get(name)
        return entry if isinstance(entry, Key) or entry is None else Key(entry)

    def _demand(self, seen: Mapping[str, Place], place: Place, desk: Desk) -> None:
        for name in self.keys:
            entry = self.key(name)
            if entry and entry.required and name not in seen:
                desk.complain(place, say("'{name}' がありません。", name=name))

    def _meant(self, name: str, written: set[str]) -> str:
        """The known key that a misspelt one surely stands for, so that its value is looked at too."""
        close = get_close_matches(name, [key for key in self.keys if key not in written], n=1, cutoff=0.75)
        return close[0] if close else name

    def _likely(self, name: str) -> str:
        if "：" in name or "\u3000" in name:
            return say("全角の「：」や空白は使えません。半角の「: 」にしてください。")
        if ":" in name:
            return say("コロンの後に半角の空白が要ります。")
        return nearest(name, self.keys)


def table_of(shape: Kind, root: Any, desk: Desk) -> Table | None:
    """A file's root read as a shape; None where there is no root or it is no mapping."""
    found = MISSING if root is None else shape.read(root, desk)
    return found if isinstance(found, Table) else None


def must(kind: Kind) -> Key:
    """A key that has to be there."""
    return Key(kind, required=True)


def later(kind: Kind) -> Key:
    """A key that is accepted and typed, and that nothing acts on yet."""
    return Key(kind, effect=False)


def _name_of(key: Any) -> str:
    """A key's word; a list or mapping, which YAML allows there, has none."""
    return str(key.value).strip(" ") if key.id == "scalar" else _called(key)


def _complain_of_double(name: str, place: Place, first: Place, desk: Desk) -> None:
    desk.complain(
        place,
        say("'{name}' が2回書かれています({line}行目にもあります)。", name=name, line=first.line),
        say("どちらか1つを残してください。"),
    )


def _complain_of_nothing(name: str, entry: Key, key: Any, desk: Desk) -> None:
    at, rest = desk.at_mark(key.start_mark), _rest_of_line(key).lstrip(":").strip()
    if rest.startswith("#"):
        hint = say(
            '「#」から後ろは注釈になります。引用符で囲んでください: {name}: "{rest}"', name=name, rest=rest
        )
        desk.complain(at, say("'{name}' の値が空です: {rest}", name=name, rest=rest), hint)
    elif entry.required:
        desk.complain(at, say("'{name}' の値が空です。", name=name))


def _look_for_lost_rest(kind: Kind, name: str, value: Any, at: Place, desk: Desk) -> None:
    """`title: 演習 #2` loses its #2; a comment proper has blanks after its #, or two before it."""
    if not (isinstance(kind, Scalar) and kind.prose and value.id == "scalar" and not value.style):
        return
    rest = _rest_of_line(value)
    if rest.startswith(" #") and not rest.startswith(" # "):
        whole = f"{value.value}{rest.rstrip()}"
        desk.complain(
            at,
            say("'{name}' の「{rest}」は注釈として捨てられます。", name=name, rest=rest.strip()),
            say('引用符で囲んでください: {name}: "{whole}"', name=name, whole=whole),
        )


def _rest_of_line(node: Any) -> str:
    """What stands on the source line after a node; the scanner keeps the buffer with its marks."""
    buffer, pointer = getattr(node.end_mark, "buffer", None), getattr(node.end_mark, "pointer", 0)
    return str(buffer[pointer:]).split("\n", 1)[0].rstrip("\0\r") if buffer else ""


def _complain_of_marks(node: Any, desk: Desk) -> Missing:
    parts = [part for part in re.split("[、\uff0c\uff3b\uff3d\\s]+", node.value) if part]
    desk.complain(
        desk.at_mark(node.start_mark),
        say("「{text}」の区切りが全角です。", text=node.value),
        say("並びは半角の記号で書いてください: [{parts}]", parts=", ".join(parts)),
    )
    return MISSING


def _complain_of_kind(node: Any, desk: Desk, wanted: str) -> Missing:
    if node is None:
        return MISSING
    if node.id == "scalar" and not node.value.strip():
        desk.complain(
            desk.at_mark(node.start_mark), say("値が空です。ここには{wanted}を書きます。", wanted=wanted)
        )
        return MISSING
    desk.complain(
        desk.at_mark(node.start_mark),
        say("ここには{wanted}を書きます。{found}があります。", wanted=wanted, found=_called(node)),
    )
    return MISSING


def _called(node: Any) -> str:
    if node.id == "scalar":
        return f"「{node.value}」"
    return say("値の並び") if node.id == "sequence" else say("「項目: 値」の並び")


def _single_hint(node: Any) -> str:
    if node.id == "mapping" and node.flow_style and len(node.value) == 1:
        return say('{ } を文字として書くときは引用符で囲んでください: "{…}"')
    return ""
