"""An issue as a news page of the newsletter's site: sections of text and pictures, a banner, and what news lists say.

Called by the newsletter's job and by whoever shows an issue. SharePoint gives a page its title and its own look, so the HTML
holds words and their order, and no style but the side to which a table's cells lean. Pure; it never raises.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import nh3

from m365bot import visible
from m365bot.content import text
from m365bot.content.issue import images
from m365bot.content.issue.dialect import Dialect
from m365bot.content.issue.images import Picture
from m365bot.content.issue.manuscript import Figure, Manuscript, Text
from m365bot.content.schemes import SCHEMES
from m365bot.programme.pictures import Image

LONGEST_DESCRIPTION = 250
"""Letters; what a page of news may have below its title (docs/facts.md pages.news)."""
LARGEST = 1_000_000
"""Bytes of all its text: no page says how much one may hold, and no reader reads more."""
_WORDS = {"p", "h2", "h3", "h4", "strong", "em", "s", "sub", "sup", "a", "code", "pre", "br", "hr"}
_BLOCKS = {"ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
_ALIGNED = {f"text-align:{side}" for side in ("left", "center", "right")}
_CLEANER = nh3.Cleaner(
    tags=_WORDS | _BLOCKS,
    attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
    tag_attribute_values={cell: {"style": _ALIGNED} for cell in ("th", "td")},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel=None,
)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_BESIDE_PARAGRAPHS = re.compile(r"<(table|ul|ol|blockquote)\b.*?</\1>", re.DOTALL)
_UNLINKED = nh3.Cleaner(tags=(_WORDS | _BLOCKS) - {"a"}, attributes={"ol": {"start"}}, link_rel=None)


@dataclass(frozen=True)
class Placed:
    """A picture above the text of that number; the number after the last: below them all."""

    number: int
    picture: Picture
    caption: str = ""


@dataclass(frozen=True)
class PageFace:
    """`texts` are HTML, each a section of its own. banner: the picture that stands beside the title."""

    title: str
    description: str
    texts: tuple[str, ...]
    pictures: tuple[Placed, ...] = ()
    banner: Image | None = None

    @property
    def size(self) -> int:
        """Bytes of its text."""
        return sum(len(html.encode()) for html in self.texts)

    @property
    def is_too_large(self) -> bool:
        return self.size > LARGEST

    @cached_property
    def fingerprint(self) -> str:
        """Of all that readers get."""
        said = (f"{one.number} {images.fingerprint(one.picture)} {one.caption}" for one in self.pictures)
        banner = images.fingerprint(self.banner) if self.banner else ""
        return sha256(
            "\n".join((self.title, self.description, banner, *self.texts, *said)).encode()
        ).hexdigest()


def of(manuscript: Manuscript, title: str, above: Sequence[str] = ()) -> PageFace:
    """above: HTML of sections of their own that stand before the first, such as the way to apply."""
    dialect, pictures = _Page(_highest(manuscript)), list[Placed]()
    texts = [clean(html) for html in above]
    for part in manuscript.parts:
        if isinstance(part, Figure):
            pictures.append(Placed(len(texts), part.picture, part.caption))
            continue
        texts.append(clean(dialect.part(part)))
        pictures += [Placed(len(texts), each) for each in part.pictures]
    if notes := dialect.footnotes(manuscript):
        texts.append(clean(notes))
    body = texts[len(above) :]
    return PageFace(title, described(body), tuple(texts), tuple(pictures), _banner(pictures))


def clean(html: str) -> str:
    """The HTML with nothing but what a page's text may hold; the words of other elements stay, hidden letters are shown."""
    return visible.text(_CLEANER.clean(html)).strip()


def described(texts: Sequence[str]) -> str:
    """Its first paragraphs as plain words, tables and lists left out, cut where a list of news would cut it."""
    paragraphs = (found for html in texts for found in _PARAGRAPH.findall(_BESIDE_PARAGRAPHS.sub("", html)))
    words = visible.line(
        " ".join(text.preview(_UNLINKED.clean(each)).replace("\n", " ") for each in paragraphs)
    )
    return words if len(words) <= LONGEST_DESCRIPTION else f"{words[: LONGEST_DESCRIPTION - 1]}…"


def _banner(pictures: Sequence[Placed]) -> Image | None:
    """The first that is wider than high: beside a title the others lose their heads and feet."""
    files = (one.picture for one in pictures if isinstance(one.picture, Image))
    return next((picture for picture in files if picture.width > picture.height), None)


def _highest(manuscript: Manuscript) -> int:
    """The level of its highest heading: some write `#`, some begin with `##`."""
    blocks = (token for part in manuscript.parts if isinstance(part, Text) for token in part.tokens)
    return min((int(token.tag[1:]) for token in blocks if token.type == "heading_open"), default=1)


class _Page(Dialect):
    """A page has its title by itself, and three levels of headings below it, of which none is left out."""

    def __init__(self, highest: int) -> None:
        super().__init__()
        self._highest = highest

    def heading(self, tag: str) -> str:
        return f"h{min(2 + max(0, int(tag[1:]) - self._highest), 4)}"

    def footnotes(self, manuscript: Manuscript) -> str:
        """All of them, or nothing."""
        notes = [(note.number, self.inner(note.tokens)) for note in manuscript.notes]
        return self.notes(notes) if notes else ""
