"""A mail in plain words, about as Exchange makes them of its HTML for whoever reads without (ADR 106).

Called by mail and by whoever shows a mail's words. Pure. What is said by looks alone is not in them.
"""

from html.parser import HTMLParser

from m365bot import visible

RULE = "_" * 32
APART = "    "  # between cells, where Exchange is thought to write a tab: a tab is shown to nobody as one
_APART = frozenset({"p", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote", "pre", "table", "hr"})
_LINES = frozenset({"li", "tr", "br", "div"})
_UNSEEN = frozenset({"head", "style", "title", "script"})
_CELLS = frozenset({"td", "th"})


def of(html: str) -> str:
    """Paragraphs apart, cells of tables apart, points of lists with their marks, addresses behind the words of links."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return visible.text(reader.text)


class _Reader(HTMLParser):
    """Collects lines. The source's own line breaks mean nothing, but for those inside `pre`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [""]
        self._links: list[tuple[str, int]] = []
        self._lists: list[int | None] = []
        self._unseen = self._kept = 0
        self._mark = ""

    @property
    def text(self) -> str:
        found: list[str] = []
        for line in (each.rstrip() for each in self._lines):
            if line or (found and found[-1]):
                found.append(line)
        return "\n".join(found).strip() + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self._unseen += tag in _UNSEEN
        self._kept += tag == "pre"
        self._parted(tag)
        match tag:
            case "ol" | "ul":
                self._lists.append(int(said.get("start") or "1") if tag == "ol" else None)
            case "li":
                self._mark = self._next_mark()
            case "a":
                self._links.append((said.get("href") or "", len(self._lines[-1])))
            case "img" if said.get("alt"):
                self._say(f"[{said['alt']}]")
            case "hr":
                self._say(RULE)
                self._parted(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN
        self._kept -= tag == "pre"
        if tag in _CELLS:
            self._lines[-1] += APART
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        if tag == "a" and self._links:
            address, begun = self._links.pop()
            if address and self._lines[-1][begun:].strip() != address:
                self._say(f"<{address}>")
        if tag != "br":
            self._parted(tag)

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        first, *rest = data.split("\n") if self._kept else [data.replace("\n", "")]
        self._say(first)
        for line in rest:
            self._lines.append("")
            self._say(line)

    def _say(self, words: str) -> None:
        if words.strip():
            words, self._mark = self._mark + words, ""
        self._lines[-1] += words

    def _parted(self, tag: str) -> None:
        if tag not in _APART | _LINES:
            return
        if tag == "br" or self._lines[-1].strip():
            self._lines.append("")
        if tag in _APART and not self._lists:
            self._lines.append("")

    def _next_mark(self) -> str:
        within = "    " * (len(self._lists) - 1)
        count = self._lists[-1] if self._lists else None
        if count is None:
            return f"{within}* "
        self._lists[-1] = count + 1
        return f"{within}{count}. "
