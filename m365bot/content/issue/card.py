"""An issue as an Adaptive Card in a Teams post: headings, tables and callouts as Teams' own; nothing in it can be pressed.

Called by the newsletter's job where an issue asks for it. Its pictures lie in the message, as in an HTML post (docs/facts.md
teams.hosted). A card knows a small Markdown and text functions of its own (`{{DATE(…)}}`): letters of an issue are neither.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from markdown_it.token import Token

from m365bot import visible
from m365bot.content import post
from m365bot.content.issue import callouts, images
from m365bot.content.issue.images import Picture
from m365bot.content.issue.manuscript import Figure, Manuscript, Note, Part
from m365bot.words import tell

Element = dict[str, Any]
_VERSION = "1.5"  # the first with tables
_STYLES = {"note": "accent", "tip": "good", "important": "warning", "caution": "attention"}
_SIZES = {"h1": "ExtraLarge", "h2": "Large"}
_MARKS = re.compile(r"([\\*_\[\]`<&!])")
_BRACES = re.compile(r"\{(?=\{)|\}(?=\})")
_BEGINS = re.compile(r"^(\s*)([-+>#]|\d{1,9}[.)])(?=\s)", re.MULTILINE)
_SIDES = {"center": "Center", "right": "Right"}


@dataclass(frozen=True)
class CardFace:
    """`content` is the card's JSON; it shows the n-th of `pictures` from `../hostedContents/n/$value`."""

    content: str
    pictures: tuple[Picture, ...] = ()

    @property
    def fingerprint(self) -> str:
        said = "\n".join([self.content, *map(images.fingerprint, self.pictures)])
        return sha256(said.encode()).hexdigest()


def of(manuscript: Manuscript) -> CardFace:
    """The title is the post's subject, and stands in no card."""
    maker = _Maker()
    body = [element for part in manuscript.parts for element in maker.part(part)]
    body += [element for note in manuscript.notes for element in _note(note, maker)]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": _VERSION,
        "msteams": {"width": "Full"},
        "body": body,
    }
    return CardFace(json.dumps(card, ensure_ascii=False, separators=(",", ":")), tuple(maker.shown))


def _note(note: Note, maker: "_Maker") -> Iterator[Element]:
    mark = _text(tell("(注{number})", number=note.number), size="Small", separator=note.number == 1)
    first, *rest = maker.blocks(note.tokens) or [_text("")]
    if first["type"] == "TextBlock":
        yield {**mark, "text": f"{mark['text']} {first['text']}"}
    else:
        yield from (mark, first)
    yield from rest


class _Maker:
    """Blocks to elements; `shown` are the pictures met on the way."""

    def __init__(self) -> None:
        self.shown: list[Picture] = []

    def part(self, part: Part) -> list[Element]:
        if isinstance(part, Figure):
            return self._figure(part.picture, part.caption)
        return self.blocks(part.tokens)

    def blocks(self, tokens: Sequence[Token]) -> list[Element]:
        found: list[Element] = []
        place, separated = 0, False
        while place < len(tokens):
            end = _end(tokens, place)
            if tokens[place].type == "hr":
                separated = True
            else:
                made = self._block(tokens[place], tokens[place + 1 : end])
                found += [{**made[0], "separator": True}, *made[1:]] if separated and made else made
                separated = False
            place = end + 1
        return found

    def _block(self, token: Token, inner: Sequence[Token]) -> list[Element]:
        match token.type:
            case "paragraph_open":
                return [_text(_inline(inner[0]))] if inner else []
            case "heading_open":
                return [
                    _text(
                        _inline(inner[0]),
                        size=_SIZES.get(token.tag, "Medium"),
                        weight="Bolder",
                        style="heading",
                    )
                ]
            case "bullet_list_open" | "ordered_list_open":
                return [_text("\n".join(_points(token, inner, depth=0)))]
            case "blockquote_open":
                return [{"type": "Container", "style": "emphasis", "items": self.blocks(inner)}]
            case "container_callout_open":
                return self._callout(token, inner)
            case "table_open":
                return [_table(inner)]
            case "fence":
                return [_text(_literal(token.content.rstrip("\n")), fontType="Monospace")]
            case "chart":
                return [each for drawing in token.meta["drawings"] for each in self._figure(drawing, "")]
        return []

    def _callout(self, token: Token, inner: Sequence[Token]) -> list[Element]:
        callout = callouts.of(token.info)
        if callout is None:
            return self.blocks(inner)
        items = [_text(_literal(callout.heading), weight="Bolder"), *self.blocks(inner)]
        return [{"type": "Container", "style": _STYLES[callout.kind], "bleed": True, "items": items}]

    def _figure(self, picture: Picture, caption: str) -> list[Element]:
        self.shown.append(picture)
        place = f"../hostedContents/{len(self.shown)}/$value"
        width = min(picture.width, images.shown_size(picture, post.PICTURE_WIDTH)[0] // 2)
        shown = {"type": "Image", "url": place, "altText": picture.alt, "width": f"{max(width, 1)}px"}
        return [shown, _text(_literal(caption), size="Small", isSubtle=True)] if caption else [shown]


def _text(words: str, **more: Any) -> Element:
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def _literal(words: str) -> str:
    """Letters that a card makes nothing of."""
    plain = _of_no_function(visible.text(words))
    return _BEGINS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", plain))


def _inline(token: Token) -> str:
    return _of_no_function("".join(_spoken(token.children or ())).strip())


def _of_no_function(words: str) -> str:
    """Two braces that meet would be a function of the card's; each was a letter."""
    return _BRACES.sub(lambda found: f"{found[0]} ", words)


def _spoken(tokens: Sequence[Token]) -> Iterator[str]:
    links: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "code_inline":
                yield _literal(token.content)
            case "hardbreak" | "softbreak":
                yield "\n\n" if token.type == "hardbreak" else " "
            case "strong_open" | "strong_close":
                yield "**"
            case "em_open" | "em_close":
                yield "_"
            case "link_open":
                links.append(re.sub(r"[()\s]", _percent, str(token.attrGet("href"))))
                yield "["
            case "link_close":
                yield f"]({links.pop()})"
            case "image":
                yield _literal(images.in_words(token.content))
            case "ruby":
                yield _literal("".join(f"{base}({reading})" for base, reading in token.meta["pairs"]))
            case "footnote_ref":
                yield tell("(注{number})", number=token.meta["id"] + 1)


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


def _points(opening: Token, inner: Sequence[Token], depth: int) -> Iterator[str]:
    """A line for each point; a card knows no lists in lists, so deeper ones are set in."""
    count = int(opening.attrGet("start") or 1) if opening.tag == "ol" else 0
    place = 0
    while place < len(inner):
        end = _end(inner, place)
        sign = f"{count}." if count else "-"
        yield from _point(
            sign if not depth else f"- {'　' * depth}{f'{count}.' if count else '・'}",
            inner[place + 1 : end],
            depth,
        )
        count += bool(count)
        place = end + 1


def _point(sign: str, inner: Sequence[Token], depth: int) -> Iterator[str]:
    words: list[str] = []
    deeper: list[str] = []
    place = 0
    while place < len(inner):
        end = _end(inner, place)
        if inner[place].type.endswith("_list_open"):
            deeper += _points(inner[place], inner[place + 1 : end], depth + 1)
        else:
            words += [_inline(one) for one in inner[place : end + 1] if one.type == "inline"]
        place = end + 1
    yield f"{sign} {' '.join(' '.join(words).split())}"
    yield from deeper


def _table(inner: Sequence[Token]) -> Element:
    rows: list[list[Element]] = []
    for place, token in enumerate(inner):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_cell(token, inner[place + 1]))
    return {
        "type": "Table",
        "firstRowAsHeader": any(token.type == "thead_open" for token in inner),
        "columns": [{"width": 1} for _ in (rows[0] if rows else ())],
        "rows": [{"type": "TableRow", "cells": cells} for cells in rows],
    }


def _cell(opening: Token, inline: Token) -> Element:
    side = str(opening.attrGet("style") or "").rpartition(":")[2]
    more = {"horizontalAlignment": _SIDES[side]} if side in _SIDES else {}
    return {"type": "TableCell", "items": [_text(_inline(inline), **more)]}


def _end(tokens: Sequence[Token], first: int) -> int:
    """Where what opens there closes."""
    depth = 0
    for place in range(first, len(tokens)):
        depth += tokens[place].nesting
        if depth <= 0:
            return place
    return len(tokens) - 1
