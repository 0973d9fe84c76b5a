"""What an officer wrote, read once: parts of text and figures in their order, and footnotes. Every face is made from it.

Called by the newsletter's job, the reader of issues and whoever shows one. Its tokens are shared by all faces: nobody
changes them. Pure; raises nothing, whatever the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from m365bot import visible
from m365bot.content.chart import Chart
from m365bot.content.issue import residues
from m365bot.content.issue.images import Drawing, Picture
from m365bot.programme.pictures import Image

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True)
class Text:
    """Blocks that follow each other. `pictures`: those that stand within, in a sentence, a list, a table or a callout."""

    tokens: tuple["Token", ...]
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture that stands by itself. `caption` is the line below it, mostly empty."""

    picture: Picture
    caption: str = ""


Part = Text | Figure


@dataclass(frozen=True)
class Note:
    """A footnote, by the number at its places in the text."""

    number: int
    tokens: tuple["Token", ...]


@dataclass(frozen=True)
class Manuscript:
    """`no_figures`: the charts asked for that have nothing to show; they stand nowhere. `numbers`: of each line that a
    token's `map` counts from 0, the one that it has in the officer's text, from 1.
    """

    parts: tuple[Part, ...]
    notes: tuple[Note, ...] = ()
    no_figures: tuple[str, ...] = ()
    numbers: tuple[int, ...] = (1,)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Each place of one, in the order in which they are met."""
        found = ((part.picture,) if isinstance(part, Figure) else part.pictures for part in self.parts)
        notes = (each for note in self.notes for each in _pictures_in(note.tokens))
        return (*(each for some in found for each in some), *notes)


NOTHING: Mapping[str, Sequence[Chart]] = {}


def read(
    body: str, pictures: Mapping[str, Image], charts: Mapping[str, Sequence[Chart]] = NOTHING
) -> Manuscript:
    """pictures: by name, as `name_of` makes it of what is written. charts: by what they are asked by (`progress R7`)."""
    whole = body.encode(errors="replace").decode()  # half a surrogate pair is no letter
    mended = residues.mended(whole)
    tokens = _with_heads_that_say_something(_parsed(mended.text))
    for token in _all(tokens):
        if token.type == "image":
            _put_picture(token, pictures)
        elif token.type == "chart":
            token.meta = {"drawings": [Drawing(each) for each in charts.get(token.info, ())]}
    blocks, notes = _without_notes(tokens)
    missing = (token.info for token in blocks if token.type == "chart" and not token.meta["drawings"])
    return Manuscript(tuple(_parts(blocks)), tuple(notes), tuple(dict.fromkeys(missing)), mended.numbers)


def _parsed(text: str) -> "list[Token]":
    """By a reader of Markdown that is loaded with the first text."""
    from m365bot.content.issue import syntax

    return syntax.reader().parse(text)


def charts_in(body: str) -> tuple[str, ...]:
    """What its charts are asked by, each once."""
    if ":::" not in body and "：：：" not in body:
        return ()
    tokens = _parsed(residues.mended(body).text)
    return tuple(dict.fromkeys(token.info for token in tokens if token.type == "chart"))


def pictures_in(body: str) -> tuple[str, ...]:
    """The names of all pictures that it shows, each once, without those of the web."""
    if "](" not in body and "![" not in body:
        return ()
    tokens = _parsed(residues.mended(body).text)
    names = (name_of(str(token.attrGet("src") or "")) for token in _all(tokens) if token.type == "image")
    return tuple(dict.fromkeys(name for name in names if name))


def name_of(target: str) -> str:
    """The name of a picture's file as a text calls it, without what an address does to its letters."""
    return unquote(target).replace("\\", "/").removeprefix("./")


def _put_picture(token: "Token", pictures: Mapping[str, Image]) -> None:
    """The file that is meant, with the words and the caption of this place; words alone where there is no file."""
    words = visible.line(_words(token.children or ()).strip())
    found = pictures.get(name_of(str(token.attrGet("src") or "")))
    token.content = words
    token.meta = {
        "picture": replace(found, alt=words or found.alt) if found else None,
        "caption": visible.line(str(token.attrGet("title") or "").strip()),
    }


def _words(tokens: Sequence["Token"]) -> str:
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if one.type in breaks else one.content or _words(one.children or ()) for one in tokens)


def _all(tokens: Sequence["Token"]) -> Iterator["Token"]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _pictures_in(tokens: Sequence["Token"]) -> Iterator[Picture]:
    for token in _all(tokens):
        if token.type == "image" and token.meta["picture"]:
            yield token.meta["picture"]
        elif token.type == "chart":
            yield from token.meta["drawings"]


def _without_notes(tokens: Sequence["Token"]) -> tuple[list["Token"], list[Note]]:
    """The text's own blocks, and the footnotes, which the reader lays at the end."""
    ends = [place for place, token in enumerate(tokens) if token.type == "footnote_block_open"]
    if not ends:
        return list(tokens), []
    notes: list[Note] = []
    found: list[Token] = []
    for token in tokens[ends[0] + 1 :]:
        if token.type == "footnote_open":
            found = []
        elif token.type == "footnote_close":
            notes.append(Note(len(notes) + 1, tuple(found)))
        elif token.type != "footnote_anchor":
            found.append(token)
    return list(tokens[: ends[0]]), notes


def _with_heads_that_say_something(tokens: Sequence["Token"]) -> list["Token"]:
    """Tables whose first row was left empty, since Markdown wants one, have none."""
    found: list[Token] = []
    head: list[Token] = []
    for token in tokens:
        head += [token] if head or token.type == "thead_open" else []
        if not head:
            found.append(token)
        elif token.type == "thead_close":
            found += head if any(one.children for one in head) else []
            head = []
    return found + head


def _parts(tokens: Sequence["Token"]) -> Iterator[Part]:
    text: list[Token] = []
    for block in blocks(tokens):
        figures = list(_figures(block))
        if not figures:
            text += block
            continue
        if text:
            yield _text(text)
        yield from figures
        text = []
    if text:
        yield _text(text)


def _text(tokens: Sequence["Token"]) -> Text:
    return Text(tuple(tokens), tuple(_pictures_in(tokens)))


def blocks(tokens: Sequence["Token"]) -> Iterator[list["Token"]]:
    """Each block with all that stands in it."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _figures(block: Sequence["Token"]) -> Iterator[Figure]:
    """Charts, and the pictures of a paragraph that holds nothing else; nothing for any other block."""
    if block[0].type == "chart":
        yield from (Figure(drawing) for drawing in block[0].meta["drawings"])
    elif block[0].type == "paragraph_open" and _is_pictures(block[1].children or ()):
        for token in block[1].children or ():
            if token.type == "image":
                yield Figure(token.meta["picture"], token.meta["caption"])


def _is_pictures(tokens: Sequence["Token"]) -> bool:
    shown = [one for one in tokens if one.type == "image" and one.meta["picture"]]
    blank = [one for one in tokens if one.type in ("softbreak", "hardbreak") or _is_blank(one)]
    return bool(shown) and len(shown) + len(blank) == len(tokens)


def _is_blank(token: "Token") -> bool:
    return token.type == "text" and not token.content.strip()
