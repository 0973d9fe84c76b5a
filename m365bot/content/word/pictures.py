"""A Word file's pictures: as files to lie beside the issue, and as marks in its Markdown.

Called by spans. What was cropped away in Word is still in the file and may be what nobody should see: it is cut off.
Never fetches a picture that lies elsewhere.
"""

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from m365bot.content.word import archive, escaping, refusal
from m365bot.content.word.archive import Archive, Relation
from m365bot.content.word.notes import Note, Notes
from m365bot.content.word.xml import Element

if TYPE_CHECKING:
    from PIL import Image

MOST_POINTS = 50_000_000
MOST_DRAWN = 100_000_000  # points of all together: a small file may hold a thousand that take a second each
_KEPT: Mapping[str, str] = {"PNG": "png", "JPEG": "jpg", "GIF": "gif"}
_READ = (*_KEPT, "BMP", "TIFF", "WEBP")
# What Word writes of a picture by itself is a guess that nobody has read.
_GUESSED = re.compile(
    r"自動的に生成された説明|AI によって生成|automatically generated|AI-generated content", re.IGNORECASE
)
_WHOLE = 100_000  # `a:srcRect` counts in thousandths of a per cent
_SIDES = ("l", "t", "r", "b")

Crop = tuple[int, int, int, int]


@dataclass(frozen=True)
class Picture:
    """A file to lie beside the issue."""

    name: str
    data: bytes


@dataclass
class Pictures:
    """Those of one file, named in the order in which they are met. called: what their names begin with."""

    file: Archive
    relations: Mapping[str, Relation]
    notes: Notes
    called: str
    _points: int = 0
    _named: dict[tuple[str, Crop], str] = field(default_factory=dict)
    _found: list[Picture] = field(default_factory=list)

    @property
    def found(self) -> tuple[Picture, ...]:
        return tuple(self._found)

    def of_drawing(self, drawing: Element) -> str:
        """Markdown of `<w:drawing>`; of a chart or a shape too, whose picture its author has to bring."""
        words = next(iter(drawing.iter("docPr")), None)
        blips = list(drawing.iter("blip"))
        alt = "" if words is None else words.get("descr") or words.get("title") or ""
        if len(blips) != 1:  # a chart, a shape, or several pictures laid over each other
            return self._lost(Note.DRAWING, alt)
        blip = blips[0]
        return self._mark(blip.get("embed") or blip.get("link"), alt, _crop(drawing))

    def of_old_picture(self, picture: Element) -> str:
        """Markdown of `<w:pict>` or `<w:object>`, as Word wrote them up to 2007 and does in compatibility mode."""
        image = next(iter(picture.iter("imagedata")), None)
        shape = next((each for each in picture.iter("shape")), None)
        alt = "" if shape is None else shape.get("alt", "")
        if image is None:
            return self._lost(Note.DRAWING, alt) if picture.tag == "object" else ""
        return self._mark(image.get("id"), alt, (0, 0, 0, 0))

    def _mark(self, mark: str | None, alt: str, crop: Crop) -> str:
        relation = self.relations.get(mark or "")
        if relation is None or relation.is_outside:
            self.notes.add(Note.OUTSIDE_PICTURE)
            return ""
        key = (relation.target, crop)
        if key not in self._named:
            picture = self._picture(relation.target, crop)
            if picture is None:
                return self._lost(Note.LOST_PICTURE, alt)
            self._found.append(picture)
            self._named[key] = picture.name
        return f"![{self._alt(alt)}]({self._named[key]})"

    def _picture(self, target: str, crop: Crop) -> Picture | None:
        data = self.file.picture(target)
        drawn = self._drawn(data, crop) if data else None
        if drawn is None:
            return None
        if any(crop):
            self.notes.add(Note.CROPPED)
        kind, content = drawn
        return Picture(self._next_name(kind), content)

    def _drawn(self, data: bytes, crop: Crop) -> tuple[str, bytes] | None:
        points = _points(data)
        self._points += points
        if self._points > MOST_DRAWN:
            raise refusal.too_large(archive.MOST_OF_PICTURES)
        return _drawn(data, crop) if 0 < points <= MOST_POINTS else None

    def _lost(self, note: Note, alt: str) -> str:
        """A mark whose file is missing: `check` asks for it."""
        self.notes.add(note)
        name = self._next_name("png")
        self._named["", (len(self._named), 0, 0, 0)] = name
        return f"![{self._alt(alt)}]({name})"

    def _next_name(self, kind: str) -> str:
        return f"{self.called}-{len(self._named) + 1}.{kind}"

    def _alt(self, words: str) -> str:
        words = " ".join(words.split())
        if not words or _GUESSED.search(words):
            self.notes.add(Note.NO_ALT)
            return ""
        return escaping.within_brackets(words)


def _crop(drawing: Element) -> Crop:
    """What is left out at each side; Word crops outwards too, which adds nothing to be seen."""
    found = next(iter(drawing.iter("srcRect")), None)
    sides = [0, 0, 0, 0]
    for place, side in enumerate(_SIDES):
        written = "" if found is None else found.get(side, "")
        sides[place] = min(int(written), _WHOLE) if written.isdecimal() and len(written) < 9 else 0
    left, top, right, bottom = sides
    return (left, top, right, bottom)


def _points(data: bytes) -> int:
    """How many there are, told by its first bytes; 0 where it is no picture that can be read."""
    from PIL import Image as pillow  # 0.04 s, and few issues come out of Word

    try:
        with warnings.catch_warnings(action="ignore"), pillow.open(io.BytesIO(data), formats=_READ) as image:
            return image.width * image.height
    except Exception:  # whatever the library makes of bytes that were made to confuse it
        return 0


def _drawn(data: bytes, crop: Crop) -> tuple[str, bytes] | None:
    """How its file's name ends, and its bytes; None where it is no picture that everybody can see."""
    from PIL import Image as pillow

    try:
        with warnings.catch_warnings(action="ignore"), pillow.open(io.BytesIO(data), formats=_READ) as image:
            kind = _KEPT.get(image.format or "")
            if kind and not any(crop):
                image.load()  # what cannot be drawn is told now, not on the day it goes out
                return kind, data
            return "png", _png(image, crop)
    except Exception:  # likewise
        return None


def _png(image: "Image.Image", crop: Crop) -> bytes:
    left, top, right, bottom = crop
    width, height = image.size
    box = (
        width * left // _WHOLE,
        height * top // _WHOLE,
        width - width * right // _WHOLE,
        height - height * bottom // _WHOLE,
    )
    file = io.BytesIO()
    whole = image.crop(box)
    whole.convert("RGBA" if "A" in whole.getbands() or "transparency" in whole.info else "RGB").save(
        file, "PNG"
    )
    return file.getvalue()


def is_picture(element: Element) -> bool:
    return element.tag in ("drawing", "pict", "object")


def has_box(element: Element) -> bool:
    """Does it hold a text of its own?"""
    return next(iter(element.iter("txbxContent")), None) is not None
