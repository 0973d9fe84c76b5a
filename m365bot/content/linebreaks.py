"""A line break inside a paragraph of Japanese is no blank.

Called by markdown as a core rule. Browsers show a newline as a blank, which Japanese does not put between
words (markdown-it#334, docs/facts.md C55). A break between two Japanese letters, or beside full-width
punctuation, goes; beside a Latin word it stays one blank, as between two Latin words.
A break that is wanted is written as two blanks or a backslash at the line's end; one before a mark of a list (・, ※, ①)
is always wanted.
"""

from collections.abc import Iterable, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from m365bot.content.letters import is_japanese, is_punctuation

_POINTS = frozenset("・･●○◎■□◆◇▲△▶▷►※→✓✔\uf0b7\uf0a7\uf0d8\uf06c\uf06e•‣◦▪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")


def rule(state: StateCore) -> None:
    """Turn soft breaks of each inline token into nothing or one blank."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            _join(block.children)


def _join(tokens: Sequence[Token]) -> None:
    for place, token in enumerate(tokens):
        if token.type == "softbreak":
            # By index: a slice at each break would cost the square of a text's length.
            before = _nearest((tokens[at] for at in range(place - 1, -1, -1)), last=-1)
            after = _nearest((tokens[at] for at in range(place + 1, len(tokens))), last=0)
            if _begins_a_point(tokens[at] for at in range(place + 1, len(tokens))):
                token.type, token.tag = "hardbreak", "br"
                continue
            token.type = "text"
            token.content = "" if _touches(before, after) else " "


def _begins_a_point(tokens: Iterable[Token]) -> bool:
    """Does the next line begin with a mark of a list, as it comes out of Word?"""
    words = next((token.content for token in tokens if token.type in ("text", "text_special")), "")
    return words.lstrip()[:1] in _POINTS if words.strip() else False


def _nearest(tokens: Iterable[Token], *, last: int) -> str:
    """The first visible letter met on the way through the tokens; `last` is the end nearest to the break."""
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special", "image") and token.content:
            return str(token.content[last])
        if token.type == "hardbreak":
            return ""
    return ""


def _touches(before: str, after: str) -> bool:
    """Are the two letters written without a blank between them?"""
    if is_japanese(before) and is_japanese(after):
        return True
    return any(is_japanese(letter) and is_punctuation(letter) for letter in (before, after))
