"""What a post says, as plain text for whoever approves it.

Called by the Post resource. Keeps what an approver must see: rows of tables, points of lists, where links lead,
what pictures show.
"""

from html.parser import HTMLParser

from m365bot.words import tell

_BLOCKS = frozenset({"p", "h1", "h2", "h3", "ul", "ol", "li", "blockquote", "pre", "table", "tr", "br", "hr"})
_STARTS = {"li": "・", "blockquote": "> "}
_CELLS = frozenset({"td", "th"})


def preview(html: str) -> str:
    """One line for each block, row of a table and break; addresses stand behind the words of their links."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(line for line in reader.lines() if line)


class _Reader(HTMLParser):
    """Collects the lines. The source's own line breaks mean nothing, but for those inside `pre`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._links: list[str] = []
        self._counts: list[int | None] = []
        self._kept = 0
        self._start = ""

    def lines(self) -> list[str]:
        return [line.rstrip(" |").strip() for line in "".join(self._parts).split("\n")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._kept += tag == "pre"
        if tag in _BLOCKS:
            self._parts.append("\n")
            self._start = _STARTS.get(tag, self._start)
        if tag in ("ol", "ul"):
            start = dict(attrs).get("start") or "1"
            self._counts.append(int(start) if tag == "ol" and start.isdecimal() else None)
        elif tag == "li" and self._counts and (count := self._counts[-1]) is not None:
            self._start, self._counts[-1] = f"{count}. ", count + 1
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")
        if tag == "img" and (words := dict(attrs).get("alt")):
            self.handle_data(tell("【図: {words}】", words=words))

    def handle_endtag(self, tag: str) -> None:
        self._kept -= tag == "pre"
        if tag in _BLOCKS:
            self._parts.append("\n")
        if tag in ("ol", "ul") and self._counts:
            self._counts.pop()
        if tag in _CELLS:
            self._parts.append(" | ")
        if tag == "a" and self._links and (address := self._links.pop()):
            self._parts.append(f" <{address}>")

    def handle_data(self, data: str) -> None:
        words = data if self._kept > 0 else data.replace("\n", "")
        if words.strip():
            self._parts.append(self._start)
            self._start = ""
        self._parts.append(words)
