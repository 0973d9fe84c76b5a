"""A picture that lies beside a text of config/: an issue's, named in its Markdown.

Made by the reader of issues, shown by `content.issue`. Pure: `path` is where the file lies, nobody here opens it.
"""

from dataclasses import dataclass
from pathlib import Path

JPEG, PNG = "image/jpeg", "image/png"


@dataclass(frozen=True, slots=True)
class Image:
    """One file. `name` is what the text calls it; `sha256` (hex) of its bytes when they were read; `width` and `height` in
    points as it is seen, after the turn that a camera notes; `media` is what readers get it as.

    `alt` says what it shows: each place in a text has its own. `below`: the folder that it has to lie in, no link between.
    """

    name: str
    path: Path
    sha256: str
    alt: str
    width: int
    height: int
    media: str = PNG
    size: int = 0
    below: Path | None = None
