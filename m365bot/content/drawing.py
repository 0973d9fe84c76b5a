"""A chart as a picture: horizontal bars in frames, labels at the left, figures at the right.

Called by the Picture resource when it is written; the library and the font are loaded then and not before. The same chart
is the same bytes, as long as the library's version is; they hold no date, no name and no program.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from m365bot.content.chart import Bar, Chart

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH = 1000  # a page in Teams shows it at two thirds of that, or more
EDGE, HEAD, ROW = 28, 92, 84
LABEL, FRAME, FIGURE = 370, 266, 306  # columns
_TITLE_SIZE, _SIZE = 32, 26
_INK, _PAPER, _EMPTY, _LINE = 0x24, 0xFF, 0xF0, 0x61  # grey
_FILL, _BLUE = 0, (0x4F, 0x52, 0xB2)
"""The one colour stands in the place of black, which no letter's edge comes to: all is drawn in grey, a byte for a point."""
_FONT = ("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf")
_NO_LETTER = "\U0010fffd"  # nobody draws it
MISSING = "〓"
"""What printers set for a letter they do not have."""


def size(chart: Chart) -> tuple[int, int]:
    """Width and height, in points of the picture."""
    return WIDTH, HEAD + ROW * len(chart.bars) + EDGE


def png(chart: Chart) -> bytes:
    from PIL import Image, ImageDraw  # they take 0.04 s, and only who draws needs them

    image = Image.new("L", size(chart), _PAPER)
    draw = ImageDraw.Draw(image)
    title = lines(chart.title, _TITLE_SIZE, WIDTH - 2 * EDGE, most=1)
    draw.text((EDGE, EDGE), title[0], _INK, _font(_TITLE_SIZE))
    for number, (bar, label) in enumerate(zip(chart.bars, labels(chart.bars), strict=True)):
        _draw_row(draw, HEAD + ROW * number, bar, label)
    image.putpalette((*_BLUE, *(grey for grey in range(1, 256) for _ in range(3))))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def labels(bars: Sequence[Bar]) -> list[str]:
    """Each in two lines. Those that would be cut alike are cut in the middle, and numbered where they are alike even so."""
    return [*_numbered(bars, ["\n".join(one) for one in _cut(bars)])]


def _cut(bars: Sequence[Bar]) -> Iterator[list[str]]:
    whole = {bar.label: lines(bar.label, _SIZE, LABEL - EDGE, most=2) for bar in bars}
    alike = Counter(map(tuple, whole.values()))
    for bar in bars:
        cut = whole[bar.label]
        yield cut if alike[tuple(cut)] == 1 else [cut[0], _end(bar.label)]


def _numbered(bars: Sequence[Bar], cut: Sequence[str]) -> Iterator[str]:
    same: dict[str, dict[str, int]] = {}
    for bar, words in zip(bars, cut, strict=True):
        same.setdefault(words, {}).setdefault(bar.label, len(same[words]) + 1)
    for bar, words in zip(bars, cut, strict=True):
        yield f"{words} {same[words][bar.label]}" if len(same[words]) > 1 else words


def _end(words: str) -> str:
    """As much of it as has room in one line, a number behind it too."""
    left = drawable(words)
    while len(left) > 1 and _width(f"…{left} 00", _SIZE) > LABEL - EDGE:
        left = left[1:]
    return f"…{left}"


def _draw_row(draw: "ImageDraw", top: int, bar: Bar, label: str) -> None:
    left, middle = EDGE + LABEL, top + ROW // 2
    draw.text((EDGE, middle), label, _INK, _font(_SIZE), anchor="lm", spacing=2)
    frame = (left, middle - 19, left + FRAME, middle + 19)
    draw.rectangle(frame, _EMPTY, _LINE)
    if filled := round(bar.share * FRAME):
        draw.rectangle((*frame[:2], left + filled, frame[3]), _FILL, _LINE)
    figure = lines(bar.words, _SIZE, FIGURE, most=1)[0]
    draw.text((left + FRAME + EDGE // 2, middle), figure, _INK, _font(_SIZE), anchor="lm")


def lines(words: str, size: int, room: int, *, most: int) -> list[str]:
    """Broken where the room ends, as Japanese is, into no more lines than that; what is left out is told by …"""
    left = drawable(words)
    found: list[str] = []
    while left and len(found) < most:
        count = _fitting(left, size, room)
        found.append(left[:count].rstrip())
        left = left[count:].lstrip()
    if left:
        kept = found[-1]
        while kept and _width(f"{kept}…", size) > room:
            kept = kept[:-1]
        found[-1] = f"{kept}…"
    return found or [""]


def drawable(words: str) -> str:
    """Its letters as the font has them: marks that only choose a form are left out, what is missing is shown to be."""
    whole = unicodedata.normalize("NFC", words)
    return "".join(each if _is_there(each) else MISSING for each in whole if not _is_selector(each))


def legible(words: str) -> str:
    """The same for a program that knows what such marks choose; an emoji's own mark is none of a font's."""
    kept = (each for each in words if each not in "\u200d\ufe0f")
    return "".join(
        each if each.isspace() or _is_selector(each) or _is_there(each) else MISSING for each in kept
    )


def _is_selector(letter: str) -> bool:
    """A variation selector, or what joins pictures: nothing to be drawn by itself."""
    return letter == "\u200d" or "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"


@lru_cache(maxsize=4096)
def _is_there(letter: str) -> bool:
    shown, none = (_font(_SIZE).getmask(each) for each in (letter, _NO_LETTER))
    return (shown.size, bytes(shown)) != (none.size, bytes(none))


def _fitting(words: str, size: int, room: int) -> int:
    """How many letters from the beginning have room, one at least; a Latin word is broken only where it is all."""
    count = len(words)
    while count > 1 and _width(words[:count], size) > room:
        count -= 1
    cut = words[count - 1 : count + 1]
    space = words.rfind(" ", 0, count) + 1
    return space if len(cut) == 2 and cut.isascii() and cut.isalnum() and space else count


@lru_cache(maxsize=4096)
def _width(words: str, size: int) -> float:
    """Remembered: the same courses and questionnaires are drawn every week."""
    return _font(size).getlength(words)


@lru_cache
def _font(size: int) -> "FreeTypeFont":
    """From its own package, wherever that is installed; which fonts the machine has does not matter."""
    from PIL import ImageFont

    return ImageFont.truetype(str(font_file()), size, layout_engine=ImageFont.Layout.BASIC)


def font_file() -> Path:
    """Where the font lies."""
    package, name = _FONT
    spec = find_spec(package)
    assert spec and spec.origin, package
    return Path(spec.origin).parent / name
