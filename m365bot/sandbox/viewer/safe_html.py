"""The HTML of a post made fit for the page: an allow-list, no styles, links that lead somewhere safe.

Called by the reader of posts. Pictures are left out but for those that the
page itself hands out: nothing is loaded from elsewhere.
"""

import re
from collections.abc import Callable

import nh3
from markupsafe import Markup, escape

_NAMES = (
    "a at b blockquote br code codeblock del div em h1 h2 h3 h4 hr i img li ol p pre s span strike strong sub sup "
    "table tbody td th thead tr u ul"
)
_TAGS = set(_NAMES.split())
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_ALIGNED = {"style": {f"text-align:{side}" for side in ("left", "center", "right")}}

_PICTURE_OF_NOTHING = re.compile(r"<img(?![^<>]* src=)[^<>]*>")
_ALIGNED_CELL = re.compile(r'<(t[dh])\b([^<>]*) style="text-align:(left|center|right)"')


def no_picture(url: str) -> str:
    return ""


def cleaned(html: str, lead: Callable[[str], str], picture: Callable[[str], str] = no_picture) -> Markup:
    """`lead` says where the address of a link goes to, `picture` where a picture is read from: "" leaves it out."""

    def attribute(tag: str, name: str, value: str) -> str | None:
        if (tag, name) == ("img", "src"):
            return picture(value) or None
        return lead(value) if (tag, name) == ("a", "href") else value

    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values={"td": _ALIGNED, "th": _ALIGNED},
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    clean = _PICTURE_OF_NOTHING.sub("", clean)
    # The pages' own rules refuse styles in a tag, whoever wrote it.
    return Markup(_ALIGNED_CELL.sub(r'<\1\2 class="\3"', clean))  # noqa: S704  # nh3 has cleaned it


def of_text(text: str) -> Markup:
    """Plain text, its lines kept."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
