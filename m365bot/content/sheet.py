"""A page of a site: its content as the service takes it, and the mark by which it is known again.

Called by the Page resource. The service writes ids and HTML anew (docs/facts.md 52), so content that comes back is never
compared with what was given: the mark in the page's description says what it was, its words whether it still is.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from m365bot.content.html import clean, escape
from m365bot.content.post import fingerprint, words_of
from m365bot.words import tell

_MARK = re.compile(r"\[m365bot ([0-9a-f]{12})\]\s*\Z")
_FORBIDDEN = re.compile(r'["*:<>?/\\|#%~&{}\x00-\x1f]')
LONGEST_NAME = 100
IMAGE = "d1d91016-032f-456d-98a4-721247c305e8"
"""The kind of part that shows a picture (docs/facts.md pages.images)."""


def file_name(title: str) -> str:
    """The name of its file, which makes it unique in its site: what no file may be called by is a hyphen there."""
    return _FORBIDDEN.sub("-", title.strip())[:LONGEST_NAME].strip(" .") + ".aspx"


@dataclass(frozen=True)
class Image:
    """A picture that lies in a library of the site: its address there, its words, its size, and the ids by which the service
    knows it. caption: the line below it, mostly empty. url: the whole of its address, where that is known.
    """

    place: str
    alt: str
    size: tuple[int, int]
    site: str
    web: str
    list: str
    item: str
    caption: str = ""
    url: str = ""

    @property
    def ids(self) -> dict[str, str]:
        """As a page names it (docs/facts.md pages.images)."""
        return {"siteid": self.site, "webid": self.web, "listid": self.list, "uniqueid": self.item}

    @property
    def sources(self) -> dict[str, Any]:
        """What the service itself follows, when it looks for words and mends links."""
        width, height = self.size
        size = {"width": str(width), "height": str(height)}
        return {
            "imageSources": [{"key": "imageSource", "value": self.place}],
            "customMetadata": [{"key": "imageSource", "value": {**self.ids, **size}}],
        }


def canvas(
    texts: Sequence[str],
    above: Mapping[int, Sequence[Image]] | None = None,
    cleaned: Callable[[str], str] = clean,
) -> dict[str, Any]:
    """Each HTML a section of one column, below the pictures that stand above it; those of the number after the last stand
    by themselves at the end.
    """
    return {
        "horizontalSections": [
            {
                "id": str(number),
                "layout": "oneColumn",
                "emphasis": "none",
                "columns": [{"id": "1", "width": 12, "webparts": parts}],
            }
            for number, parts in enumerate(_parts(texts, above or {}, cleaned), 1)
        ]
    }


def description(digest: str) -> str:
    """What lists and searches show below the title; the mark stands at its end."""
    return tell(
        "研修の設定から自動で作られるページです。手で直しても、設定は変わりません。 [m365bot {digest}]",
        digest=digest,
    )


def digest_of(described: str) -> str:
    """The digest in a description; empty where there is none."""
    found = _MARK.search(described)
    return found[1] if found else ""


def says(title: str, texts: Iterable[str], above: Mapping[int, Sequence[str]] | None = None) -> str:
    """A digest of all its words: equal for what was given and for what the service makes of it. above: of the pictures above
    each text, their words.
    """
    parts, shown, every = [], above or {}, tuple(texts)
    for number in range(len(every) + 1):
        parts += [words_of(escape(alt)) for alt in shown.get(number, ())]
        parts += [words_of(clean(html)) for html in every[number : number + 1]]
    return fingerprint("\n".join((title, *parts)))


def says_now(page: Mapping[str, Any]) -> str:
    """The same of a page as the service gives it, its content expanded."""
    return says(str(page.get("title") or ""), map(_said, _parts_now(page)))


def items_of(page: Mapping[str, Any]) -> list[str]:
    """The ids of the pictures that stand on a page as the service gives it, as far as it tells them."""
    found = [_properties(part) for part in _parts_now(page) if part.get("webPartType") == IMAGE]
    return [str(each.get("uniqueid") or each.get("uniqueId") or "").strip("{}").lower() for each in found]


def _parts_now(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    layout = page.get("canvasLayout") or {}
    parts = [
        part
        for section in layout.get("horizontalSections") or ()
        for column in section.get("columns") or ()
        for part in column.get("webparts") or ()
    ]
    parts += (layout.get("verticalSection") or {}).get("webparts") or ()
    return parts


def _said(part: Mapping[str, Any]) -> str:
    """A picture says what is read out for it; what is neither text nor picture says nothing, but is there."""
    if part.get("webPartType") == IMAGE:
        return escape(str(_properties(part).get("altText") or ""))
    return str(part.get("innerHtml") or "")


def _properties(part: Mapping[str, Any]) -> Mapping[str, Any]:
    found = (part.get("data") or {}).get("properties")
    return found if isinstance(found, Mapping) else {}


def _parts(
    texts: Sequence[str], above: Mapping[int, Sequence[Image]], cleaned: Callable[[str], str]
) -> Iterator[list[dict[str, Any]]]:
    for number, html in enumerate(texts):
        text = {"@odata.type": "#microsoft.graph.textWebPart", "innerHtml": cleaned(html)}
        yield [*map(picture, above.get(number, ())), text]
    if last := above.get(len(texts)):
        yield list(map(picture, last))


def picture(image: Image) -> dict[str, Any]:
    """As the page on creating pages shows it (docs/facts.md pages.images)."""
    width, height = image.size
    return {
        "@odata.type": "#microsoft.graph.standardWebPart",
        "webPartType": IMAGE,
        "data": {
            "dataVersion": "1.9",
            "title": "Image",
            "description": "Show an image on your page",
            "properties": {
                "imageSourceType": 2,
                "altText": image.alt,
                "overlayText": "",
                **image.ids,
                "imgWidth": width,
                "imgHeight": height,
                "fixAspectRatio": False,
                "captionText": image.caption,
                "alignment": "Center",
            },
            "serverProcessedContent": image.sources,
        },
    }
