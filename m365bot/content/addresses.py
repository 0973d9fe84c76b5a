"""Addresses as people copy them: shared folders with backslashes, and links whose address holds a blank.

Called by rendering as rules of markdown-it. In Markdown `\\\\fs01\\研修` loses a backslash and a blank ends an address;
who copied either means what is written (docs/facts.md C69). Neither changes what is no address.
"""

import re
from types import SimpleNamespace
from typing import Any

from markdown_it import helpers
from markdown_it.rules_inline import StateInline

_NAME = r"[^\\\s*?\"<>|`\[\]:]*"  # what Markdown or Windows gives a meaning of its own ends a path
_SHARE = re.compile(rf"\\\\[A-Za-z0-9\u3040-\u9fff][\w.-]*(?:\\{_NAME})*")
_BELOW_A_DRIVE = re.compile(rf"(?:\\{_NAME})+")
_DRIVE = re.compile(r"(?:^|[^A-Za-z0-9])[A-Za-z]:\Z")
_PART = r"(?:[^\s<>()\"]|\([^\s<>()\"]*\))+"  # a file may be called 資料(1).pdf
_WITH_BLANKS = re.compile(
    rf"https?://{_PART}(?:[ \u3000]+(?![\"']){_PART})+(?=[ \t]*(?:[\"'][^)]*)?\))", re.IGNORECASE
)


def path(state: StateInline, silent: bool) -> bool:
    """A path of Windows, to the letter."""
    found = _path_at(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.append_pending(found[0])
    state.pos = found.end()
    return True


def _path_at(source: str, pos: int, most: int) -> re.Match[str] | None:
    """A share begins a word; of a drive's path its backslashes are met first."""
    if source[pos] != "\\":
        return None
    before = source[max(0, pos - 3) : pos]
    if _DRIVE.search(before):
        return _BELOW_A_DRIVE.match(source, pos, most)
    return None if re.search(r"[A-Za-z0-9\\]\Z", before) else _SHARE.match(source, pos, most)


def destination(text: str, pos: int, most: int) -> Any:
    """Where a link leads; a blank inside an address of the web is one of it, up to the link's own bracket."""
    if found := _WITH_BLANKS.match(text, pos, most):
        return SimpleNamespace(ok=True, pos=found.end(), str=found[0].replace(" ", "%20"))
    return helpers.parseLinkDestination(text, pos, most)


HELPERS = SimpleNamespace(
    parseLinkLabel=helpers.parseLinkLabel,
    parseLinkDestination=destination,
    parseLinkTitle=helpers.parseLinkTitle,
)
