"""How an address becomes the name of an operation: keys in brackets, aliases, encoded segments.

Called by routing for requests and for templates alike. Pure.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

_KEY = re.compile(r"([A-Za-z$.]+)\('((?:[^']|'')*)'\)")
_ALTERNATE = re.compile(r"\(([A-Za-z]+)='((?:[^']|'')*)'\)")
_PARAMETER = re.compile(r"\{([^}]+)\}")
_SLASH = "\x1f"  # a slash that was encoded, so part of a segment
_CALLED = re.compile(r"delta|.*\(\)|\$.*|(microsoft\.)?graph\.\w+")  # but not graph.team@example.jp
_COLONLESS = ("item-path", "server-relative-path")  # no name in SharePoint holds a colon


def decoded(raw: str) -> str:
    """The path as the service reads it: each segment decoded by itself, `('x')` as `/x`, aliases made one."""
    segments = [unquote(each).replace("/", _SLASH) for each in raw.split("/") if each]
    return "/" + "/".join(_canonical(_by_path(segments)))


def shown(path: str) -> str:
    """A decoded path for people and for logs."""
    return path.replace(_SLASH, "/")


def encoded(path: str) -> str:
    """A decoded path as it stands in a link."""
    return "/".join(quote(each.replace(_SLASH, "/"), safe="$()'=,:@!") for each in path.split("/"))


def called_in(raw: str) -> frozenset[str]:
    """What is no id by its looks: `delta`, `getAllMessages()`, `$count`, `graph.user`."""
    segments = [unquote(each) for each in raw.split("/")]
    return frozenset(_plain(each) for each in segments if _CALLED.fullmatch(each))


def _by_path(segments: list[str]) -> list[str]:
    """`sites/{host}:/{path}:/lists` names a site in one segment; an item's last colon says nothing.

    docs/facts.md 46, 54.
    """
    if segments[:1] == ["drives"]:
        opened = _item_opened(segments)
        return [*opened[:-1], opened[-1].removesuffix(":")]
    if segments[:1] != ["sites"] or not segments[1:2] or not segments[1].endswith(":"):
        return segments
    ends = [at for at, each in enumerate(segments) if at > 1 and each.endswith(":")]
    return ["sites", _SLASH.join(segments[1 : ends[0] + 1]), *segments[ends[0] + 1 :]] if ends else segments


def _item_opened(segments: list[str]) -> list[str]:
    """`items/root:%2Fa%2Fb:` and `items/{id}:%2Fname:` are ways by path too: SDKs have no other.

    github.com/microsoftgraph/msgraph-sdk-python/issues/40, msgraph-sdk-php/issues/1574.
    """
    if segments[2:3] != ["items"] or ":" not in "".join(segments[3:4]):
        return segments
    parts = segments[3].split(_SLASH) + segments[4:]
    return [*segments[:2], *(() if parts[0] == "root:" else ("items",)), *parts]


def _canonical(segments: list[str]) -> list[str]:
    result: list[str] = []
    for segment in segments:
        if result and _ALTERNATE.fullmatch(segment):  # /groups/(uniqueName='x')
            result[-1] += segment
        elif keyed := _KEY.fullmatch(segment):
            result += [_plain(keyed[1]), keyed[2].replace("''", "'")]
        else:
            result.append(_plain(segment))
    if result[-2:] == ["graph.sitePage", "webparts"]:  # as its own page spells it, and as the metadata do
        result[-1] = "webParts"
    return result


def _plain(segment: str) -> str:
    """`delta()` and `microsoft.graph.delta` are `delta`; `microsoft.graph.sitePage` is `graph.sitePage`."""
    bare = segment.removesuffix("()")
    if bare.startswith("microsoft.graph."):
        bare = bare.removeprefix("microsoft.")
    return "delta" if bare == "graph.delta" else bare


class Template:
    """A path template such as /teams/{team-id}/channels, ready to be matched."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._names: list[str] = []
        canonical = "/" + "/".join(_plain(each) for each in text.split("/") if each)
        self._pattern = re.compile(_PARAMETER.sub(self._group, _escaped(canonical)))
        self.rank = tuple(_rank(each) for each in canonical.split("/")[1:])

    def match(self, path: str) -> Mapping[str, str] | None:
        found = self._pattern.fullmatch(path)
        if found is None:
            return None
        values = (each.replace(_SLASH, "/") for each in found.groups())
        return dict(zip(self._names, values, strict=True))

    def ids(self, params: Mapping[str, str]) -> frozenset[str]:
        """The values that are ids; a file may be called as it likes."""
        return frozenset(value for name, value in params.items() if name not in _COLONLESS)

    def _group(self, parameter: re.Match[str]) -> str:
        self._names.append(parameter[1])
        return "([^:]+?)" if parameter[1] in _COLONLESS else "([^/]+?)"


def _escaped(text: str) -> str:
    return "".join(
        part if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]+\})", text) if part
    )


def _rank(segment: str) -> int:
    """What is written out goes before what is a parameter."""
    if "{" not in segment:
        return 0
    return 1 if not segment.startswith("{") else 2
