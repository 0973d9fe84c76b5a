"""Which letters are Japanese and which are punctuation, as emphasis and line breaks need to know.

Called by emphasis and linebreaks. Never changes a text.
"""

import unicodedata
from functools import cache

_SCRIPTS = (
    (0x2E80, 0x303F),  # radicals, 。、「」【】 and the ideographic space
    (0x3040, 0x312F),  # kana, bopomofo
    (0x31A0, 0xA4CF),  # strokes, small kana, ㈱ and ㎡, ideographs
    (0xF900, 0xFAFF),  # compatibility ideographs: 﨑
    (0xFE30, 0xFE6F),  # vertical and small forms
    (0xFF00, 0xFFEF),  # full-width letters and ！（）：, half-width kana
    (0x1B000, 0x1B16F),  # kana supplements
    (0x1F200, 0x1F2FF),  # 🈂, 🉐
    (0x20000, 0x3FFFF),  # 𠮷 and the rest
)


@cache
def is_japanese(letter: str) -> bool:
    """Kana, ideographs and full-width forms, punctuation among them; Hangul is not, it has word spaces."""
    return any(first <= ord(letter) <= last for first, last in _SCRIPTS) if letter else False


@cache
def is_punctuation(letter: str) -> bool:
    """Punctuation or symbol of any script, as CommonMark 0.31 counts."""
    return bool(letter) and unicodedata.category(letter)[0] in "PS"


@cache
def opens(letter: str) -> bool:
    """An opening bracket or quotation mark."""
    return bool(letter) and (letter in "\"'" or unicodedata.category(letter) in ("Ps", "Pi"))


@cache
def closes(letter: str) -> bool:
    """A closing bracket or quotation mark, or what ends a clause."""
    return bool(letter) and (letter in "\"'.,:;!?%" or unicodedata.category(letter) in ("Pe", "Pf"))
