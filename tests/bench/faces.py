"""How long an issue takes from its Markdown to all its faces, without charts: a face that is new adds its line."""

import statistics
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

from PIL import Image as Library

from m365bot.content.issue import card, export, mail, manuscript, page, teams
from m365bot.content.issue.manuscript import Manuscript
from m365bot.programme.pictures import JPEG, PNG, Image
from tests.bench.place import show
from tests.content.issue.proofs import HEAD

TIMES = 30
BODY = (
    "\n\n".join(
        f"## 見出し {number}\n\n**「点検アプリ」**を{{研修|けんしゅう}}で作りました[^{number}]。[電子図書](https://example.jp/library)へ。\n\n"
        "・聞く\n・作る\n　・窓口\n\n機器\t台数\nマイク\t5\nタブレット\t12\n\n"
        "::: caution 締切\n金曜の正午まで\n:::\n\n"
        f"[^{number}]: 注の文"
        for number in range(1, 13)
    )
    + "\n\n![画面](screen.png)\n\n![現場](photo.jpg)"
)
FACES: Mapping[str, Callable[[Manuscript], object]] = {
    "teams": teams.of,
    "card": card.of,
    "page": lambda written: page.of(written, HEAD.title),
    "mail": lambda written: mail.of(written, HEAD),
    "export, two pictures in it": lambda written: export.of(written, HEAD),
}


def measure(folder: Path) -> None:
    pictures = {each.name: each for each in (_screen(folder), _photo(folder))}
    written = manuscript.read(BODY, pictures)
    for make in FACES.values():
        make(written)  # what is loaded once
    reads = [_seconds(lambda: manuscript.read(BODY, pictures)) for _ in range(TIMES)]
    each = {
        name: statistics.median(_seconds(lambda make=make: make(written)) for _ in range(TIMES))
        for name, make in FACES.items()
    }
    show("faces: the text read: CPU, ms", f"{statistics.median(reads) * 1000:.0f}", "")
    for name, seconds in each.items():
        show(f"faces: {name}: CPU, ms", f"{seconds * 1000:.0f}", "")
    whole = statistics.median(reads) + sum(each.values())
    show("faces: all of one issue without charts: CPU, ms", f"{whole * 1000:.0f}", "<= 300")


def _screen(folder: Path) -> Image:
    """1600 × 900, as a program's window looks: areas of one colour."""
    path = folder / "screen.png"
    pixels = Library.new("RGB", (1600, 900), "#f4f4f4")
    for number in range(40):
        pixels.paste("#4f52b2", (number * 40, number * 20, number * 40 + 30, number * 20 + 15))
    pixels.save(path)
    return _image(path, PNG)


def _photo(folder: Path) -> Image:
    """4000 × 3000, as a telephone takes it."""
    path = folder / "photo.jpg"
    Library.effect_noise((400, 300), 60).convert("RGB").resize((4000, 3000)).save(path, quality=90)
    return _image(path, JPEG)


def _image(path: Path, media: str) -> Image:
    with Library.open(path) as file:
        width, height = file.size
    digest = sha256(path.read_bytes()).hexdigest()
    return Image(path.name, path, digest, "", width=width, height=height, media=media)


def _seconds(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began
