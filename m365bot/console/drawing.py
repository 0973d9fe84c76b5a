"""Charts as shapes on a sheet 360 wide, drawn into the page by `drawing.html`: colours are classes, with words beside them.

Called by pages that have figures to show. Pure. Each chart brings its figures as a table too: nobody needs the picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

WIDTH = 360.0
LINE, BAR, GAP = 20.0, 18.0, 12.0
LONGEST = 11  # letters of a label at the side; the table has all of them


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    radius: float
    kind: str


@dataclass(frozen=True)
class Text:
    """anchor: start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    kind: str = "label"


@dataclass(frozen=True)
class Chart:
    """told: what it shows, in a sentence. head and rows: the same as a table, the first cell of each row its header."""

    key: str
    title: str
    told: str
    height: float
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    boxes: Sequence[Box] = ()
    dots: Sequence[Dot] = ()
    texts: Sequence[Text] = ()


@dataclass(frozen=True)
class Bar:
    """parts: kind and amount, one after another. mark: where something was to be reached."""

    label: str
    said: str
    parts: Sequence[tuple[str, float]]
    mark: float | None = None


@dataclass(frozen=True)
class Drawn:
    height: float
    boxes: Sequence[Box]
    texts: Sequence[Text]


def bars(found: Sequence[Bar]) -> Drawn:
    """One below the other, all on one scale; words stand above each bar, so that they may be long."""
    most = (
        max((max(sum(part for _, part in one.parts), one.mark or 0.0) for one in found), default=0.0) or 1.0
    )
    boxes: list[Box] = []
    texts: list[Text] = []
    top = 0.0
    for one in found:
        texts.append(Text(0, top + 12, one.label))
        texts.append(Text(WIDTH, top + 12, one.said, "end", "figure"))
        boxes += _bar(one, top + LINE, most)
        top += LINE + BAR + GAP
    return Drawn(top, boxes, texts)


def _bar(one: Bar, top: float, most: float) -> Iterator[Box]:
    yield Box(0, top, WIDTH, BAR, "track")
    ends = [0.0, *accumulate(amount for _, amount in one.parts)]
    for (kind, amount), start in zip(one.parts, ends, strict=False):
        if amount > 0:
            yield Box(_on(start, most), top, _on(amount, most), BAR, kind)
    if one.mark is not None:
        yield Box(min(_on(one.mark, most), WIDTH - 2), top - 3, 2, BAR + 6, "mark-line")


def columns(found: Sequence[tuple[str, int]], height: float = 120.0) -> Drawn:
    """Side by side over time; only so many are labelled as have room."""
    most = max((count for _, count in found), default=0) or 1
    step = WIDTH / max(len(found), 1)
    every = max(1, -(-len(found) // 6))
    boxes = [Box(0, height + LINE, WIDTH, 1, "axis")]
    texts = []
    for number, (label, count) in enumerate(found):
        tall = round(height * count / most, 2)
        boxes.append(
            Box(round(step * number + 1, 2), LINE + height - tall, round(max(step - 2, 1), 2), tall, "bar")
        )
        if count and (step >= 16 or count == most):
            texts.append(
                Text(
                    round(step * (number + 0.5), 2), LINE + height - tall - 3, str(count), "middle", "figure"
                )
            )
        if number % every == 0:
            texts.append(Text(round(step * number, 2), height + 2 * LINE, label))
    return Drawn(height + 2.5 * LINE, boxes, texts)


def matrix(
    side: Sequence[str], above: Sequence[str], counts: Sequence[Sequence[int]]
) -> tuple[float, Sequence[Dot], Sequence[Text]]:
    """A dot for each pair, as large as its count, which is written in it."""
    left, row = 150.0, 30.0
    step = (WIDTH - left) / max(len(above), 1)
    most = max((count for line in counts for count in line), default=0) or 1
    texts = [Text(left + step * (n + 0.5), 12, word, "middle") for n, word in enumerate(above)]
    dots = []
    for down, (label, line) in enumerate(zip(side, counts, strict=True)):
        middle = LINE + row * (down + 0.5)
        texts.append(Text(0, middle + 4, label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"))
        for across, count in enumerate(line):
            if count:
                x = left + step * (across + 0.5)
                dots.append(Dot(round(x, 2), middle, round(7 + 7 * (count / most) ** 0.5, 2), "bubble"))
                texts.append(Text(round(x, 2), middle + 4, str(count), "middle", "inside"))
    return LINE + row * len(side), dots, texts


def _on(amount: float, most: float) -> float:
    return round(WIDTH * amount / most, 2)
