"""A body in plain words, as the service makes it of HTML for who asks for text and for mail that leaves the tenant.

Called by mails. How it writes what HTML has and text has not is on no page (docs/facts.md mail.text). Assumed is what
messages of the service were seen to look like: addresses and pictures in brackets, cells by tabs, points by stars.
"""

import re
from html.parser import HTMLParser

_GAPS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "table"])
_LINES = frozenset(["div", "li", "tr"])
_SILENT = frozenset(["head", "style", "script", "title"])
_ALONE = {"img": "[{}]", "br": "\n", "hr": f"\n{'_' * 32}\n\n"}


def of(html: str) -> str:
    """Lines end as mail's do, by CR and LF."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    text = re.sub(r"[ \t]+\n", "\n", "".join(writer.out))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n").replace("\n", "\r\n") + "\r\n"


class _Writer(HTMLParser):
    """`points`: of each list that is open how many were counted, None where they bear no number."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out = [""]
        self._hrefs: list[str] = []
        self._points: list[int | None] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._silent += tag in _SILENT
        self._end_line(tag)
        if tag in ("ul", "ol"):
            self._points.append(0 if tag == "ol" else None)
        elif tag == "a":
            self._hrefs.append(said.get("href", ""))
        elif tag in _ALONE:
            self.out.append(_ALONE[tag].format(said.get("alt") or said.get("src", "")))
        elif tag == "li":
            self.out.append(self._point())

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        if tag in ("ul", "ol") and self._points:
            self._points.pop()
        if tag == "a" and self._hrefs and (href := self._hrefs.pop()):
            self.out.append(f"<{href}>")
        if tag in ("td", "th"):
            self.out.append("\t")
        self._end_line(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.out.append(re.sub(r"\s*\n\s*", " ", data))

    def _end_line(self, tag: str) -> None:
        if tag in _GAPS | _LINES and not "".join(self.out[-2:]).endswith("\n"):
            self.out.append("\n")
        if tag in _GAPS and not self._points:
            self.out.append("\n")

    def _point(self) -> str:
        inner = "  " * len(self._points)
        if not self._points or self._points[-1] is None:
            return f"{inner}*   "
        self._points[-1] += 1
        return f"{inner}{self._points[-1]}.  "
