"""Which names of files and folders SharePoint refuses (docs/facts.md 56).

Called before anything is made or renamed. Pure: gives the reason, raises nothing.
"""

import re

_FORBIDDEN = frozenset('"*:<>?/\\|')
_RESERVED = re.compile(r"\.lock|con|prn|aux|nul|com[0-9]|lpt[0-9]|desktop\.ini", re.IGNORECASE)


def refused(name: str, *, at_root: bool) -> str | None:
    """Why the name is refused, or None."""
    if not name or name in (".", ".."):
        return "The name is empty."
    if name != name.strip() or name.endswith("."):
        # Full-width blanks count as blanks (OneDrive/onedrive-api-docs#1488).
        return "The name begins or ends with a blank or ends with a full stop."
    if any(letter in _FORBIDDEN or ord(letter) < 32 for letter in name):
        return "The name holds a character that is not allowed."
    if _RESERVED.fullmatch(name) or "_vti_" in name.lower() or name.startswith("~$"):
        return "The name is reserved."
    return "The name is reserved at the root." if at_root and name.lower() == "forms" else None


def renamed(name: str, index: int, *, folder: bool) -> str:
    """`rename` puts a number before the extension (docs/facts.md 55)."""
    stem, dot, extension = name.rpartition(".")
    if folder or not stem:
        return f"{name} {index}"
    return f"{stem} {index}{dot}{extension}"
