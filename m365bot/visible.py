"""Letters that nobody sees, or that move what is seen, made visible: `[U+202E]` for each.

Called by every way to a screen, a log, a document, a sheet or a post, and by the readers of config/, which refuse
them. What is stored stays as it came. Never touches what Japanese is written with: variation selectors (葛󠄀), private
letters (外字) and the joiners inside a picture (👩‍💻) are letters.
"""

import json
import re
from typing import Any

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"  # ESC, CSI, what ends a line
_DIRECTION = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NO_WIDTH = r"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
_TAGS = r"\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
_PICTURES = r"\u2190-\u2bff\U0001f000-\U0001faff"
_JOINER = rf"(?<![{_PICTURES}\ufe0f])\u200d|\u200d(?![{_PICTURES}])"

HIDDEN = re.compile(rf"[{_CONTROLS}{_DIRECTION}{_NO_WIDTH}{_TAGS}]|{_JOINER}")
"""One such letter. Tab and line feed are none: they are what texts are laid out with."""

_IN_A_LINE = re.compile(rf"[\t\n]|{HIDDEN.pattern}")


def text(words: str) -> str:
    """Words of several lines."""
    return HIDDEN.sub(_named, words.replace("\r\n", "\n"))


def line(words: str) -> str:
    """Words that are one line: what would begin another is shown as well, so that nobody can forge one."""
    return _IN_A_LINE.sub(_named, words)


def dumps(value: Any, **options: Any) -> str:
    """JSON of the same value, such letters as JSON's own escapes."""
    written = json.dumps(value, ensure_ascii=False, **options)
    return HIDDEN.sub(lambda found: json.dumps(found[0])[1:-1], written)


def name_of(letter: str) -> str:
    return f"U+{ord(letter):04X}"


def _named(found: re.Match[str]) -> str:
    return f"[{name_of(found[0])}]"
