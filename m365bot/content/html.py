"""HTML that Teams may be given: an allow-list, and names put into it safely.

Called by markdown, post and jobs. Never lets through script, style, event handlers or unknown schemes.
"""

import re
from html import escape as _escape

import nh3

from m365bot import visible
from m365bot.content.schemes import SCHEMES

_WORDS = {"p", "h1", "h2", "h3", "strong", "em", "a", "code", "pre", "br", "hr"}
_BLOCKS = {"ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
TAGS = frozenset(_WORDS | _BLOCKS)
_ALIGNED = {f"text-align:{side}" for side in ("left", "center", "right")}
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={"a": {"href"}, "ol": {"start"}, "*": set()},  # no tooltip: nobody approves what is not shown
    tag_attribute_values={cell: {"style": _ALIGNED} for cell in ("th", "td")},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel=None,
)

_HOSTED = re.compile(r"\.\./hostedContents/[1-9][0-9]{0,2}/\$value")
_SIZE = re.compile(r"[1-9][0-9]{0,3}")
_ADDRESS = re.compile(rf"(?:{'|'.join(SCHEMES)}):", re.IGNORECASE)


def _checked(tag: str, name: str, value: str) -> str | None:
    """Attributes of a post that brings pictures: those that lie in it, and no other address than before."""
    right = {"src": _HOSTED, "width": _SIZE, "height": _SIZE}.get(name) if tag == "img" else None
    if right:
        return value if right.fullmatch(value) else None
    return None if name == "href" and not _ADDRESS.match(value) else value


_WITH_PICTURES = nh3.Cleaner(
    tags={*TAGS, "img"},
    attributes={"a": {"href"}, "ol": {"start"}, "img": {"src", "alt", "width", "height"}, "*": set()},
    tag_attribute_values={cell: {"style": _ALIGNED} for cell in ("th", "td")},
    attribute_filter=_checked,
    url_schemes=set(SCHEMES),
    url_relative="pass_through",  # where a picture lies in its message is told without a host
    link_rel=None,
)


def escape(words: str) -> str:
    """A name or title as text, for an element's content or a quoted attribute."""
    return _escape(visible.line(words), quote=True)


def clean(html: str, *, pictures: int = 0) -> str:
    """The HTML with nothing but what is allowed; the words of other elements stay, hidden letters are shown.

    pictures: how many lie in the message itself, `../hostedContents/1/$value` and so on; no other is let through.
    """
    return visible.text((_WITH_PICTURES if pictures else _CLEANER).clean(html))
