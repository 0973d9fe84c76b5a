"""Furigana: `{漢字|かんじ}`, and `{研修|けん|しゅう}` letter by letter.

Called by syntax as a rule of markdown-it. What stands in such brackets and is no reading in kana stays as it is written.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

_KANA = r"[\u3041-\u309f\u30a0-\u30ff・\u3000 ]+"
SPELLED = re.compile(rf"\{{([^{{}}|｜\\\n]{{1,40}})((?:\\?[|｜]{_KANA}){{1,20}})\}}")
_BAR = re.compile(r"\\?[|｜]")


def rule(state: "StateInline", silent: bool) -> bool:
    """A token `ruby`, whose meta holds the pairs of letters and their reading."""
    found = SPELLED.match(state.src, state.pos, state.posMax)
    if state.src[state.pos] != "{" or found is None:
        return False
    if not silent:
        token = state.push("ruby", "ruby", 0)
        token.content = found[1]
        token.meta = {"pairs": pairs(found[1], _BAR.split(found[2])[1:])}
    state.pos = found.end()
    return True


def pairs(base: str, readings: list[str]) -> tuple[tuple[str, str], ...]:
    """Letter by letter where there is a reading for each, else the whole."""
    if len(readings) == len(base):
        return tuple(zip(base, (each.strip() for each in readings), strict=True))
    return ((base, "".join(each.strip() for each in readings)),)


def escaped(line: str) -> str:
    """The line, its readings written so that they are no cells where it is a table's row."""
    if "|" not in SPELLED.sub("", line):
        return line
    return SPELLED.sub(lambda found: re.sub(r"(?<!\\)\|", r"\\|", found[0]), line)
