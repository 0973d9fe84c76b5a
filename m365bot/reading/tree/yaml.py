"""YAML → nodes with places, or a complaint that says how to quote.

Called by the readers of YAML files and of front matter. What the scanner refuses stops a file, so it gets the
best hint (`tree.refused`). libyaml reads what is in order, in a twentieth of the time; what it refuses is read again by
ruamel.yaml, whose word is final. No node of either leaves this module.
"""

import os
import re
from functools import lru_cache
from itertools import accumulate
from typing import Any

from m365bot.reading.budget import A_NODE, SLOWLY
from m365bot.reading.complaints import Place
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.encoding import text_of
from m365bot.reading.tree import refused
from m365bot.reading.tree.nodes import Entries, Items, Node, Word
from m365bot.words import say

_DEEPEST = 1000
_LARGEST = 100_000  # nodes
_LONGEST = 128 * 1024  # letters: a year with a hundred people takes 20,000
_READ_OTHERWISE = re.compile(r"[\t\x85\u2028\u2029\ufeff]|\r(?!\n)|(?:^|[\s\[{,])[&!*]|[>|] *#")
_NAMED = re.compile(r"&([^\s,\[\]{}]+)")
_REST = 200  # letters: a line may be all of the file, and each of its words has a rest
_REMEMBERED = 64  # files: a daemon reads config/ anew for each run, and most of it is as it was


def tree_of(file: ConfigFile) -> Node | None:
    """The file's root node; None, and a complaint, where it is missing, empty or broken."""
    text = text_of(file)
    if text is None:
        return None
    before = file.notebook.count
    root = compose(text, file)
    if root is None and file.notebook.count == before:
        file.complain(
            file.at(), say("ファイルが空です。"), say("内容を書くか、要らないファイルなら消してください。")
        )
    return root


def tree_if_any(file: ConfigFile) -> Node | None:
    """As `tree_of`, for a file that may as well be missing or hold comments alone."""
    text = text_of(file) if os.path.lexists(file.path) else None
    return None if text is None else compose(text, file)


def compose(text: str, file: ConfigFile) -> Node | None:
    """The root node of a YAML text."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text) > _LONGEST:
        file.complain(
            file.at(),
            say(
                "ファイル『{name}』が大きすぎます。{most:,} 文字までです。",
                name=file.path.name,
                most=_LONGEST,
            ),
            say("名簿や日程は、表(.xlsx か .csv)に分けて書けます。"),
        )
        return None
    try:
        return _affordable(text, file)
    except MarkedYAMLError as error:
        refused.complain_of(error, text, file)
    except YAMLError as error:
        refused.complain_of_letter(error, text, file)
    except RecursionError:
        file.complain(
            file.at(),
            say("かっこや字下げの入れ子が深すぎるか、別名(*)の使い方が多すぎます。"),
            say("かっこを閉じ忘れていませんか?"),
        )
    return None


def _affordable(text: str, file: ConfigFile) -> Node | None:
    if not file.affords(len(text)):
        return None
    found = _quickly_composed(text, file.name, file.lines_above)
    if found is None:
        if not file.affords(len(text) * SLOWLY):
            return None
        found = _surely_composed(text, file.name, file.lines_above)
    node, size = found or (None, 0)
    return node if file.affords(size * A_NODE) else None


Sized = tuple[Node, int]


@lru_cache(maxsize=_REMEMBERED)
def _quickly_composed(text: str, name: str, lines_above: int) -> Sized | None:
    return _grown(_quickly(text), text, name, lines_above)


@lru_cache(maxsize=_REMEMBERED)
def _surely_composed(text: str, name: str, lines_above: int) -> Sized | None:
    if _is_too_deep(text):
        raise RecursionError
    return _grown(_surely(text), text, name, lines_above)


def _grown(root: Any | None, text: str, name: str, lines_above: int) -> Sized | None:
    if root is None:
        return None
    size = _size(root, {})
    if size > _LARGEST:
        raise RecursionError
    return _Growing(text, name, lines_above).node(root), size


def _quickly(text: str) -> Any | None:
    """The root by libyaml; None where it refuses the text, or would read a letter of it by rules of its own."""
    import yaml

    if not yaml.__with_libyaml__ or _READ_OTHERWISE.search(text):
        return None
    try:
        return yaml.compose(text, yaml.CBaseLoader)
    except yaml.YAMLError:
        return None


def _surely(text: str) -> Any | None:
    from ruamel.yaml import YAML

    return YAML(typ="base", pure=True).compose(text)


def _size(raw: Any, known: dict[int, int]) -> int:
    """Nodes, those that an alias names again counted again: a few lines may stand for billions."""
    if id(raw) not in known:
        known[id(raw)] = _LARGEST  # while it is counted, so that one that names itself has an end
        parts = [raw.value] if raw.id == "scalar" else raw.value
        each = (part for one in parts for part in (one if isinstance(one, tuple) else (one,)))
        known[id(raw)] = 1 + sum(_size(part, known) for part in each if not isinstance(part, str))
    return known[id(raw)]


def _is_too_deep(text: str) -> bool:
    """Whether more brackets are open at once than the library can follow, which it finds out only after seconds."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return False
    steps = (1 if mark in "[{" else -1 for mark in re.findall(r"[\[\]{}]", text))
    return max(accumulate(steps)) > _DEEPEST


class _Growing:
    """The library's nodes → ours, each once, however often an alias names it."""

    def __init__(self, text: str, name: str, lines_above: int) -> None:
        self._text = text
        self._name = name
        self._lines_above = lines_above
        self._made: dict[int, Node] = {}

    def node(self, raw: Any) -> Node:
        if id(raw) not in self._made:
            self._made[id(raw)] = self._new(raw)
        return self._made[id(raw)]

    def _new(self, raw: Any) -> Node:
        place = Place(self._name, raw.start_mark.line + 1 + self._lines_above, raw.start_mark.column + 1)
        if raw.id == "scalar":
            value = self._with_name(raw)
            rest = self._rest_of_line(raw.end_mark.index) if value or raw.style else ""
            return Word(place, value, bare=not raw.style, rest=rest)
        if raw.id == "sequence":
            return Items(place, tuple(self.node(each) for each in raw.value))
        pairs = tuple((self.node(key), self.node(value)) for key, value in raw.value)
        return Entries(place, pairs, in_braces=bool(raw.flow_style))

    def _with_name(self, raw: Any) -> str:
        """`title: &演習` means its words to an officer. To YAML they name a value: nothing, where no alias asks for it."""
        named = _NAMED.match(self._text, raw.start_mark.index) if not raw.style else None
        if named is None or f"*{named[1]}" in self._text:
            return str(raw.value)
        return self._text[raw.start_mark.index : raw.end_mark.index].rstrip()

    def _rest_of_line(self, start: int) -> str:
        """What stands on the line after a mark."""
        last = start + _REST
        end = self._text.find("\n", start, last)
        return self._text[start : end if end >= 0 else last].rstrip("\r")
