"""Paths of Graph: made, taken apart, and made fit for a log.

Called by resource kinds for what the SDK's builders cannot say (items by path), and by this package.
Pure: never asks anything.
"""

import re
from functools import lru_cache
from urllib.parse import quote, unquote

KNOWN = 1024  # paths that are taken apart once: day by day a run asks for the same
_WORD = re.compile(r"\$?[A-Za-z]+(\(\))?\Z")
_KEYED = re.compile(r"([A-Za-z]+)\('([^']*)'\)\Z")
_ID = re.compile(r"([0-9A-Fa-f-]{32,36}|19:[\w=-]+@thread\.\w+|b![\w-]+|\d+|0[0-9A-Z]{20,})\Z")


def segment(text: str) -> str:
    """One path segment, percent-encoded; `#`, `%` and `+` included (docs/facts.md 54)."""
    return quote(text, safe="")


def item(drive_id: str, *segments: str, suffix: str = "") -> str:
    """`/drives/{id}/root:/a/b:/content`: an item by its path; without segments the root itself."""
    root = f"/drives/{segment(drive_id)}/root"
    if not segments:
        return f"{root}/{suffix}" if suffix else root
    where = "/".join(segment(part) for part in segments)
    return f"{root}:/{where}:/{suffix}" if suffix else f"{root}:/{where}"


def segments(path: str) -> tuple[str, ...]:
    """The decoded segments of a path, `teams('id')` taken as `teams/id`."""
    return _segments(path.split("?")[0].strip("/"))


@lru_cache(maxsize=KNOWN)
def _segments(path: str) -> tuple[str, ...]:
    parts: list[str] = []
    for part in path.split("/"):
        decoded = unquote(part)
        keyed = _KEYED.match(decoded)
        parts.extend(keyed.groups() if keyed else (decoded,))
    return tuple(parts)


def shape(path: str) -> str:
    """The path as it may be logged: Graph's own words and ids; names of people and files become `*`."""
    return _shape(path.split("?")[0])


@lru_cache(maxsize=KNOWN)
def _shape(path: str) -> str:
    head, by_path, rest = path.partition("root:/")
    words = "/".join(_loggable(part) for part in segments(head))
    if not by_path:
        return "/" + words
    _, colon, suffix = rest.partition(":/")
    return f"/{words.rstrip('/')}/root:/*" + (f":/{suffix}" if colon else "")


def _loggable(part: str) -> str:
    return part if _WORD.match(part) or _ID.match(part) or not part else "*"
