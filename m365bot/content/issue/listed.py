"""Lists as Word, mail and Japanese typing have them: 「・」, 「１．」, an 「o」 with a tab; made into Markdown's own.

Called by residues. A mark in the middle of a paragraph stays one: a list begins after a blank line, or has two points.
"""

import re
from collections.abc import Sequence

from m365bot.content.issue.lines import Doubt, Line
from m365bot.content.letters import is_japanese

_INDENT = r"([ 　\t]*)"
_MARK = re.compile(
    rf"{_INDENT}(?:[・･•‣◦▪\uf0b7\uf0a7\uf0d8\uf06c\uf06e]|·(?=[ 　\t])|[o§Øü](?=\t)|[-*+](?=　))[ 　\t]*(?=\S)"
)
_NUMBER = re.compile(rf"{_INDENT}([0-9０-９]{{1,3}})([.．)）])[ 　\t]*(?![0-9０-９])(?=\S)")
_OWN = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+\S")
_ENDED = re.compile(r"[。．.！？!?」）)]\s*$")
_LONG = 60  # columns: a line that a mail program may have broken


def is_point(text: str) -> bool:
    """A point of a list in another way than Markdown's."""
    return not _OWN.match(text) and bool(_MARK.match(text) or _NUMBER.match(text))


def is_item(text: str) -> bool:
    """A point of a list as Markdown has it."""
    return bool(_OWN.match(text))


def mended(lines: Sequence[Line]) -> list[Line]:
    found: list[Line] = []
    levels: list[int] = []  # indents of the points that stand open
    for place, line in enumerate(lines):
        if _begins(lines, place, bool(levels)):
            if not levels and found and not found[-1].is_blank and not is_item(found[-1].text):
                found.append(
                    Line(line.number, "", settled=True)
                )  # a paragraph ends here, whatever the number
            found.append(_point(line, levels))
        elif not levels or line.settled or line.is_blank or is_item(line.text):
            levels = []
            found.append(line)
        else:
            found += _after(line, found, levels)
    return found


def _begins(lines: Sequence[Line], place: int, in_list: bool) -> bool:
    """Is this a point of a list? One that stands alone in a paragraph is none."""
    line = lines[place]
    if line.settled or not is_point(line.text):
        return False
    before = lines[place - 1] if place else None
    after = lines[place + 1] if place + 1 < len(lines) else None
    alone = not (after and (is_point(after.text) or is_item(after.text)))
    return in_list or not alone or before is None or before.is_blank or before.settled or is_item(before.text)


def _point(line: Line, levels: list[int]) -> Line:
    mark = _MARK.match(line.text)
    number = None if mark else _NUMBER.match(line.text)
    found = mark or number
    assert found
    indent = _columns(found[1])
    while levels and levels[-1] > indent:
        levels.pop()
    if not levels or levels[-1] < indent:
        levels.append(indent)
    sign = f"{int(number[2])}{'.' if number[3] in '.．' else ')'}" if number else "-"
    return line.done(f"{_depth(levels)}{sign} {line.text[found.end() :]}")


def _after(line: Line, found: list[Line], levels: list[int]) -> list[Line]:
    """A line below a point: indented or broken by a mail program it belongs to it, else the list is over."""
    last = found[-1]
    if line.text[0] in " 　\t":
        found[-1] = last.saying(f"{last.text.rstrip()}  ")
        return [line.done(f"{_depth(levels)}   {line.text.strip()}")]
    if _columns_of(last.text) >= _LONG and not _ENDED.search(last.text):
        return [line.done(f"{_depth(levels)}   {line.text.strip()}")]
    levels.clear()
    return [Line(line.number, "", settled=True), Line(line.number, line.text, Doubt.AFTER_LIST)]


def _depth(levels: Sequence[int]) -> str:
    return " " * 4 * (len(levels) - 1)


def _columns(blanks: str) -> int:
    return sum({"\t": 4, "　": 2}.get(each, 1) for each in blanks)


def _columns_of(words: str) -> int:
    return sum(2 if is_japanese(letter) else 1 for letter in words)
