"""An issue for a place outside Microsoft 365: a page that stands alone in one file, and what its PDF is made of.

Called by the newsletter's job and whoever shows it. The file loads nothing and runs nothing, and says so to the browser.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import nh3

from m365bot import visible
from m365bot.content.html import TAGS, escape
from m365bot.content.issue import headings, images
from m365bot.content.issue.callouts import KINDS, Callout
from m365bot.content.issue.dialect import Dialect
from m365bot.content.issue.export_look import SHEET
from m365bot.content.issue.images import Picture
from m365bot.content.issue.manuscript import Manuscript
from m365bot.content.issue.masthead import Masthead
from m365bot.content.pdf import Sheet
from m365bot.content.schemes import SCHEMES
from m365bot.words import tell

WIDTH = 1400
"""Points of a picture: what a page of paper shows sharply."""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class ExportFace:
    """`body` shows the n-th of `pictures` from `picture:n`."""

    head: Masthead
    body: str
    pictures: tuple[Picture, ...] = ()

    @property
    def fingerprint(self) -> str:
        said = [self.page(lambda _: ""), *map(images.fingerprint, self.pictures)]
        return sha256("\n".join(said).encode()).hexdigest()

    @property
    def html(self) -> str:
        """The whole file, pictures in it."""
        shown = [_address(each) for each in self.pictures]
        return self.page(lambda number: shown[number - 1])

    def page(self, address: Callable[[int], str]) -> str:
        """The whole file. address: of the n-th picture."""
        body = _PLACE.sub(lambda found: f'{found[1]}{address(int(found[2]))}"', self.body)
        return _framed(body, self.head)


def of(manuscript: Manuscript, head: Masthead) -> ExportFace:
    dialect = _Export(headings.highest(manuscript))
    body = visible.text(_cleaner().clean(dialect.html(manuscript)))
    return ExportFace(head, body, tuple(dialect.shown))


def most_bytes(face: ExportFace) -> int:
    """No more than that the page takes, told without making the pictures."""
    pictures = sum(images.most_bytes(each, WIDTH) * 4 // 3 for each in face.pictures)
    return len(face.page(lambda _: "").encode()) + pictures


def _address(picture: Picture) -> str:
    content = base64.b64encode(images.scaled(picture, WIDTH)).decode()
    return f"data:{picture.media};base64,{content}"


# ---- what it is made of --------------------


class _Export(Dialect):
    """What a browser of these days shows by itself: figures, furigana, links to footnotes."""

    def __init__(self, top: int) -> None:
        super().__init__()
        self._top = top
        self.shown: list[Picture] = []

    def heading(self, tag: str) -> str:
        return headings.below_title(tag, self._top)

    def picture(self, picture: Picture) -> str:
        self.shown.append(picture)
        width, height = (max(1, each // 2) for each in images.shown_size(picture, WIDTH))
        place = f"picture:{len(self.shown)}"
        return f'<img src="{place}" alt="{escape(picture.alt)}" width="{width}" height="{height}">'

    def figure(self, picture: Picture, caption: str) -> str:
        below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        return f"<figure>{self.picture(picture)}{below}</figure>\n"

    def callout(self, callout: Callout, inner: str) -> str:
        head = f"<p><strong>{escape(callout.heading)}</strong></p>"
        return f'<section class="{callout.kind}">{head}\n{inner}</section>\n'

    def ruby(self, base: str, reading: str) -> str:
        return f"<ruby>{escape(base)}<rp>(</rp><rt>{escape(reading)}</rt><rp>)</rp></ruby>"

    def mark(self, number: int) -> str:
        return f'<sup><a href="#note-{number}">{escape(tell("注{number}", number=number))}</a></sup>'

    def notes(self, notes: Sequence[tuple[int, str]]) -> str:
        lines = "".join(
            f'<div id="note-{number}">{self._note(number, words)}</div>' for number, words in notes
        )
        return f'<section class="notes">{lines}</section>'

    @staticmethod
    def _note(number: int, words: str) -> str:
        mark = escape(tell("注{number}", number=number))
        return words.replace("<p>", f"<p>{mark} ", 1) if words.startswith("<p>") else f"<p>{mark}</p>{words}"


# ---- what is let through --------------------

_PLACE = re.compile(r'(<img src=")picture:([1-9][0-9]{0,2})"')
_RIGHT: Mapping[tuple[str, str], re.Pattern[str]] = {
    ("img", "src"): re.compile(r"picture:[1-9][0-9]{0,2}"),
    ("img", "width"): re.compile(r"[1-9][0-9]{0,3}"),
    ("img", "height"): re.compile(r"[1-9][0-9]{0,3}"),
    ("div", "id"): re.compile(r"note-[1-9][0-9]{0,3}"),
    ("a", "href"): re.compile(rf"(?i:{'|'.join(sorted(SCHEMES))}):.*|#note-[1-9][0-9]{{0,3}}", re.DOTALL),
}


def _checked(tag: str, name: str, value: str) -> str | None:
    right = _RIGHT.get((tag, name))
    return value if right is None or right.fullmatch(value) else None


@cache
def _cleaner() -> nh3.Cleaner:
    aligned = {"style": {f"text-align:{side}" for side in ("left", "center", "right")}}
    return nh3.Cleaner(
        tags={*TAGS, "h4", "img", "figure", "figcaption", "section", "div", "sup", "ruby", "rt", "rp"},
        attributes={
            "a": {"href"},
            "ol": {"start"},
            "img": {"src", "alt", "width", "height"},
            "div": {"id"},
            "*": set(),
        },
        tag_attribute_values={
            "th": aligned,
            "td": aligned,
            "section": {"class": {*KINDS, "notes"}},
        },
        attribute_filter=_checked,
        url_schemes={*SCHEMES, "picture"},
        url_relative="pass_through",  # to a footnote of the page itself; `_checked` lets no other through
        link_rel="noopener noreferrer",
    )


# ---- around it --------------------


def _framed(body: str, head: Masthead) -> str:
    """Every word that comes from elsewhere is escaped here. A wide table scrolls by itself."""
    inner = body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    return (
        '<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(head.subject)}</title>'
        f"<style>{SHEET}</style></head>\n<body><main>\n"
        f"<header><p>{escape(head.series)}</p><h1>{escape(head.title)}</h1><p>{escape(head.dated)}</p></header>\n"
        f"{inner}\n<footer><p>{escape(head.office)}</p></footer>\n</main></body></html>\n"
    )


# ---- on paper --------------------


def sheet(face: ExportFace) -> Sheet:
    """What `pdf.of` prints of it."""
    head = face.head
    shown = ((images.suffix(each), images.scaled(each, WIDTH)) for each in face.pictures)
    return Sheet(
        title=head.title,
        body=face.body,
        pictures={f"picture:{number}": each for number, each in enumerate(shown, 1)},
        above=(head.series,),
        under=(f"{head.dated} {head.office}",),
        below=head.subject,
        author=head.office,
    )
