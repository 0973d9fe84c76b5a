"""A page of a site: its content as the service takes it, and the mark by which it is known again.

Called by the Page resource. The service writes ids and HTML anew (docs/facts.md 52), so content that comes back is never
compared with what was given: the mark in the page's description says what it was, its words whether it still is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from m365bot.content.html import clean
from m365bot.content.post import fingerprint, words_of
from m365bot.words import tell

_MARK = re.compile(r"\[m365bot ([0-9a-f]{12})\]\s*\Z")
_FORBIDDEN = re.compile(r'["*:<>?/\\|#%~&{}\x00-\x1f]')
LONGEST_NAME = 100


def file_name(title: str) -> str:
    """The name of its file, which makes it unique in its site: what no file may be called by is a hyphen there."""
    return _FORBIDDEN.sub("-", title.strip())[:LONGEST_NAME].strip(" .") + ".aspx"


def canvas(texts: Sequence[str]) -> dict[str, Any]:
    """Each HTML a section of one column."""
    return {
        "horizontalSections": [
            {
                "id": str(number),
                "layout": "oneColumn",
                "emphasis": "none",
                "columns": [{"id": "1", "width": 12, "webparts": [_text(html)]}],
            }
            for number, html in enumerate(texts, 1)
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


def says(title: str, texts: Iterable[str]) -> str:
    """A digest of all its words: equal for what was given and for what the service makes of it."""
    return fingerprint("\n".join((title, *(words_of(clean(html)) for html in texts))))


def says_now(page: Mapping[str, Any]) -> str:
    """The same of a page as the service gives it, its content expanded."""
    layout = page.get("canvasLayout") or {}
    parts = [
        part
        for section in layout.get("horizontalSections") or ()
        for column in section.get("columns") or ()
        for part in column.get("webparts") or ()
    ]
    parts += (layout.get("verticalSection") or {}).get("webparts") or ()
    return says(str(page.get("title") or ""), (str(part.get("innerHtml") or "") for part in parts))


def _text(html: str) -> dict[str, Any]:
    return {"@odata.type": "#microsoft.graph.textWebPart", "innerHtml": clean(html)}
