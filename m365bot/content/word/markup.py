"""What an issue's Markdown has beyond CommonMark, as it is written.

Called by spans and blocks. Pure.
"""

from m365bot.content.issue.ruby import SPELLED
from m365bot.content.word.escaping import escaped


def ruby(base: str, reading: str) -> str:
    """Furigana above its letters; what is set above others and is no reading (a year, a Latin word) stands behind them."""
    written = f"{{{base}|{reading}}}"
    return written if SPELLED.fullmatch(written) else escaped(f"{base}({reading})")


def footnote_sign(number: int) -> str:
    return f"[^{number}]"


def footnote(number: int, words: str) -> str:
    return f"[^{number}]: {words}"


def box(markdown: str) -> str:
    """What stands in a frame of its own; within it there is no other."""
    return f"::: note\n{markdown}\n:::"
