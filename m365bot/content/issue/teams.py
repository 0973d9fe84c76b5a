"""An issue as a post in Teams: HTML of what Teams keeps, its pictures inside the message.

Called by the newsletter's job, the reader of issues (for its size) and whoever shows it. Furigana stands in brackets and
footnotes below the text: what Teams does with `ruby` and with links inside a message is written nowhere (docs/facts.md 97).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from m365bot.content import post
from m365bot.content.html import clean, escape
from m365bot.content.issue import images
from m365bot.content.issue.dialect import Dialect
from m365bot.content.issue.images import Picture
from m365bot.content.issue.manuscript import Manuscript, Text, blocks

WIDTH = post.PICTURE_WIDTH
_LINK = "https://teams.microsoft.com/l/channel/" + "x" * 150  # as long as a channel's own address
_MARKER = "dx-000.0123456789ab"


@dataclass(frozen=True)
class TeamsFace:
    """`html` shows the n-th of `pictures` from `../hostedContents/n/$value`."""

    html: str
    pictures: tuple[Picture, ...] = ()

    @property
    def fingerprint(self) -> str:
        said = "\n".join([self.html, *map(images.fingerprint, self.pictures)])
        return sha256(said.encode()).hexdigest()


def of(manuscript: Manuscript) -> TeamsFace:
    dialect = _Teams()
    html = dialect.html(manuscript)
    shown = tuple(dialect.shown)
    return TeamsFace(clean(html, pictures=len(shown)).strip(), shown)


def size(face: TeamsFace, title: str) -> int:
    """Bytes as Teams may count them, with the title and a link as long as a post ends with."""
    return post.size(post.render(title, face.html, marker=_MARKER, link=_LINK, pictures=len(face.pictures)))


@dataclass(frozen=True)
class Heavy:
    """A block of the text: where it begins, what it is, and the bytes that it takes."""

    line: int
    tag: str
    size: int


def heaviest(written: Manuscript) -> list[Heavy]:
    """The blocks that take most, largest first: what to cut."""
    dialect = _Teams()
    found = [
        Heavy(
            written.numbers[min((block[0].map or [0])[0], len(written.numbers) - 1)],
            block[0].tag,
            post.size(dialect.inner(block)),
        )
        for part in written.parts
        if isinstance(part, Text)
        for block in blocks(part.tokens)
    ]
    return sorted(found, key=lambda each: each.size, reverse=True)


def bytes_of(pictures: Sequence[Picture]) -> int:
    """What its pictures take. Each is made for it. Raises ConfigError where one cannot be."""
    return sum(len(images.scaled(each, WIDTH)) for each in pictures)


def most_bytes(pictures: Sequence[Picture]) -> int:
    """No more than that they take, told without making them."""
    return sum(images.most_bytes(each, WIDTH) for each in pictures)


class _Teams(Dialect):
    """Three levels of headings, and pictures by their number in the message."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Picture] = []

    def heading(self, tag: str) -> str:
        return min(tag, "h3")

    def picture(self, picture: Picture) -> str:
        self.shown.append(picture)
        width, height = (max(1, each // 2) for each in images.shown_size(picture, WIDTH))
        place = f"../hostedContents/{len(self.shown)}/$value"
        return f'<img src="{place}" alt="{escape(picture.alt)}" width="{width}" height="{height}">'
