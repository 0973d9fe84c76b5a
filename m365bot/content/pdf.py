"""HTML of an allow-list as a PDF on A4, in the fonts that the project brings, the same bytes each time.

Called by whoever prints an issue or what waits for approval. The library (ADR 98) and the fonts are loaded then and
not before. It is given data to draw and a page of our own to draw it by: no word of anybody's is read as its
language, and nothing is fetched.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from m365bot import visible
from m365bot.content import drawing, tree
from m365bot.errors import ConfigError
from m365bot.words import say

_PAGE = Path(__file__).with_name("paper.typ")
_FAMILY = ("Noto Sans CJK JP",)
_BOLD = "noto_cjk_sans_jp_bold"  # of the same family; it comes with the library
_NO_DAY = 0
"""What stands in its properties instead of the minute in which it was drawn."""


@dataclass(frozen=True)
class Sheet:
    """What is printed. body: HTML. pictures: src → how its file's name ends (.png), and its bytes. above, under:
    lines around the title. below: what stands at the foot of each page.
    """

    title: str
    body: str
    pictures: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    above: Sequence[str] = ()
    under: Sequence[str] = ()
    below: str = ""
    author: str = ""


def is_possible() -> bool:
    """Is the library there?"""
    return find_spec("typst") is not None


def of(sheet: Sheet) -> bytes:
    """Raises ConfigError where the library is not installed, or a picture cannot be drawn."""
    if not is_possible():
        raise ConfigError(
            say("PDF を作るための部品がありません。`pip install 'm365bot[pdf]'` で入れてください。")
        )
    import typst

    with tempfile.TemporaryDirectory(prefix="m365bot-") as folder:
        _lay(Path(folder), sheet)
        try:
            return typst.compile(
                f"{folder}/{_PAGE.name}",
                root=folder,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                timestamp=_NO_DAY,
            )
        except typst.TypstError as error:
            raise ConfigError(say("PDF を作れません({why})。", why=visible.line(str(error))[:200])) from error


def _fonts() -> list[str]:
    """Where they lie. Without the bold one, what is bold is printed as the rest is."""
    bold = find_spec(_BOLD)
    regular = str(drawing.font_file().parent)
    return [regular, str(Path(bold.origin).parent)] if bold and bold.origin else [regular]


def _lay(folder: Path, sheet: Sheet) -> None:
    """What the page is drawn from, for its eyes alone."""
    (folder / _PAGE.name).write_bytes(_PAGE.read_bytes())
    places: dict[str, str] = {}
    for number, (source, (suffix, data)) in enumerate(sheet.pictures.items(), 1):
        places[source] = f"/{number}{suffix}"
        (folder / f"{number}{suffix}").write_bytes(data)
    values = {
        "title": sheet.title,
        "above": list(sheet.above),
        "under": list(sheet.under),
        "below": sheet.below,
        "author": sheet.author,
        "body": tree.of(sheet.body),
    }
    whole = {**_legible(values), "font": list(_FAMILY), "pictures": places}
    (folder / "doc.json").write_text(json.dumps(whole, ensure_ascii=False), "utf-8")


def _legible(value: Any) -> Any:
    """Every word with a sign where the font has no letter; a paper cannot be asked for another."""
    if isinstance(value, str):
        return drawing.legible(value)
    if isinstance(value, dict):
        return {key: each if key in ("src", "href") else _legible(each) for key, each in value.items()}
    return [_legible(each) for each in value] if isinstance(value, list) else value
