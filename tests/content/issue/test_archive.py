"""The index of back issues: which sections stand there, in which order, and what each says."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from m365bot.content import sheet
from m365bot.content.issue import archive
from m365bot.content.issue.archive import Entry

TOKYO = ZoneInfo("Asia/Tokyo")
PICTURE = sheet.Image("/sites/dx/a.png", "点検のようす", (40, 30), "s", "w", "l", "i")


def entry(number: int, day: str, picture: str = "") -> Entry:
    at = datetime.fromisoformat(day).replace(tzinfo=TOKYO)
    return Entry(
        archive.page_key(number),
        f"<第{number}号>",
        "はじめの\n言葉",
        f"https://x.example/{number}",
        at,
        picture,
    )


def sections(*entries: Entry, **pictures: sheet.Image) -> list[dict[str, Any]]:
    return archive.canvas(entries, pictures)["horizontalSections"]


def html(section: dict[str, Any]) -> str:
    return "".join(part.get("innerHtml", "") for column in section["columns"] for part in column["webparts"])


def test_each_issue_has_a_section_below_its_fiscal_year() -> None:
    found = sections(entry(14, "2026-04-01"), entry(13, "2026-03-31"), entry(12, "2025-06-02"))

    assert [one["id"] for one in found] == ["1", "2", "3", "4", "5"]
    assert [html(one) for one in found if "<h2>" in html(one)] == ["<h2>令和8年度</h2>", "<h2>令和7年度</h2>"]
    assert ["<h3>" in html(one) for one in found] == [False, True, False, True, True]


def test_a_section_holds_title_day_and_first_words_as_text() -> None:
    _, found = sections(entry(12, "2025-06-02"))

    assert (found["layout"], [one["width"] for one in found["columns"]]) == ("oneColumn", [12])
    assert '<a href="https://x.example/12">&lt;第12号&gt;</a>' in html(found)
    assert "2025年6月2日(月)" in html(found)
    assert "<第12号>" not in html(found)


@pytest.mark.parametrize(("shown", "widths"), [("a.png", [4, 8]), ("gone.png", [12]), ("", [12])])
def test_a_picture_that_can_be_shown_stands_at_the_left(shown: str, widths: list[int]) -> None:
    _, found = sections(entry(12, "2025-06-02", shown), **{"a.png": PICTURE})

    assert [one["width"] for one in found["columns"]] == widths
    assert ("webPartType" in found["columns"][0]["webparts"][0]) is (shown == "a.png")


@pytest.mark.parametrize(("day", "year"), [("2019-03-31", "2018年度"), ("2020-04-01", "令和2年度")])
def test_years_are_counted_as_offices_do(day: str, year: str) -> None:
    heading, _ = sections(entry(1, day))

    assert html(heading) == f"<h2>{year}</h2>"


def test_whatever_stands_there_makes_an_entry_another() -> None:
    one = entry(12, "2025-06-02", "a.png")

    assert one.says == "\t".join(("dx-012", one.title, one.description, one.url, "2025-06-02", "a.png", ""))
