"""`$filter`: read, judged, and asked of rows.

Called by handlers that document it. Understood: and, or, not, eq, ne, gt, ge, lt, le, in, startswith,
endswith, contains, x/any(v:v op value), brackets. Pure; what is misspelt or not allowed raises BadFilter.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]
Test = Callable[[Row], bool]
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<moment>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?)"
    r"|(?P<number>-?\d+(?:\.\d+)?(?![\w-]))|(?P<word>[@$\w][\w./$-]*)|(?P<mark>[(),:]))"
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(_folded(a) == _folded(b)),
    "ne": lambda a, b: bool(_folded(a) != _folded(b)),
    "gt": lambda a, b: a is not None and bool(a > b),
    "ge": lambda a, b: a is not None and bool(a >= b),
    "lt": lambda a, b: a is not None and bool(a < b),
    "le": lambda a, b: a is not None and bool(a <= b),
}
_WITHIN: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": lambda a, b: b in a,
}
_CONSTANTS = {"true": True, "false": False, "null": None}
ADVANCED = frozenset({"ne", "not", "endswith", "contains"})  # docs/facts.md 10


class BadFilter(ValueError):
    """The message names what was not understood or not allowed."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A test of rows, with the names of properties and the operators it uses."""

    test: Test
    properties: frozenset[str]
    operators: frozenset[str]


def parsed(text: str, allowed: Collection[str]) -> Filter:
    """The filter `text` is, over `allowed` properties only."""
    reader = _Reader(_tokens(text), frozenset(allowed))
    test = reader.either()
    if reader.at < len(reader.tokens):
        raise BadFilter(f"Syntax error near '{reader.tokens[reader.at][1]}' in the filter.")
    return Filter(test, frozenset(reader.properties), frozenset(reader.operators))


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise BadFilter(f"Syntax error at position {at} in '{text}'.")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


@dataclass
class _Reader:
    tokens: list[tuple[str, str]]
    allowed: frozenset[str]
    at: int = 0
    properties: set[str] = field(default_factory=set)
    operators: set[str] = field(default_factory=set)
    variable: str = ""

    def either(self) -> Test:
        tests = [self.both()]
        while self.takes("or"):
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def both(self) -> Test:
        tests = [self.single()]
        while self.takes("and"):
            tests.append(self.single())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def single(self) -> Test:
        if self.takes("not"):
            self.operators.add("not")
            inner = self.single()
            return lambda row: not inner(row)
        if self.takes("("):
            inner = self.either()
            self.needs(")")
            return inner
        word = self.word()
        if word.lower() in _WITHIN:
            return self.function(word.lower())
        if word.lower().endswith("/any"):
            return self.some(word[:-4])
        return self.comparison(self.property(word))

    def function(self, name: str) -> Test:
        self.operators.add(name)
        self.needs("(")
        held = self.property(self.word())
        self.needs(",")
        value = str(self.value()).lower()
        self.needs(")")
        test = _WITHIN[name]
        return lambda row: test(str(_get(row, held) or "").lower(), value)

    def some(self, name: str) -> Test:
        """x/any(v:v eq 'y'), case of the variable and of `Any` as it comes."""
        held = self.property(name)
        self.needs("(")
        self.variable = self.word()
        self.needs(":")
        inner = self.single()
        self.needs(")")
        variable, self.variable = self.variable, ""
        return lambda row: any(inner({variable: each}) for each in _get(row, held) or ())

    def comparison(self, held: str) -> Test:
        operator = self.word().lower()
        if operator == "in":
            return self.one_of(held)
        if operator not in _COMPARE:
            raise BadFilter(f"'{operator}' is not an operator.")
        self.operators.add(operator)
        value, compare = self.value(), _COMPARE[operator]
        return lambda row: compare(_like(_get(row, held), value), value)

    def one_of(self, held: str) -> Test:
        self.operators.add("in")
        self.needs("(")
        values = [self.value()]
        while self.takes(","):
            values.append(self.value())
        self.needs(")")
        return lambda row: any(_folded(_get(row, held)) == _folded(each) for each in values)

    def property(self, name: str) -> str:
        if name == self.variable:
            return name
        known = next((each for each in self.allowed if each == name), None)
        if known is None:
            raise BadFilter(f"The property '{name}' cannot be used in a filter here.")
        self.properties.add(known)
        return known

    def value(self) -> Any:
        kind, text = self.next()
        if kind == "text":
            return text[1:-1].replace("''", "'")
        if kind == "moment":
            return datetime.fromisoformat(text)
        if kind == "number":
            return float(text)
        if text.lower() in _CONSTANTS:
            return _CONSTANTS[text.lower()]
        raise BadFilter(f"'{text}' is not a value.")

    def takes(self, text: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at][1].lower() == text:
            self.at += 1
            return True
        return False

    def needs(self, text: str) -> None:
        if not self.takes(text):
            raise BadFilter(f"'{text}' expected in the filter.")

    def word(self) -> str:
        kind, text = self.next()
        if kind != "word":
            raise BadFilter(f"Syntax error near '{text}' in the filter.")
        return text

    def next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise BadFilter("The filter ends too early.")
        self.at += 1
        return self.tokens[self.at - 1]


def _get(row: Row, name: str) -> Any:
    value: Any = row
    for part in name.split("/"):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _folded(value: Any) -> Any:
    """Texts compare without case."""
    return value.lower() if isinstance(value, str) else value


def _like(value: Any, other: Any) -> Any:
    """A time that stands as text, to be compared with one."""
    return datetime.fromisoformat(value) if isinstance(other, datetime) and isinstance(value, str) else value
