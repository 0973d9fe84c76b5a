"""Links: bare addresses become links that end where Japanese begins; other schemes lose theirs.

Called by markdown as core rules. linkify-it swallows what follows an address without a blank
(`https://example.jpをご覧ください`); an address here is ASCII, so anything else ends it.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from m365bot.content.schemes import SCHEMES, names_its_host

_ADDRESS = re.compile(r"(?<![A-Za-z0-9])https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_HOST = re.compile(r"\s*https?://[^/?#\s]", re.IGNORECASE)
DROPPED, UNREAD = "dropped links", "unread links"  # under which they are noted: (lines, address); lines
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*):")


def bare(state: StateCore) -> None:
    """Make links of the addresses that stand in running text."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_linked(block.children))


def safe(state: StateCore) -> None:
    """Drop the link, never its words, where it leads nowhere; what is dropped is noted for whoever asks."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            lost = [str(one.attrGet("href")) for one in block.children if one.type == "link_open"]
            lines = tuple(block.map or (0, 1))
            noted = [(lines, href) for href in lost if not is_allowed(href)]
            state.env.setdefault(DROPPED, []).extend(noted)
            if any(one.type == "text" and "](" in one.content for one in block.children):
                state.env.setdefault(UNREAD, []).append(lines)
            block.children = list(_unlinked(block.children))


def is_allowed(href: str) -> bool:
    """Is this an absolute address of an allowed scheme? A relative one leads nowhere in Teams."""
    scheme = _SCHEME.match(href)
    if scheme is None or scheme[1].lower() not in SCHEMES:
        return False
    return "@" in href if scheme[1].lower() == "mailto" else bool(_HOST.match(href)) and names_its_host(href)


def _linked(tokens: Sequence[Token]) -> Iterator[Token]:
    inside = 0
    for token in tokens:
        inside += token.nesting if token.type.startswith("link_") else 0
        if token.type == "text" and not inside and "://" in token.content:
            yield from _parts(token.content)
        else:
            yield token


def _parts(words: str) -> Iterator[Token]:
    at = 0
    for match in _ADDRESS.finditer(words):
        address = _without_tail(match.group())
        yield _text(words[at : match.start()])
        yield Token("link_open", "a", 1, attrs={"href": address})
        yield _text(address)
        yield Token("link_close", "a", -1)
        at = match.start() + len(address)
    yield _text(words[at:])


def _without_tail(address: str) -> str:
    """Leave out the punctuation of the sentence around it, and a bracket that it does not open."""
    while address[-1] in ".,:;!?'*" or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _unlinked(tokens: Sequence[Token]) -> Iterator[Token]:
    dropped: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            dropped.append(not is_allowed(str(token.attrGet("href"))))
        if token.type not in ("link_open", "link_close") or not dropped[-1]:
            yield token
        if token.type == "link_close":
            dropped.pop()
