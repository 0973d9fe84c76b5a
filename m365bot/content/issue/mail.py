"""An issue as a mail: HTML that every mail program shows and that reads well as plain words, its pictures inside it.

Called by the newsletter's job, the reader of issues (for its size) and whoever shows it. Loads nothing from anywhere:
a mail whose pictures are not shown says what they show, and nobody can tell who has opened it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import nh3

from m365bot import visible
from m365bot.content.chart import Chart
from m365bot.content.html import TAGS, escape
from m365bot.content.issue import headings, images, mail_look, plain
from m365bot.content.issue.callouts import Callout
from m365bot.content.issue.dialect import Dialect
from m365bot.content.issue.images import Drawing, Picture
from m365bot.content.issue.mail_look import CALLOUTS, CLASSES, SIDES, STYLES
from m365bot.content.issue.manuscript import Manuscript
from m365bot.content.issue.masthead import Masthead
from m365bot.content.schemes import SCHEMES
from m365bot.words import tell

WIDTH = mail_look.PICTURE_WIDTH
MOST = 4_000_000
"""Bytes of a request: what Graph takes of a mail together with its pictures, which are in base64 (docs/facts.md 67)."""
_ENVELOPE = 4_096  # the rest of the request: addresses, names, marks


@dataclass(frozen=True)
class Inline:
    """A picture by the name that the HTML calls it: `cid:{cid}`."""

    cid: str
    picture: Picture

    @property
    def name(self) -> str:
        """Of its file, in ASCII."""
        return f"{self.cid}{images.suffix(self.picture)}"

    @property
    def data(self) -> bytes:
        return images.scaled(self.picture, WIDTH)


@dataclass(frozen=True)
class MailFace:
    """Its plain words are none of ours: Exchange makes them of the HTML (ADR 106)."""

    subject: str
    html: str
    pictures: tuple[Inline, ...] = ()

    @property
    def text(self) -> str:
        """About what it says to whoever reads without HTML."""
        return plain.of(self.html)

    @property
    def fingerprint(self) -> str:
        shown = (f"{each.cid} {images.fingerprint(each.picture)}" for each in self.pictures)
        return sha256("\n".join([self.subject, self.html, *shown]).encode()).hexdigest()


def of(manuscript: Manuscript, head: Masthead) -> MailFace:
    dialect = _Mail(headings.highest(manuscript))
    inner = _cleaner().clean(dialect.html(manuscript))
    return MailFace(
        subject=visible.line(head.subject),
        html=_framed(visible.text(inner), head),
        pictures=tuple(dialect.shown.values()),
    )


def most_bytes(face: MailFace) -> int:
    """No more than that a request with it takes, told without making the pictures."""
    pictures = sum(_most(each.picture) * 4 // 3 + 512 for each in face.pictures)
    return len(face.html.encode()) * 11 // 10 + pictures + _ENVELOPE


def size(face: MailFace) -> int:
    """Bytes that a request with it takes. Each picture is made for it. Raises ConfigError where one cannot be."""
    pictures = sum(len(each.data) * 4 // 3 + 512 for each in face.pictures)
    return len(face.html.encode()) * 11 // 10 + pictures + _ENVELOPE


def _most(picture: Picture) -> int:
    return min(images.most_bytes(picture, WIDTH), max(getattr(picture, "size", 0), 60_000))


# ---- what it is made of --------------------


class _Mail(Dialect):
    """Elements that carry their own style; callouts as tables; pictures by what they are called within the mail."""

    def __init__(self, top: int) -> None:
        super().__init__()
        self._top = top
        self.shown: dict[tuple[str, str], Inline] = {}

    def attributes(self, tag: str) -> Mapping[str, str]:
        style, name = STYLES.get(tag), CLASSES.get(tag)
        return {**({"class": name} if name else {}), **({"style": style} if style else {})}

    def heading(self, tag: str) -> str:
        return headings.below_title(tag, self._top)

    def picture(self, picture: Picture) -> str:
        key = (picture.sha256, picture.media)
        inline = self.shown.setdefault(key, Inline(f"picture{len(self.shown) + 1}", picture))
        width, height = _shown(picture)
        look = f'class="{CLASSES["img"]}" style="{STYLES["img"]}"'
        size = f'width="{width}" height="{height}"'
        alt = picture.chart.title if isinstance(picture, Drawing) else picture.alt
        return f'<img src="cid:{inline.cid}" alt="{escape(alt)}" {size} {look}>'

    def figure(self, picture: Picture, caption: str) -> str:
        small = f'<p class="dx-faint" style="{mail_look.SMALL}">{escape(caption)}</p>\n' if caption else ""
        table = _table(picture.chart) if isinstance(picture, Drawing) else ""
        return f'<p class="dx-ink" style="{STYLES["p"]}">{self.picture(picture)}</p>\n{small}{table}'

    def callout(self, callout: Callout, inner: str) -> str:
        head = f'<p class="dx-ink" style="{STYLES["p"]}"><strong>{escape(callout.heading)}</strong></p>'
        cell = f'<td class="dx-{callout.kind}" style="{mail_look.callout(callout.kind)}">{head}\n{inner}</td>'
        return (
            f'<table role="presentation" style="{mail_look.FRAME}"><tbody><tr>{cell}</tr></tbody></table>\n'
        )

    def notes(self, notes: Sequence[tuple[int, str]]) -> str:
        lines = (_numbered(self.mark(number), words) for number, words in notes)
        return f'<hr class="{CLASSES["hr"]}" style="{STYLES["hr"]}">\n{"".join(lines)}'


def _numbered(mark: str, words: str) -> str:
    """A footnote, its number before its first words."""
    first = re.match(r"<p[^>]*>", words)
    return f"{first[0]}{mark} {words[first.end() :]}" if first else f"{mark}{words}"


def _table(chart: Chart) -> str:
    """All that a chart says, for who sees no picture of it, and for the plain words (ADR 106)."""
    cell = f'class="{CLASSES["td"]}" style="{STYLES["td"]}'
    rows = "".join(
        f'<tr><td {cell}">{escape(bar.label)}</td><td {cell};text-align:right">{escape(bar.words)}</td></tr>'
        for bar in chart.bars
    )
    return f'<table style="{STYLES["table"]}"><tbody>{rows}</tbody></table>\n'


def _shown(picture: Picture) -> tuple[int, int]:
    width, height = images.shown_size(picture, WIDTH)
    return max(1, width // 2), max(1, height // 2)


# ---- what is let through --------------------

_CID = re.compile(r"cid:picture[1-9][0-9]{0,2}")
_SIZE = re.compile(r"[1-9][0-9]{0,3}")
_ADDRESS = re.compile(rf"(?:{'|'.join(sorted(SCHEMES))}):", re.IGNORECASE)


def _checked(tag: str, name: str, value: str) -> str | None:
    right = {"src": _CID, "width": _SIZE, "height": _SIZE}.get(name) if tag == "img" else None
    if right:
        return value if right.fullmatch(value) else None
    return None if name == "href" and not _ADDRESS.match(value) else value


@cache
def _cleaner() -> nh3.Cleaner:
    """Every class and every style by its very words."""
    styles = {tag: {style} for tag, style in STYLES.items()}
    for tag in ("th", "td"):
        styles[tag] |= {f"{STYLES[tag]};text-align:{side}" for side in SIDES}
    styles["td"] |= {mail_look.callout(kind) for kind in CALLOUTS}
    styles["table"].add(mail_look.FRAME)
    styles["p"].add(mail_look.SMALL)
    classes = {tag: {name} for tag, name in CLASSES.items()}
    classes["td"] |= {f"dx-{kind}" for kind in CALLOUTS}
    classes["p"].add("dx-faint")
    tags = {*TAGS, "h4", "img"} - {"h1"}
    return nh3.Cleaner(
        tags=tags,
        attributes={"a": {"href"}, "ol": {"start"}, "img": {"src", "alt", "width", "height"}, "*": set()},
        tag_attribute_values={
            tag: {
                "style": styles.get(tag, set()),
                "class": classes.get(tag, set()),
                **({"role": {"presentation"}} if tag == "table" else {}),
            }
            for tag in tags
        },
        attribute_filter=_checked,
        url_schemes={*SCHEMES, "cid"},
        url_relative="deny",
        link_rel=None,
    )


# ---- around it --------------------


def _framed(inner: str, head: Masthead) -> str:
    """The whole mail. Every word that comes from elsewhere is escaped here."""
    look, title = mail_look, escape(head.title)
    small = f'class="dx-faint" style="{look.SMALL}"'
    h1 = f'class="dx-ink" style="{STYLES["h2"].replace("margin:32px 0 12px", "margin:0 0 8px").replace("20px", "24px")}"'
    masthead = (
        f"<p {small}>{escape(head.series)}</p><h1 {h1}>{title}</h1><p {small}>{escape(head.dated)}</p>"
        f'<hr class="dx-line" style="{STYLES["hr"]}">'
    )
    ending = (
        f'<hr class="dx-line" style="{STYLES["hr"]}"><p {small}>'
        f"{escape(tell('{office} からお送りしました。', office=head.office))}</p>"
    )
    column = (
        f'<table role="presentation" class="dx-column dx-paper" width="{look.WIDTH}" align="center" cellpadding="0" '
        f'cellspacing="0" border="0" bgcolor="#ffffff" style="width:{look.WIDTH}px;max-width:100%;background-color:#ffffff">'
        f'<tr><td class="dx-inner dx-ink" style="padding:28px;{look.LETTERS}">\n'
        f"{masthead}\n{inner}\n{ending}\n</td></tr></table>"
    )
    return (
        '<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(head.subject)}</title><style>{look.sheet()}</style></head>\n"
        '<body class="dx-ground" style="margin:0;padding:0;background-color:#f0f0f0">'
        '<table role="presentation" class="dx-ground" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'bgcolor="#f0f0f0" style="width:100%;background-color:#f0f0f0"><tr><td align="center" style="padding:16px 0">\n'
        f"{column}\n</td></tr></table></body></html>\n"
    )
