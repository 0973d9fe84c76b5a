"""Which channel names Teams refuses (docs/facts.md 25).

Called before a channel is made or renamed. Pure: gives the reason, raises nothing.
"""

import re
import unicodedata

_FORBIDDEN = frozenset("~#%&*{}+/\\:<>?|'\",")
_EMOJI_FROM = 0x1F000
LONGEST_DESCRIPTION = 1024
_CONTROL = re.compile(r"[\x00-\x1f\x80-\x9f]")
_WORDS = re.compile(
    r"forms|con|conin\$|conout\$|prn|aux|nul|com[1-9]|lpt[1-9]|desktop\.ini|_vti_", re.IGNORECASE
)


def refused(name: str) -> str | None:
    """Why the name is refused, or None. Full-width twins of forbidden letters pass."""
    if not name.strip():
        return "it is empty"
    if len(name) > 50:
        return "it is longer than 50 characters"
    bad = sorted(_FORBIDDEN & set(name))
    if bad:
        return f"it holds {' '.join(bad)}"
    if ".." in name or _CONTROL.search(name):
        return "it holds .. or a control character"
    if _WORDS.fullmatch(name) or "_vti_" in name.lower():
        return "the word is reserved"
    if name[0] in "_." or name.endswith("."):
        return "it begins with _ or . or ends with ."
    return None


def is_fancy(name: str) -> bool:
    """With an emoji, which the written rule lets pass and the API was seen to refuse (docs/facts.md 25)."""
    return any(ord(letter) >= _EMOJI_FROM or unicodedata.category(letter) == "So" for letter in name)
