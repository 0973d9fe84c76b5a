"""The page 研修計画: in order, in Japanese, with nothing on it that is not for everybody in the team."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from m365bot import reading
from m365bot.content import days, timetable
from m365bot.content.text import preview
from m365bot.programme import Cohort, Material, Round, Session

ROOT = Path(__file__).parents[2]
TOKYO = ZoneInfo("Asia/Tokyo")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    """R7 of the reference instance."""
    programme = reading.read(ROOT).usable()
    return next(each for each in programme.cohorts if each.key == "R7")


def test_days_and_spans_are_written_as_people_write_them() -> None:
    assert days.moment(at("2025-06-18 13:05")) == "6月18日(水) 13:05"
    assert days.span(at("2025-06-18 13:30"), at("2025-06-18 16:30")) == "6月18日(水) 13:30～16:30"
    assert days.span(at("2025-06-18 16:30"), at("2025-06-25 17:15")) == "6月18日(水) 16:30～6月25日(水) 17:15"


def of(cohort: Cohort) -> list[str]:
    """Its lines, as a reader sees them."""
    return [line for html in timetable.texts(cohort) for line in preview(html).split("\n")]


def line(cohort: Cohort, word: str) -> int:
    return next(number for number, one in enumerate(of(cohort)) if word in one)


def test_sessions_stand_in_the_order_of_their_days_below_their_months(cohort: Cohort) -> None:
    assert of(cohort)[0] == "R7 5月12日(月)から11月28日(金)まで"
    marks = (
        "2025年5月",
        "開講式とサービスデザイン入門",
        "2025年6月",
        "Power BI 演習",
        "2025年11月",
        "成果報告会",
    )
    assert [line(cohort, mark) for mark in marks] == sorted(line(cohort, mark) for mark in marks)


def test_each_round_is_told_with_its_groups_and_the_place(cohort: Cohort) -> None:
    words = "\n".join(of(cohort))

    assert "6月18日(水) 13:30～16:30 (班1・班2)" in words
    assert "6月19日(木) 13:30～16:30 (班3・班4・班5)" in words
    assert "第二本庁舎 研修室" in words and "オンライン" in words


def test_materials_are_told_by_channel_and_day_and_forms_by_their_time(cohort: Cohort) -> None:
    words = "\n".join(of(cohort))

    assert "資料: 『R7 Power BI』に6月13日(金)から" in words
    assert "6月18日(水) 16:30～6月26日(木) 17:15" in words
    assert "2025年11月" in words and "政策提案 提出" in words


def test_a_session_that_was_moved_says_from_when_and_why(cohort: Cohort) -> None:
    words = "\n".join(of(cohort))

    assert "9月11日(木) 9:30" in words
    assert "延期: 9月4日(木) 9:30 の予定でした(台風のため)" in words
    assert "『Power BI 演習』の補講" in words


def test_nobody_is_named_and_no_file_and_no_address_stands_there(cohort: Cohort) -> None:
    words = "".join(timetable.texts(cohort))

    names = {
        part
        for person in {line.person for line in cohort.lines}
        for part in (person.name, person.mail, person.contact)
        if part
    }
    assert names and not [each for each in names if each in words]
    assert not [each.source.name for each in cohort.materials if each.source.name in words]
    assert "http" not in words and "@" not in words


def test_what_officers_wrote_is_text_and_never_markup(cohort: Cohort) -> None:
    hostile = "<script>x()</script><img src=x onerror=y()>{{ 7*7 }}"
    session = replace(
        cohort.sessions[0], title=hostile, place=hostile, because=hostile, moved_from=at("2025-05-01 09:00")
    )

    words = "".join(timetable.texts(replace(cohort, sessions=(session,))))

    assert "<script" not in words and "<img" not in words
    assert "&lt;script&gt;" in words


def test_the_same_config_says_the_same(cohort: Cohort) -> None:
    assert timetable.texts(cohort) == timetable.texts(cohort)


def test_letters_outside_the_basic_planes_stand_as_they_are(cohort: Cohort) -> None:
    session = Session("x", "𠮷野 﨑 ㈱髙", (Round(at("2025-06-01 09:00"), at("2025-06-01 10:00")),), 1)

    assert "𠮷野 﨑 ㈱髙" in "".join(timetable.texts(replace(cohort, sessions=(session,))))


def test_materials_of_several_folders_are_told_once_for_each_channel_and_day(cohort: Cohort) -> None:
    session = cohort.session("powerbi-1")
    files = tuple(
        Material(session, "R7 Power BI", Path("a"), f"powerbi/{name}", at("2025-06-13 08:30"))
        for name in "ab"
    )

    words = "\n".join(of(replace(cohort, materials=files)))

    assert words.count("『R7 Power BI』に6月13日(金)から") == 1
