"""Rich text of a SharePoint column as plain text.

Called by answers for text columns, and through content by others. A list's rich-text column gives HTML
with entities (`<div class="ExternalClass…">橋の点検&#58;写真<br></div>`, docs/facts.md 47); an answer
that merely holds < or & is left as it is.
"""

import re
from html.parser import HTMLParser

_RICH = re.compile(
    r"\s*<(div|p|span|ul|ol|table|h[1-6]|strong|em|b|i|u|font|a|br|blockquote)\b[^<>]*>.*>\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = frozenset({"div", "p", "ul", "ol", "li", "table", "tr", "blockquote", "pre", "br"}) | {
    *("h1", "h2", "h3", "h4", "h5", "h6")
}
_SILENT = frozenset({"script", "style", "head", "title"})


def is_rich(words: str) -> bool:
    """Does this look like what a rich-text column gives: an element first, and a tag last?"""
    return bool(_RICH.match(words))


def plain(html: str) -> str:
    """The words, entities decoded, one line for each block and break; no zero-width letters."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    """Collects the words; `silent` counts open elements whose content is no text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\u200b", "").replace("\u00a0", " "))
