"""How long an issue takes from its Markdown to all its faces, without charts: a face that is new adds its line."""

import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from m365bot.content.issue import manuscript, teams
from m365bot.content.issue.manuscript import Manuscript
from m365bot.programme.pictures import Image
from tests.bench.place import show

TIMES = 30
PICTURES = {name: Image(name, Path(name), name * 8, "", 1600, 900) for name in ("a.png", "b.png")}
BODY = "\n\n".join(
    f"## 見出し {number}\n\n**「点検アプリ」**を{{研修|けんしゅう}}で作りました[^{number}]。[電子図書](https://example.jp/library)へ。\n\n"
    "・聞く\n・作る\n　・窓口\n\n機器\t台数\nマイク\t5\nタブレット\t12\n\n"
    "::: caution 締切\n金曜の正午まで\n:::\n\n![画面](a.png)\n\n"
    f"[^{number}]: 注の文"
    for number in range(1, 13)
)
FACES: Mapping[str, Callable[[Manuscript], object]] = {"teams": teams.of}


def measure(_: Path) -> None:
    manuscript.read(BODY, PICTURES)  # what is loaded once
    reads = [_seconds(lambda: manuscript.read(BODY, PICTURES)) for _ in range(TIMES)]
    written = manuscript.read(BODY, PICTURES)
    each = {
        name: statistics.median(_seconds(lambda make=make: make(written)) for _ in range(TIMES))
        for name, make in FACES.items()
    }
    show("faces: the text read, ms", f"{statistics.median(reads) * 1000:.0f}", "")
    for name, seconds in each.items():
        show(f"faces: {name}, ms", f"{seconds * 1000:.0f}", "")
    whole = statistics.median(reads) + sum(each.values())
    show("faces: all of one issue without charts, ms", f"{whole * 1000:.0f}", "<= 300")


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
