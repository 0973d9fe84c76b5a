"""The index of back issues: one section for each, its picture at the left, its title, day and first words at the right.

Called by the BackIssues resource. Pure. What stands in it was published before, in the same words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from m365bot import visible
from m365bot.content import days, sheet
from m365bot.content.html import escape
from m365bot.content.issue import page
from m365bot.words import tell

PAGE, TITLE = "dx-archive", "DX通信 バックナンバー"
"""The name of its page, and its title."""


def page_key(number: int) -> str:
    """The name of an issue's page, for good: `dx-012`."""
    return f"dx-{number:03}"


@dataclass(frozen=True)
class Entry:
    """An issue that is out: the name of its page, and what stands there. picture: the name of the file beside its title."""

    name: str
    title: str
    description: str
    url: str
    day: datetime
    picture: str = ""
    alt: str = ""

    @property
    def says(self) -> str:
        """All of it, as one line that no other entry has."""
        return "\t".join(
            (self.name, self.title, self.description, self.url, f"{self.day:%F}", self.picture, self.alt)
        )


def description() -> str:
    return tell("これまでに公開した号の一覧です。自動で作られます。")


def canvas(entries: Sequence[Entry], pictures: Mapping[str, sheet.Image]) -> dict[str, Any]:
    """pictures: by the names of their files, those that can be shown."""
    sections: list[dict[str, Any]] = []
    for year, some in groupby(entries, key=lambda entry: _fiscal_year(entry.day)):
        sections.append(_section("oneColumn", [(12, [_text(f"<h2>{escape(year)}</h2>")])]))
        sections += [_of(entry, pictures.get(entry.picture)) for entry in some]
    return {"horizontalSections": [{"id": str(number), **one} for number, one in enumerate(sections, 1)]}


def _of(entry: Entry, picture: sheet.Image | None) -> dict[str, Any]:
    if picture is None:
        return _section("oneColumn", [(12, [_words(entry)])])
    return _section("oneThirdLeftColumn", [(4, [sheet.picture(picture)]), (8, [_words(entry)])])


def _section(layout: str, columns: Sequence[tuple[int, list[dict[str, Any]]]]) -> dict[str, Any]:
    return {
        "layout": layout,
        "emphasis": "none",
        "columns": [
            {"id": str(number), "width": width, "webparts": parts}
            for number, (width, parts) in enumerate(columns, 1)
        ],
    }


def _words(entry: Entry) -> dict[str, Any]:
    link = f'<a href="{escape(entry.url)}">{escape(entry.title)}</a>'
    day = escape(f"{entry.day.year}年{days.day(entry.day)}")
    return _text(f"<h3>{link}</h3><p>{day}</p><p>{escape(visible.line(entry.description))}</p>")


def _text(html: str) -> dict[str, Any]:
    return {"@odata.type": "#microsoft.graph.textWebPart", "innerHtml": page.clean(html)}


def _fiscal_year(day: datetime) -> str:
    """As offices count them: from April."""
    year = day.year - (day.month < 4)
    return tell("令和{number}年度", number=year - 2018) if year > 2019 else tell("{year}年度", year=year)
