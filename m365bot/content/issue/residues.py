"""What Word, Excel and mail leave behind in a text, made into the Markdown that was meant, or asked about.

Called by manuscript before it reads, and by the reader of issues for what it asks about. Never touches blocks of code, and
never what Markdown has a meaning for already. Every line keeps the number that it has in the file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import groupby
from urllib.parse import parse_qs, quote, urlsplit

from m365bot.content.issue import listed, ruby, tabbed
from m365bot.content.issue.lines import Doubt, Line

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ENDS_A_LINE = re.compile(r"\r\n?|\n")
_BREAK_IN_WORD = re.compile(r"[\x0b\x0c\x85\u2028\u2029]")
_BEFORE_A_MARK = re.compile(
    r"(?:<br ?/?>|[\x0b\x0c\x85\u2028\u2029])(?=[ 　\t]*(?:[・･•‣◦▪]|[0-9０-９]{1,2}[.．](?![0-9０-９])))"
)
_HEADING = re.compile(r"[ 　]{0,3}([#＃]{1,6})([ 　\u00a0\t]+|(?=[^\s#＃]))")
_CALLOUT = re.compile(r"[ 　]{0,3}[:：]{3,}[ 　\t]*")
_WRAPPED = re.compile(r"https://[\w.-]+\.safelinks\.protection\.outlook\.com/[^\s<>()\"'|]*", re.IGNORECASE)
_IN_ADDRESSES = ":/?#[]@!$&'*+,;=%-._~"  # anything else might end the link that it stands in, or hide
_MOST_NOTES = 500  # the reader looks for the end of each up to the next blank
_COUNTED = re.compile(r"[ 　\t]*(?:[（(][0-9０-９]{1,2}[)）]|[⑴-⒇]|[アイウエオカキクケコ][　.．)）])")


@dataclass(frozen=True)
class Mended:
    """`numbers`: of each line of the text, the one that it has in the file."""

    text: str
    numbers: tuple[int, ...]
    doubts: tuple[tuple[int, Doubt], ...]

    def number(self, line: int) -> int:
        """Where a line of the text, counted from 1, stands in the file."""
        return self.numbers[min(line, len(self.numbers)) - 1]


def mended(body: str) -> Mended:
    found = [line for is_code, lines in _runs(body) for line in (lines if is_code else _mended(lines))]
    doubts = tuple((line.number, line.doubt) for line in found if line.doubt)
    text = "\n".join(line.text for line in found)
    if text.count("[^") > _MOST_NOTES:
        text = text.replace("[^", "[\\^")
    return Mended(text, tuple(line.number for line in found), doubts)


def _runs(body: str) -> Iterator[tuple[bool, list[Line]]]:
    """Blocks of code, and what stands between them."""
    marked, fence = [], ""
    for number, text in enumerate(_ENDS_A_LINE.split(body), 1):
        found = _FENCE.match(text)
        opens = bool(found and not fence)
        marked.append((bool(fence) or opens, Line(number, text)))
        if found and opens:
            fence = found[1]
        elif found and found[1].startswith(fence) and not text.strip(" `~"):
            fence = ""
    for is_code, lines in groupby(marked, lambda each: each[0]):
        yield is_code, [line for _, line in lines]


def _mended(lines: Sequence[Line]) -> list[Line]:
    found = [part for line in lines for part in _cut(line)]
    found = [_marked(line) for line in found]
    found = tabbed.mended(found)
    found = listed.mended(found)
    return _counted([line.saying(_without_tabs(line)) for line in found])


def _cut(line: Line) -> Iterator[Line]:
    """Word's breaks inside a paragraph: points of a list are lines of their own, the rest stays one line."""
    for text in _BEFORE_A_MARK.split(line.text):
        whole = _BREAK_IN_WORD.sub("<br>", text)
        yield line.saying(ruby.escaped(_WRAPPED.sub(_unwrapped, whole)))


def _unwrapped(found: re.Match[str]) -> str:
    """The address that Outlook wrapped into one of its own, which names the reader of that mail."""
    asked = parse_qs(urlsplit(unescape(found[0])).query).get("url", [""])[0]
    return quote(asked, safe=_IN_ADDRESSES) if asked.startswith(("https://", "http://")) else found[0]


def _marked(line: Line) -> Line:
    """Headings and callouts whose marks an input method made wide, or whose blank is missing."""
    if found := _CALLOUT.match(line.text):
        return line.done(f"::: {line.text[found.end() :]}".rstrip())
    found = _HEADING.match(line.text)
    if found is None or (not found[2] and "＃" in found[1]):  # ＃DX is a word of many a post
        return line
    if not found[2] and len(found[1]) == 1:
        return Line(line.number, line.text, Doubt.HASH)
    return line.done(f"{'#' * len(found[1])} {line.text[found.end() :]}")


def _without_tabs(line: Line) -> str:
    """A tab inside a line is a gap; before it, it is Word's indentation."""
    if line.settled or "\t" not in line.text:
        return line.text
    head = "" if not listed.is_item(line.text) else line.text[: len(line.text) - len(line.text.lstrip("\t "))]
    parts = (part.strip(" ") for part in line.text.strip("\t ").split("\t"))
    return head + "\u3000".join(part for part in parts if part)


def _counted(lines: Sequence[Line]) -> list[Line]:
    """(1), ア and the like begin a line of their own; Markdown knows no such list."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before and _COUNTED.match(line.text) and not before.is_blank and not _is_block(before.text):
            found[-1] = before.saying(f"{before.text.rstrip()}  ")
        found.append(line)
    return found


def _is_block(text: str) -> bool:
    return text.lstrip().startswith(("#", "|", ":::", ">"))
