"""What is left of the HTML of a post: an allow-list, scripts and styles gone, links kept with their fragment.

Called when a message is sent or edited. What the service keeps is documented nowhere (docs/facts.md 97);
links without a scheme become dead text, as was reported.
"""

import re
from functools import partial

import nh3

_TAGS = (
    "a at attachment b blockquote br code codeblock del div em emoji h1 h2 h3 hr i img li ol p pre s span strike "
    "strong sub sup systemEventMessage table tbody td th thead tr u ul"
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "at": {"id"},
    "attachment": {"id"},
    "emoji": {"id", "alt", "title"},
    "img": {"src", "alt", "width", "height", "itemid"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_ALIGNED = {"style": {f"text-align:{side}" for side in ("left", "center", "right")}}
_SCHEME = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_AT = re.compile(r'<at id="([^"]*)">')


def cleaned(html: str, links: str = "kept") -> str:
    """The HTML as it is stored. `links`: kept, fragment_stripped or href_stripped (docs/facts.md 128)."""
    return nh3.clean(
        html,
        tags=set(_TAGS.split()),
        attributes=_ATTRIBUTES,
        tag_attribute_values={"td": _ALIGNED, "th": _ALIGNED},
        attribute_filter=partial(_attribute, links),
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _attribute(links: str, tag: str, name: str, value: str) -> str | None:
    """A link without a scheme loses its address."""
    if (tag, name) != ("a", "href"):
        return value
    if links == "href_stripped" or not _SCHEME.match(value):
        return None
    return value.partition("#")[0] if links == "fragment_stripped" else value


def mentioned(html: str) -> set[str]:
    """Ids of the people named by `<at id="0">`."""
    return set(_AT.findall(html))
