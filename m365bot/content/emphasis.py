"""Emphasis that works beside 「」, （） and ：, where CommonMark leaves asterisks.

Called by markdown as a rule of markdown-it. CommonMark wants a blank or punctuation on the other side of
emphasis that begins or ends with punctuation; Japanese has no blanks, so `**「…」**を` stays raw
(commonmark-spec#650, docs/facts.md C53). The rule is that of markdown-cjk-friendly: a Japanese neighbour
counts as a blank. Beyond it, `**` beside a bracket obeys the bracket: `**(注)**Teams`.
"""

import re
from functools import lru_cache

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from m365bot.content.letters import closes, is_japanese, is_punctuation, opens

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")


def rule(state: StateInline, silent: bool) -> bool:
    """Push one delimiter a marker, as markdown-it's own rule does, but by flanks of our own."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    length = _run(state, marker)
    can_open, can_close = _flanks(state, marker, length)
    for _ in range(length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(ord(marker), length, len(state.tokens) - 1, end=-1, open=can_open, close=can_close)
        )
    state.pos += length
    return True


def _run(state: StateInline, marker: str) -> int:
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    return end - state.pos


def _flanks(state: StateInline, marker: str, length: int) -> tuple[bool, bool]:
    """May this run open, and may it close, emphasis?"""
    before = _letter_before(state)
    after = state.src[state.pos + length] if state.pos + length < state.posMax else ""
    left = _faces(after, other=before)
    right = _faces(before, other=after)
    if marker == "_":  # snake_case stays as it is
        return left and (not right or is_punctuation(before)), right and (not left or is_punctuation(after))
    if length > 1 and _holds_japanese(state.src):
        return left or opens(after), right or closes(before)
    return left, right


@lru_cache(1)
def _holds_japanese(text: str) -> bool:
    """Asked for each mark of one text."""
    return bool(_JAPANESE.search(text))


def _letter_before(state: StateInline) -> str:
    """The letter before the run; a variation selector (葛󠄀) belongs to the letter before it."""
    at = state.pos - 1
    while at > 0 and ("\ufe00" <= state.src[at] <= "\ufe0f" or "\U000e0100" <= state.src[at] <= "\U000e01ef"):
        at -= 1
    return state.src[at] if at >= 0 else ""


def _faces(inner: str, *, other: str) -> bool:
    """Is a run flanked on the side of `inner`, given the letter on its other side?"""
    if not inner or inner.isspace():
        return False
    if is_japanese(inner) or not is_punctuation(inner):
        return True
    return not other or other.isspace() or is_punctuation(other) or is_japanese(other)
