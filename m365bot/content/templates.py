"""Texts to people with {{ variables }}: filled in, and looked at beforehand for what they cannot hold.

Called by the jobs that write to people and by the reader of messages/. Jinja2 in its sandbox: a text reaches nothing but
what it is given. Whatever is put in is a value and no markup: Markdown never sees it, and an address is a link only where
it leads to a web page. The library is imported with the first text, since every command imports the jobs.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from m365bot.content.html import escape
from m365bot.content.markdown import to_html
from m365bot.programme import Message
from m365bot.words import say

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

_PERSON = {"name": "氏名"}
_ITEM = {"title": "題名", "due": "6月18日(水) 17:15", "url": "https://example.jp/", "overdue": False}
_ITEMS = [_ITEM, {**_ITEM, "overdue": True}]  # so that both sides of a condition are looked at
_SESSION = {"title": "題名", "when": "6月18日(水) 13:30〜16:30", "place": "会場"}
_CHANGE = {"title": "題名", "was": "6月18日(水) 13:30", "now": "", "cancelled": True, "because": ""}
_COMMON = {"programme": "研修", "organisation": "市", "cohort": "R7", "today": "6月16日(月)"}
SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "reminder": {**_COMMON, "person": _PERSON, "items": _ITEMS},
    "escalation": {**_COMMON, "chief": _PERSON, "staff": [{**_PERSON, "missing": _ITEMS}]},
    "results": {
        **_COMMON,
        "person": _PERSON,
        "month": "6月",
        "courses": [{"title": "題名", "hours": "3", "needed": "6"}],
        "total": "3",
        "needed": "100",
        "complete": False,
        "unclear": False,
        "left": ["あと3時間です。"],
        "items": _ITEMS,
        "feedback": [{"title": "題名", "when": "6月18日(水)", "text": "本文"}],
    },
    "attendance": {
        **_COMMON,
        "chief": _PERSON,
        "month": "6月",
        "staff": [
            {
                **_PERSON,
                "sessions": [{"title": "題名", "when": "6月18日(水)", "attendance": "出席"}],
                "total": "3",
            }
        ],
    },
    "changes": {
        **_COMMON,
        "person": _PERSON,
        "changes": [_CHANGE, {**_CHANGE, "now": "6月25日(水) 13:30", "cancelled": False, "because": "台風"}],
    },
    "welcome": {**_COMMON, "person": _PERSON, "team": "研修 R7", "sessions": [_SESSION]},
}
"""What each text is given, by its name, in the shape in which it comes."""
_FILTERS = frozenset(
    {"length", "count", "first", "last", "join", "default", "sort", "upper", "lower", "trim", "escape", "e"}
)
_DEPTH = 3  # loops in each other
_MOST = (
    1_000_000  # letters of what comes out; a chief's two hundred people, as they are carried, take half of it
)
_OPENS, _CLOSES = "\U0010f8f2", "\U0010f8f3"  # of the last plane for private use
_VALUE = re.compile(f"{_OPENS}((?:[0-9a-f][0-9a-f])*){_CLOSES}")


@dataclass(frozen=True)
class Letter:
    """A text with everything put in: a subject of one line, and HTML."""

    subject: str
    html: str


@dataclass(frozen=True)
class Misfit:
    """What a text cannot hold: `variable`, the name that stands nowhere; else `words`, what cannot be read. `line` from 1,
    0 where nobody can tell.
    """

    variable: str = ""
    words: str = ""
    line: int = 0


class Url(str):
    """A value that is an address of a web page."""

    __slots__ = ()


def filled(message: Message, values: Mapping[str, Any]) -> Letter:
    """Raises jinja2's TemplateError for a text that `misfits` finds something in."""
    subject = _rendered(_compiled(_plain, message.subject), values)
    body, held = _numbered(_rendered(_compiled(_markdown, message.body), values))
    return Letter(" ".join(subject.split()), _values_back(to_html(body), held))


def misfits(text: str, name: str) -> Iterator[Misfit]:
    """What stands in a text that the message of this name is not given. Nothing for texts that nobody sends yet."""
    from jinja2 import TemplateError, TemplateSyntaxError, meta
    from jinja2.exceptions import SecurityError

    known = SAMPLES.get(name)
    if known is None:
        return
    environment = _environment(_markdown)
    try:
        tree = environment.parse(text)
        if others := _others(tree):
            yield Misfit(words=say("ほかの文面を読み込むことはできません。"), line=others)
            return
        unknown = sorted(meta.find_undeclared_variables(tree) - set(known))
        yield from map(Misfit, unknown)
        if not unknown and not _ends_soon(tree, known):
            yield Misfit(words=say("くり返し(for)は、渡される一覧についてだけ、三重までにします。"))
        elif not unknown and _builds_up(tree):
            yield Misfit(words=say("set や with で決めた値から、別の値は作れません。"))
        elif not unknown:
            _rendered(_compiled(_markdown, text), known)
    except TemplateSyntaxError as error:
        yield Misfit(words=_misspelt(error.message or ""), line=error.lineno)
    except SecurityError as error:
        yield Misfit(words=_forbidden(str(error)))
    except TemplateError as error:
        missing = _name_in(str(error))
        yield Misfit(missing) if missing else Misfit(words=_odd_value())
    except Exception:  # arithmetic on texts, an endless range: whatever a text can do wrong
        yield Misfit(words=_odd_value())


def _others(tree: Any) -> int:
    """The first line that asks for another text; 0 where none does."""
    from jinja2 import nodes

    kinds = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
    return min((one.lineno for one in tree.find_all(kinds)), default=0)


def _misspelt(told: str) -> str:
    """What the library refuses, in words of ours: its own are English and speak of its insides."""
    name = _quoted(told)
    if told.startswith("No filter named"):
        known = say("、").join(sorted(_FILTERS))
        return say("'{name}' という加工はありません。書けるもの: {known}。", name=name, known=known)
    if told.startswith("No test named"):
        return say("'is {name}' という条件はありません。", name=name)
    if told.startswith("Encountered unknown tag"):
        return say("'{name}' という命令は、ここには書けません。", name=name)
    if told.startswith("Unexpected end of template"):
        return say("最後まで閉じていない {opened} があります。", opened="{% for %}・{% if %}・{{ }}")
    return say("{braces} の中の書き方が決まりと違うか、閉じていません。", braces="{{ }}・{% %}")


def _forbidden(told: str) -> str:
    """The same of what its sandbox keeps from a text; what is kept from it here is told in words of ours already."""
    if told.startswith("access to attribute"):
        return say("'{name}' は、値から取り出せません。", name=_quoted(told))
    return say("( ) で呼び出す命令は使えません。") if told.endswith("is not safely callable") else told


def _quoted(told: str) -> str:
    return told.partition("'")[2].partition("'")[0]


def _odd_value() -> str:
    return say("値の使い方が、その値に合いません。")


def _ends_soon(tree: Any, known: Mapping[str, Any]) -> bool:
    """Every loop goes through something that is given, or through a part of it, and few stand in each other: loops over
    texts of their own, one in another, would never end.
    """
    from jinja2 import nodes

    loops = list(tree.find_all(nodes.For))
    parts = {
        one.name
        for loop in loops
        for one in (loop.target, *loop.target.find_all(nodes.Name))
        if _is_name(one)
    }
    own = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"} - parts
    given = ({*known} | parts) - own
    return all(_root(loop.iter) in given for loop in loops) and _depth(tree) <= _DEPTH


def _builds_up(tree: Any) -> bool:
    """Is a value made of one that the text itself makes? Twice as long each time, thirty lines of that are gigabytes."""
    from jinja2 import nodes

    made = (nodes.Assign, nodes.AssignBlock, nodes.With)
    kinds = list(tree.find_all(made))
    own = {name for one in kinds for name in _names_in(_targets(one))}
    return any(not own.isdisjoint(_names_in(_sources(one))) for one in kinds)


def _targets(node: Any) -> list[Any]:
    return list(node.targets) if hasattr(node, "targets") else [node.target]


def _sources(node: Any) -> list[Any]:
    """What an assignment is made of."""
    if hasattr(node, "values"):
        return list(node.values)
    return list(node.body) if hasattr(node, "body") else [node.node]


def _names_in(found: list[Any]) -> set[str]:
    from jinja2 import nodes

    inner = {name.name for each in found for name in each.find_all(nodes.Name)}
    return inner | {each.name for each in found if _is_name(each)}


def _is_name(node: Any) -> bool:
    from jinja2 import nodes

    return isinstance(node, nodes.Name)


def _root(node: Any) -> str:
    """The name that an expression like `one.missing | sort` begins with; "" for any other."""
    while hasattr(node, "node"):
        node = node.node
    return str(node.name) if _is_name(node) else ""


def _depth(node: Any) -> int:
    """How many loops stand in each other at most."""
    from jinja2 import nodes

    inner = max(map(_depth, node.iter_child_nodes()), default=0)
    return inner + isinstance(node, nodes.For)


def names_for(name: str) -> list[str]:
    """All that may stand in a message of this name, as it is written."""
    return list(_names(SAMPLES.get(name, {})))


def _names(values: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in values.items():
        yield before + name
        if isinstance(value, Mapping):
            yield from _names(value, f"{before}{name}.")
        elif isinstance(value, list) and isinstance(value[0], Mapping):
            yield from _names(value[0], f"{_ONE_OF.get(name, name)}.")


_ONE_OF = {
    "items": "item",
    "staff": "one",
    "missing": "item",
    "sessions": "session",
    "courses": "course",
    "changes": "change",
    "feedback": "one",
}


def _name_in(words: str) -> str:
    """`'dict object' has no attribute 'shoe'` → shoe."""
    return words.rpartition("has no attribute '")[2].rstrip("'") if "has no attribute '" in words else ""


def _rendered(template: "Template", values: Mapping[str, Any]) -> str:
    """Bounded while it grows. Raises TemplateError."""
    from jinja2.exceptions import SecurityError

    parts, length = [], 0
    for part in template.generate(values):
        parts.append(part)
        length += len(part)
        if length > _MOST:
            raise SecurityError(say("{most}文字を超えます。", most=_MOST))
    return "".join(parts)


@lru_cache(maxsize=64)
def _compiled(finalize: Callable[[Any], Any], text: str) -> "Template":
    """One text goes to twenty people: taken apart for the first."""
    return _environment(finalize).from_string(text)


@cache
def _environment(finalize: Callable[[Any], Any]) -> "SandboxedEnvironment":
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import SandboxedEnvironment

    class Closed(SandboxedEnvironment):
        """Values, conditions, loops and filters; nothing is called; no number makes a text longer or fills it up."""

        intercepted_binops = frozenset({"*", "**", "%"})

        def is_safe_callable(self, obj: Any) -> bool:
            return False

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if operator != "**" and isinstance(left, int) and isinstance(right, int):
                return left * right if operator == "*" else left % right
            raise SecurityError(say("「{operator}」は、数どうしにだけ使えます。", operator=operator))

    made = Closed(  # what comes out is Markdown; values are escaped by finalize
        undefined=StrictUndefined, finalize=finalize, autoescape=False
    )
    for name in set(made.filters) - _FILTERS:
        del made.filters[name]
    return made


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float) else " ".join(str(value).split())


def _markdown(value: Any) -> Any:
    """A value as letters that Markdown makes nothing of; `_values_back` makes it what it was."""
    if isinstance(value, Url):
        return _link(value)
    return f"{_OPENS}{' '.join(str(value).split()).encode().hex()}{_CLOSES}"


def _numbered(body: str) -> tuple[str, Mapping[str, str]]:
    """With a number in each value's place, and what stands there, as HTML. So letters that differ only by their values are
    one text of Markdown, which is read once.
    """
    held: dict[str, str] = {}

    def place(found: re.Match[str]) -> str:
        number = f"{_OPENS}{len(held):06x}{_CLOSES}"
        held[number] = escape(bytes.fromhex(found[1]).decode(errors="replace"))
        return number

    return _VALUE.sub(place, body), held


def _values_back(html: str, held: Mapping[str, str]) -> str:
    return _VALUE.sub(lambda found: held.get(found[0], ""), html)


def _link(url: str) -> str:
    parts = urlsplit(url)
    safe = parts.scheme in ("http", "https") and parts.netloc
    return f"<{quote(url, safe=_IN_ADDRESSES)}>" if safe else ""


_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%-._~"
