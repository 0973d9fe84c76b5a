"""HTML that Teams may be given: an allow-list, and names put into it safely.

Called by markdown, post and jobs. Never lets through script, style, event handlers or unknown schemes.
"""

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


def escape(words: str) -> str:
    """A name or title as text, for an element's content or a quoted attribute."""
    return _escape(visible.line(words), quote=True)


def clean(html: str) -> str:
    """The HTML with nothing but what is allowed; the words of other elements stay, hidden letters are shown."""
    return visible.text(_CLEANER.clean(html))
