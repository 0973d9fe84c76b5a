"""The HTML of a post made fit for the page: an allow-list, no styles, links that lead somewhere safe.

Called by the reader of posts. Pictures are left out: the pages load nothing from elsewhere.
"""

import re
from collections.abc import Callable

import nh3
from markupsafe import Markup, escape

_NAMES = (
    "a at b blockquote br code codeblock del div em h1 h2 h3 h4 hr i li ol p pre s span strike strong sub sup "
    "table tbody td th thead tr u ul"
)
_TAGS = set(_NAMES.split())
_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_ALIGNED = {"style": {f"text-align:{side}" for side in ("left", "center", "right")}}

_ALIGNED_CELL = re.compile(r'<(t[dh])\b([^<>]*) style="text-align:(left|center|right)"')


def cleaned(html: str, lead: Callable[[str], str]) -> Markup:
    """`lead` says where the address of a link goes to."""

    def attribute(tag: str, name: str, value: str) -> str:
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
    # The pages' own rules refuse styles in a tag, whoever wrote it.
    return Markup(_ALIGNED_CELL.sub(r'<\1\2 class="\3"', clean))  # noqa: S704  # nh3 has cleaned it


def of_text(text: str) -> Markup:
    """Plain text, its lines kept."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
