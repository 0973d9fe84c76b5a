"""Pictures of an issue: files beside it, and charts; scaled for a place, nothing of a camera left in them.

Called by the faces for what they show, and by whoever sends or shows it for the bytes. The library is loaded with the first
picture. The same picture is the same bytes, as long as the library's version is; an approval is bound to the file's sha256.
"""

import re
import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from m365bot import regular
from m365bot.content import drawing
from m365bot.content.chart import Chart
from m365bot.errors import ConfigError
from m365bot.programme.pictures import JPEG, PNG, Image
from m365bot.words import say, tell

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

LARGEST = 20 * 1024 * 1024
"""Bytes of a file: more than any camera of an office makes."""
MOST_POINTS = 50_000_000
"""Width times height: what is more is no picture for an issue, and would fill the memory."""
FORMATS = ("PNG", "JPEG", "GIF")
WIDTH = 1200
"""Points, unless a face asks for fewer: twice what a column of text is wide."""
_TURN, _ON_ITS_SIDE = 0x0112, 5  # how a camera was held, as EXIF tells it
_TALLEST = 2.5  # times the width: what is taller is scaled to that
_SHOWN = re.compile(r'<img\b[^>]*\balt="([^"]*)"[^>]*>')
_FULL_COLOURS = 700_000  # bytes of a PNG; a larger one keeps 256 of its colours


@dataclass(frozen=True)
class Drawing:
    """A chart as a picture of an issue: the same attributes as an Image, but no file."""

    chart: Chart

    @property
    def name(self) -> str:
        return f"{self.chart.name}.png"

    @property
    def alt(self) -> str:
        return self.chart.alt

    @property
    def sha256(self) -> str:
        """Of what it says, as its bytes may differ by the library's version."""
        return self.chart.digest

    @property
    def width(self) -> int:
        return drawing.size(self.chart)[0]

    @property
    def height(self) -> int:
        return drawing.size(self.chart)[1]

    @property
    def media(self) -> str:
        return PNG


Picture = Image | Drawing


@dataclass(frozen=True)
class Look:
    """What a file says of itself in its first bytes. `frames`: more than one where it moves."""

    media: str
    width: int
    height: int
    frames: int = 1


def look(data: bytes) -> Look | None:
    """None for what is no PNG, JPEG or GIF, or is cut off. Its points are not read."""
    from PIL import Image as Library
    from PIL import UnidentifiedImageError

    try:
        with (
            warnings.catch_warnings(action="ignore", category=Library.DecompressionBombWarning),
            Library.open(BytesIO(data), formats=FORMATS) as file,
        ):
            frames = getattr(file, "n_frames", 1)
            turned = file.format == "JPEG" and file.getexif().get(_TURN, 1) >= _ON_ITS_SIDE
            size = file.size[::-1] if turned else file.size
            media = JPEG if file.format == "JPEG" else PNG
            return Look(media, *size, frames) if _is_whole(data, str(file.format)) else None
    except Library.DecompressionBombError:
        return Look(PNG, MOST_POINTS, MOST_POINTS)  # it does not say how many; more than enough
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return None


def _is_whole(data: bytes, kind: str) -> bool:
    """Its end is there: a file that a copy left half done shows half a picture."""
    end = {"JPEG": b"\xff\xd9", "PNG": b"IEND", "GIF": b"\x3b"}[kind]
    return data.rfind(end) > len(data) // 2


def shown_size(picture: Picture, width: int = WIDTH) -> tuple[int, int]:
    """Width and height of what `scaled` makes of it; nothing is ever made larger."""
    share = min(1.0, width / picture.width, width * _TALLEST / picture.height)
    return max(1, round(picture.width * share)), max(1, round(picture.height * share))


def most_bytes(picture: Picture, width: int = WIDTH) -> int:
    """No more than that comes of it, told without making it: a bound, not a guess."""
    across, down = shown_size(picture, width)
    points = across * down
    worst = 2 * points if picture.media == JPEG else max(points, min(4 * points, _FULL_COLOURS))
    return worst + 4096  # and what stands around the points


def in_words(words: str) -> str:
    """What stands in place of a picture that cannot be shown."""
    return tell("【図: {words}】", words=words) if words else ""


def all_in_words(html: str) -> str:
    """HTML of a face whose pictures cannot be shown where it is looked at."""
    return _SHOWN.sub(lambda found: in_words(found[1]), html)


def suffix(picture: Picture) -> str:
    return ".jpg" if picture.media == JPEG else ".png"


def fingerprint(picture: Picture) -> str:
    """What tells it from any other, in a digest of a face: its bytes and its words."""
    return f"{picture.sha256} {picture.media} {picture.alt}"


def scaled(picture: Picture, width: int = WIDTH) -> bytes:
    """PNG or JPEG, as its `media` says. Raises ConfigError where the file is not the one that was read."""
    if isinstance(picture, Drawing):
        return _fitted(drawing.png(picture.chart), picture, width)
    try:
        data = regular.read(picture.path, LARGEST, below=picture.below)
        return _fitted(_same(data, picture), picture, width)
    except OSError as error:  # gone, a link by now, or cut off in the middle
        raise ConfigError(say("図『{name}』を開けません。", name=picture.name)) from error


def _same(data: bytes, picture: Image) -> bytes:
    if sha256(data).hexdigest() != picture.sha256:
        raise ConfigError(
            say(
                "図『{name}』が、読んだあとで変わりました。もう一度実行すると、新しい図で始めます。",
                name=picture.name,
            )
        )
    return data


def _fitted(data: bytes, picture: Picture, width: int) -> bytes:
    from PIL import Image as Library
    from PIL import ImageOps

    with Library.open(BytesIO(data), formats=FORMATS) as file:
        size = shown_size(picture, width)
        file.draft("RGB", size)  # a JPEG is read at a size near to that
        pixels = ImageOps.exif_transpose(file)
        return _jpeg(pixels, size) if picture.media == JPEG else _png(pixels, size)


def _jpeg(pixels: "Pixels", size: tuple[int, int]) -> bytes:
    return _saved(_resized(pixels.convert("RGB"), size), "JPEG", quality=82, optimize=True)


def _png(pixels: "Pixels", size: tuple[int, int]) -> bytes:
    """All its colours where there is room for them, else the 256 that it needs most."""
    clear = "A" in pixels.getbands() or "transparency" in pixels.info
    whole = _resized(pixels.convert("RGBA" if clear else "RGB"), size)
    data = _saved(whole, "PNG")
    return data if len(data) <= _FULL_COLOURS else _saved(whole.quantize(256, 2), "PNG")


def _resized(pixels: "Pixels", size: tuple[int, int]) -> "Pixels":
    """A copy of the points alone: what a camera noted beside them (place, time, device) stays behind."""
    from PIL import Image as Library

    shown = pixels if pixels.size == size else pixels.resize(size, Library.Resampling.LANCZOS)
    bare = Library.new(shown.mode, shown.size)
    bare.paste(shown)
    return bare


def _saved(pixels: "Pixels", kind: str, **options: object) -> bytes:
    file = BytesIO()
    pixels.save(file, kind, **options)
    return file.getvalue()
