"""How a person is drawn without a photograph: a letter on a tone of their own.

Called by the readers of posts and people.
"""

import zlib
from dataclasses import dataclass

_TONES = 8


@dataclass(frozen=True)
class Face:
    """`tone` (0 to 7) is a class of the style sheet."""

    letter: str
    tone: int


def face(name: str) -> Face:
    """The same for the same name, everywhere."""
    shown = name.strip()
    return Face(shown[:1].upper() or "?", zlib.crc32(shown.encode()) % _TONES)
