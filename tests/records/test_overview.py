"""Everybody at a glance: what officers read in the workbook."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

from openpyxl import load_workbook

from m365bot.programme.people import Line
from m365bot.records import AnswersOf, Records, sheets
from m365bot.records.freshness import Freshness
from m365bot.records.overview import Overview
from m365bot.records.sheets import Shade
from tests.records.programmes import answer, trainee
from tests.records.test_ledger import AFTER, COURSES, LATE, POWERBI, School


def book_of(school, *rows, now=AFTER, fresh=()):
    records = replace(Records.of(rows), fresh={one.asked: one for one in fresh})
    hours = records.hours(school.cohort, school.programme, now)
    return load_workbook(BytesIO(sheets.to_xlsx(Overview(hours, records, school.programme).sheets)))


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet]


def shades(row):
    return [cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else None for cell in row]


def test_the_heat_map_tells_hours_by_course_and_what_is_missing():
    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "×", None))

    sheet = book_of(school)["一覧 R7"]

    head, first, second, _ = cells(sheet)
    assert head == [
        "氏名",
        "呼び名",
        "班",
        "部局",
        "修了の見込み",
        "合計時間",
        "Power BI",
        "Power Apps",
        "足りないもの",
    ]
    assert first[4:8] == ["これから取れます", 3, 3, 0]
    assert shades(sheet[2])[4:8] == [Shade.NEAR, Shade.GOOD, Shade.GOOD, Shade.NEAR]
    assert second[8].startswith("Power BIがあと2.4時間です。")


def test_what_can_no_longer_be_had_has_the_strongest_shade():
    school = School((0, "powerbi-1", "×", None), (0, "apps-1", "○", None))

    sheet = book_of(school, now=LATE)["一覧 R7"]

    assert cells(sheet)[1][4] == "取れる機会が足りません"
    assert shades(sheet[2])[4:8] == [Shade.FAR, Shade.GOOD, Shade.FAR, Shade.GOOD]


def test_who_left_is_shown_as_gone_and_not_as_short_of_chances():
    school = School((0, "powerbi-1", "○", None))
    school.enrol(trainee(school.people[0], end=date(2025, 6, 30)), trainee(school.people[1]))
    school.set(sessions=(POWERBI,), courses=COURSES)

    sheet = book_of(school, now=LATE)["一覧 R7"]

    outlooks = {line[0]: line[4] for line in cells(sheet)[1:]}
    assert outlooks[school.people[0].name] == "受講を終えています"
    assert outlooks[school.people[1].name] == "取れる機会が足りません"
    assert set(shades(sheet[2])[4:8]) == {Shade.PAST}


def test_who_has_not_handed_in_what_is_told_and_not_where_nobody_knows():
    school = School()
    asked = replace(school.cohort.questionnaires[0], due=AFTER - timedelta(days=2))
    school.set(questionnaires=(asked,))
    rows, of = school.collect(answer()), AnswersOf.questionnaire(asked)

    def states(*fresh):
        return [line[1] for line in cells(book_of(school, *rows, fresh=fresh)["提出 R7"])]

    before, after = (f"2025-06-{day}T09:00:00+09:00" for day in (27, 30))
    assert states(Freshness(of, after, after))[1:] == ["2025-06-29 00:00", "提出", "未提出", "未提出"]
    assert states(Freshness(of, after, before))[2:] == ["提出", "不明", "不明"]
    assert states()[2:] == ["提出", "不明", "不明"]


def test_an_answer_that_a_person_must_look_at_is_handed_in_all_the_same():
    school = School()
    asked = replace(school.cohort.questionnaires[0], due=AFTER - timedelta(days=2))
    school.set(questionnaires=(asked,))
    of, after = AnswersOf.questionnaire(asked), "2025-06-30T09:00:00+09:00"
    sheet = book_of(school, *school.collect(answer(satisfaction=9)), fresh=[Freshness(of, after, after)])

    assert [line[1] for line in cells(sheet["提出 R7"])][2:] == ["提出", "未提出", "未提出"]


def test_each_source_tells_how_fresh_it_is_by_the_day():
    school = School()
    of = AnswersOf.questionnaire(school.cohort.questionnaires[0])
    fresh = Freshness(of, "2025-06-30T23:40:00+00:00", "2025-06-30T23:40:00+00:00")

    told = cells(book_of(school, *school.collect(answer(satisfaction=9)), fresh=[fresh])["取込状況 R7"])

    assert told[1] == ["演習 事後アンケート(Power BI 演習)", "2025-07-01", "2025-07-01", 1]


def test_a_workbook_of_another_day_is_the_same_while_no_record_changes():
    def digest(read, *rows, now=AFTER + timedelta(days=20)):
        fresh = {of: Freshness(of, read, read)}
        records = replace(Records.of(rows), fresh=fresh)
        return Overview(
            records.hours(school.cohort, school.programme, now), records, school.programme
        ).told_digest

    school = School()
    asked = replace(school.cohort.questionnaires[0], due=AFTER - timedelta(days=2))
    school.set(questionnaires=(asked,))
    of = AnswersOf.questionnaire(asked)
    before_due, after_due, later = (f"2025-06-{day}T09:00:00+09:00" for day in (27, 29, 30))

    assert digest(after_due) == digest(later, now=AFTER + timedelta(days=20, hours=1))
    assert digest(before_due) != digest(after_due)
    assert digest(later) != digest(later, *school.collect(answer(satisfaction=9)))


def test_names_are_right_in_every_letter_and_none_is_a_formula():
    school = School()
    names = ("𠮷田 﨑子", "㈱髙木", "=1+1")
    people = [replace(who, name=name) for who, name in zip(school.people, names, strict=True)]
    lines = tuple(
        Line(who, each.role, each.group) for who, each in zip(people, school.cohort.lines, strict=True)
    )
    school.set(lines=lines)

    sheet = book_of(school)["一覧 R7"]

    assert [row[0] for row in cells(sheet)][1:] == ["𠮷田 﨑子", "㈱髙木", "'=1+1"]
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n"}
