"""A paragraph's letters in pieces of one look each, and the Markdown they come to.

Made by spans, also of a heading or a cell, where some looks mean nothing. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby

from m365bot.content.schemes import SCHEMES, names_its_host
from m365bot.content.word import escaping

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_BARE = re.compile(r"https?://[!-;=?-Z_a-z~]+(?<![.,:;!?'*)])")


_ENCODED = {"<": "%3C", ">": "%3E", " ": "%20", "\\": "%5C"}


class Sort(Enum):
    WORDS = "words"  # as Word has them
    MARK = "mark"  # Markdown already: a picture, a footnote's sign, furigana
    BREAK = "break"


@dataclass(frozen=True)
class Piece:
    """Some letters, and how they look. href: where they lead. Slanted is no look: Japanese letters are not slanted."""

    text: str
    sort: Sort = Sort.WORDS
    is_bold: bool = False
    href: str = ""


BREAK = Piece("", Sort.BREAK)


def is_address(href: str) -> bool:
    """One that a link in an issue may have."""
    scheme = _SCHEME.match(href)
    if scheme is None or scheme[1].lower() not in SCHEMES:
        return False
    return "@" in href if scheme[1].lower() == "mailto" else names_its_host(href)


def markdown(pieces: Sequence[Piece], *, between_lines: str = "\\\n") -> str:
    """Of pieces in their order. between_lines: what stands for a break that its author typed."""
    lines = [
        "".join(_linked(list(line)))
        for is_break, line in groupby(_lines(pieces), lambda each: each.sort is Sort.BREAK)
        if not is_break
    ]
    return between_lines.join(each.strip(" \u3000") for each in lines if each.strip(" \u3000"))


def plain(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without bold: of a heading, where everything is."""
    return tuple(replace(each, is_bold=False) for each in pieces)


def words(pieces: Sequence[Piece]) -> str:
    """What they say, without any look."""
    return "".join(
        " " if each.sort is Sort.BREAK else each.text for each in pieces if each.sort is not Sort.MARK
    )


def _lines(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours of one look made one: Word cuts words wherever the cursor has been."""
    for (sort, _, _), group in groupby(pieces, lambda each: (each.sort, each.is_bold, each.href)):
        found = list(group)
        if sort is Sort.WORDS:
            yield replace(found[0], text="".join(each.text for each in found))
        else:
            yield from found


def _linked(pieces: Sequence[Piece]) -> Iterator[str]:
    for href, group in groupby(pieces, lambda each: each.href):
        found = list(group)
        inner = "".join(_looking(found))
        if not href or not inner.strip():
            yield inner
        elif words(found) == href and _BARE.fullmatch(href):
            yield href
        else:
            yield f"[{inner}]({_destination(href)})"


def _destination(href: str) -> str:
    whole = "".join(_ENCODED.get(letter, letter) for letter in href)
    return f"<{whole}>" if "(" in whole or ")" in whole else whole


def _written(piece: Piece) -> str:
    if piece.sort is Sort.MARK:
        return piece.text
    return escaping.within_brackets(piece.text) if piece.href else escaping.escaped(piece.text)


def _looking(pieces: Sequence[Piece]) -> Iterator[str]:
    """Each look's letters between its marks; blanks at its ends stand outside, where Markdown wants them."""
    for is_bold, group in groupby(pieces, lambda each: each.is_bold):
        inner = "".join(map(_written, group))
        core = inner.strip(" \u3000")
        if not is_bold or not core:
            yield inner
            continue
        start = inner.index(core)
        yield f"{inner[:start]}**{core}**{inner[start + len(core) :]}"
