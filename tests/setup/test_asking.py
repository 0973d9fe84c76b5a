"""What `init` asks on a terminal: one thing at a time, again where it cannot be read, and how the sheets are read."""

import sys
from pathlib import Path

import pytest

from m365bot import reading
from tests.journeys.test_terminal import CTRL_C, on_a_terminal
from tests.setup import ugly

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings(
        "ignore:This process:DeprecationWarning"
    ),  # the child only runs another program
]

OFFICE = ("潮見市", ugly.DOMAIN, f"bot@{ugly.DOMAIN}", f"aoki@{ugly.DOMAIN}", f"kacho@{ugly.DOMAIN}", "R8")


def asked(folder: Path, *answers: str) -> tuple[int, str]:
    """What `init` shows whom it asks; everything is typed once the first question is there."""
    command = [sys.executable, "-m", "m365bot", "init", str(folder)]
    return on_a_terminal(command, asked="団体の名前", answer="".join(f"{one}\n" for one in answers))


def test_an_office_is_asked_for_what_is_needed_and_how_its_sheets_are_read(tmp_path: Path) -> None:
    roster, timetable = ugly.roster_with_two_headers(tmp_path / "名簿.xlsx"), tmp_path / "日程.csv"
    lines = "5月11日(月),13:30~16:30,開講式,大会議室\n6月3日,9:00~12:00,演習,大会議室\n"
    timetable.write_text(f"いつ,時刻,研修内容,会場\n{lines}", "utf-8")

    code, shown = asked(
        tmp_path / "a",
        *OFFICE,
        "きのう",  # asked again
        "令和8年5月11日",
        "2026-11-27",
        "",  # the usual name of a programme
        "ない.xlsx",  # asked again
        str(roster),
        str(timetable),
        "",  # the roster is read as it should be
        *("n", "A", "いつか", "n", "A", "日付", "y"),
        "演習:6",
    )

    assert code == 0, shown
    assert "「きのう」は日付として読めません" in shown
    assert "ない.xlsx がありません" in shown
    assert "書けるもの: " in shown and "→ 日付" in shown
    found = reading.read(tmp_path / "a")
    assert (found.complaints, found.programme and found.programme.name) == ((), "DX人材育成研修")
    assert found.programme is not None
    (cohort,) = found.programme.cohorts
    assert len(cohort.lines) == len(ugly.NAMES)
    assert [f"{one.rounds[0].starts:%m-%d %H:%M}" for one in cohort.sessions] == [
        "05-11 13:30",
        "06-03 09:00",
    ]


def test_who_leaves_in_the_middle_has_made_nothing(tmp_path: Path) -> None:
    code, shown = asked(tmp_path / "a", *OFFICE[:2], CTRL_C)

    assert code == 2, shown
    assert "何も作っていません" in shown
    assert not (tmp_path / "a").exists()
