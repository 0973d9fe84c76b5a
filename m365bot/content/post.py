"""A post's body, and the marker by which it is known again.

Called by jobs and by the Post resource. The marker is `key.digest`, the fragment of a useful link in the
body (docs/facts.md 97): it survives what the service does to the HTML, so it is read after decoding and
the body as a whole is never compared. Where the service dropped the link, what it says is (`words_of`).
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from html import unescape
from urllib.parse import quote, unquote, urldefrag

from m365bot.content.html import clean, escape
from m365bot.errors import ConfigError
from m365bot.records.richtext import plain
from m365bot.words import say, tell

TOO_LARGE = 28_000
"""Bytes; Teams takes about 28 KB, markup included (docs/facts.md teams.message.size)."""

PICTURE_WIDTH = 900
"""Points of a picture in a post; it is shown at half of that, and larger on a click."""
PICTURES_MOST = 3_000_000
"""Bytes of all of a post's pictures: in a request they take a third more, and 4 MB go (docs/facts.md teams.hosted)."""

_MARKER = re.compile(r"#([^#&\s]+\.[0-9a-f]{12})(?![0-9A-Za-z])")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)


def render(title: str, body_html: str, *, marker: str, link: str, pictures: int = 0) -> str:
    """Body and, below it, the link that carries the marker; `link` is an absolute https address.

    The title heads the post as its subject; it stands once more beside the link, where an app shows no subject.
    pictures: how many of its own the body shows.
    """
    if not link.lower().startswith("https://"):  # without a scheme it becomes dead text (docs/facts.md 97)
        raise ConfigError(say("投稿に置くリンクが https で始まっていません: {link}", link=link))
    address = f"{urldefrag(link).url}#{quote(marker, safe='')}"
    ending = f'<a href="{escape(address)}">{tell("チャネルを開く")}</a> ・ {escape(title)}'
    return f"{clean(body_html, pictures=pictures)}\n<p>{ending}</p>"


def words_of(html: str) -> str:
    """What it says, without markup, addresses and blanks: equal for a body and for what the service makes of it."""
    return "".join(plain(html).split())


def marker(key: str, title: str, body_html: str) -> str:
    """`key.digest` of what the post says."""
    return f"{key}.{digest(title + chr(10) + body_html)}"


def digest(html: str) -> str:
    """12 hexadecimal digits that change with the HTML; give it without the marker.

    Enough to know a post again, not to bind a person's word: two texts of one such digest are found in minutes.
    """
    return fingerprint(html)[:12]


def fingerprint(html: str) -> str:
    """All of it: no second text of the same fingerprint can be found."""
    return sha256(html.encode()).hexdigest()


def marker_of(html: str) -> str | None:
    """The marker in a body as the service gives it back, or None.

    The last one counts: a post may quote another. Addresses that a mail or link filter wrapped into its
    own (`…?url=https%3A%2F%2F…`) are unwrapped.
    """
    found = [mark for href in _hrefs(html) if (mark := _in_address(href))]
    return found[-1] if found else None


def said(subject: str, html: str, *, pictures: Iterable[str] = (), card: str = "") -> str:
    """All that readers get of a post, as its fingerprint and its digest are made of it. pictures: what tells each."""
    return "\n".join([subject, html, *pictures, *([card] if card else [])])


def size(html: str) -> int:
    """Bytes by the stricter of the two readings, UTF-8 and UTF-16; which one Teams counts is not said."""
    return max(len(html.encode()), len(html.encode("utf-16-le")))


def is_too_large(html: str) -> bool:
    """Would Teams refuse this body with 413?"""
    return size(html) > TOO_LARGE


def _hrefs(html: str) -> list[str]:
    return [unescape("".join(parts)) for parts in _HREF.findall(html)]


def _in_address(address: str) -> str | None:
    for attempt in (address, unquote(address)):
        if match := _MARKER.search(attempt):
            return unquote(match.group(1))
    return None
