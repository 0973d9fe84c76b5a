"""Cells of a sheet that Excel neither runs nor mangles.

Called by export, and by content for other sheets. Never changes a number.
"""

import re
import unicodedata

from m365bot import visible

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # what a workbook's XML cannot hold
_IGNORED = " \u3000\u00a0\u200b\ufeff"


def neutral(cell: object) -> object:
    """Text that would be a formula gets an apostrophe before it; numbers, booleans and None stay.

    Formula starts are = + - @ in any width, a tab or a line break (CSV injection; docs/facts.md C23).
    """
    if cell is None or isinstance(cell, (bool, int, float)):
        return cell
    words = visible.text(_CONTROL.sub("", str(cell)))
    return f"'{words}" if _starts_formula(words) else words


def _starts_formula(words: str) -> bool:
    if words[:1] in ("\t", "\r", "\n"):
        return True
    first = words.lstrip(_IGNORED)[:1]
    return bool(first) and unicodedata.normalize("NFKC", first) in ("=", "+", "-", "@")
