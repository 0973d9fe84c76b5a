"""Attendance and hours as officers keep them: what is read of them, and what is told."""

from datetime import time, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from m365bot.programme import Cohort, Part
from tests.reading.conftest import COHORT_FILE, PEOPLE_FILE, Instance

LINES = "氏名,メール,回,出欠,時間,備考\n"
AOI, RYO = "山田 葵,a.yamada@example.jp", "佐藤 亮,r.sato@example.jp"
SHEET = "cohorts/R7/attendance.csv"


def workbook(*rows: tuple[Any, ...], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in (formats or {}).items():
        book.active[cell].number_format = number_format
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def cohort_of(instance: Instance) -> Cohort:
    found = instance.read()
    assert found.complaints == ()
    assert found.programme
    return found.programme.cohorts[0]


def written(instance: Instance) -> list[tuple[str, str, str | None, float | None]]:
    return [
        (each.person.mail.partition("@")[0], each.session, each.mark, each.hours)
        for each in cohort_of(instance).attendance
    ]


def test_one_line_for_each_person_and_session_is_read(instance: Instance) -> None:
    instance.write(SHEET, f"{LINES}{AOI},powerbi-1,○,,\n{RYO},powerbi-1,遅,1:30,電車\n")

    assert written(instance) == [("a.yamada", "powerbi-1", "○", None), ("r.sato", "powerbi-1", "遅", 1.5)]
    assert [each.where for each in cohort_of(instance).attendance] == [
        "attendance.csv:2:D",
        "attendance.csv:3:D",
    ]


def test_feedback_stands_beside_what_it_is_about(instance: Instance) -> None:
    lines = LINES.rstrip() + ",フィードバック\n"
    instance.write(SHEET, f"{lines}{AOI},powerbi-1,○,,,よい着眼です\n{RYO},powerbi-1,,,,届かない\n")
    instance.write(
        "cohorts/R7/hours.csv",
        "メール,科目,日付,時間,備考,フィードバック\na.yamada@example.jp,powerbi,2025-09-01,0,,明快です\n",
    )

    cohort = cohort_of(instance)

    assert [each.feedback for each in cohort.attendance] == ["よい着眼です"]
    assert [each.feedback for each in cohort.hours] == ["明快です"]
    assert any("届きません" in note.words for note in instance.read().remarks)


def test_people_by_sessions_are_read_below_titles_and_beside_other_columns(instance: Instance) -> None:
    instance.write(
        "cohorts/R7/attendance.xlsx",
        workbook(
            ("令和7年度 出欠表",),
            ("班", "氏名", "メール", "powerbi-1", "合計", "備考"),
            ("班1", "山田 葵", "a.yamada@example.jp", "○", 3, "公務あり"),
            ("班2", "佐藤 亮", None, "早2", 2, None),
            (None, "合計", None, 5, None, None),
        ),
    )

    assert written(instance) == [("a.yamada", "powerbi-1", "○", None), ("r.sato", "powerbi-1", "早", 2.0)]


def test_a_session_may_be_called_by_its_title(instance: Instance) -> None:
    instance.write(SHEET, f"氏名,メール,Power BI 演習\n{AOI},○\n")

    assert written(instance) == [("a.yamada", "powerbi-1", "○", None)]


@pytest.mark.parametrize(
    ("sign", "mark"),
    [
        *[(sign, "○") for sign in ("○", "◯", "〇", "⭕", "⭕\ufe0f", "o", "O", "\uff2f", " ○ ", "出席")],
        *[(sign, "△") for sign in ("△", "▲", "Δ")],
        *[(sign, "×") for sign in ("×", "✕", "✖", "X", "\uff58", "欠席")],
        ("遅刻", "遅"),
        ("早退", "早"),
        ("補講", "補"),
        ("公務", "公"),
    ],
)
def test_marks_that_look_alike_are_one(instance: Instance, sign: str, mark: str) -> None:
    instance.write(SHEET, f"{LINES}{AOI},powerbi-1,{sign},,\n")

    assert written(instance) == [("a.yamada", "powerbi-1", mark, None)]


@pytest.mark.parametrize(
    ("length", "hours"),
    [
        ("3", 3),
        ("1.5", 1.5),
        ("２時間", 2),
        ("1:30", 1.5),
        ("1時間30分", 1.5),
        ("90分", 1.5),
        ("2時間半", 2.5),
    ],
)
def test_hours_are_read_as_people_write_them(instance: Instance, length: str, hours: float) -> None:
    instance.write(SHEET, f"{LINES}{AOI},powerbi-1,○,{length},\n")

    assert written(instance) == [("a.yamada", "powerbi-1", "○", hours)]


def test_hours_that_excel_keeps_as_times_are_read(instance: Instance) -> None:
    rows = (
        ("氏名", "メール", "回", "出欠", "時間"),
        ("山田 葵", None, "powerbi-1", "遅", time(1, 30)),
        ("佐藤 亮", None, "powerbi-1", "早", timedelta(hours=2, minutes=15)),
    )
    instance.write("cohorts/R7/attendance.xlsx", workbook(*rows))

    assert [hours for *_, hours in written(instance)] == [1.5, 2.25]


def test_c17_names_in_other_letters_are_the_same_people(instance: Instance) -> None:
    instance.add(PEOPLE_FILE, "長谷川 健太,k.hasegawa@example.jp,,000104,総務局,,,,,受講者,班1,,\n")
    instance.write(SHEET, "氏名,回,出欠\n⻑谷川健太,powerbi-1,○\n⼭田 葵,powerbi-1,○\n")

    assert [name for name, *_ in written(instance)] == ["k.hasegawa", "a.yamada"]


def test_c18_a_staff_number_finds_its_person_also_without_zeros(instance: Instance) -> None:
    rows = (("職員番号", "回", "出欠"), (101, "powerbi-1", "○"), ("０００１０２", "powerbi-1", "×"))
    instance.write("cohorts/R7/attendance.xlsx", workbook(*rows))

    assert [name for name, *_ in written(instance)] == ["a.yamada", "r.sato"]


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        (f"{AOI},powerbi-9,○,,", "C", "『powerbi-9』という回はありません"),
        (f"{AOI},powerbi-1,よい,,", "D", "出欠「よい」は読めません"),
        (f"{AOI},powerbi-1,○,二,", "E", "「二」は時間として読めません"),
        (f"{AOI},powerbi-1,○,0.0625,", "E", "Excel の時刻の値"),
        ("山田 葵,x.yamada@example.jp,powerbi-1,○,,", "B", "この期の名簿にいません"),
        ("佐藤 亮,a.yamada@example.jp,powerbi-1,○,,", "A", "別の人です"),
        ("青木 実,,powerbi-1,○,,", "A", "この期の名簿にいません"),
        ("越野 隆,t.koshino@example.jp,powerbi-1,○,,", "A", "この期の受講者ではありません"),
        (",,powerbi-1,○,,", "A", "誰の行か分かりません"),
        (f"{AOI},,○,,", "C", "回が空です"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_cell(
    instance: Instance, line: str, column: str, told: str
) -> None:
    instance.write(SHEET, f"{LINES}{RYO},powerbi-1,○,,\n{line}\n")

    found = instance.only_complaint()

    assert (found.file, found.line, found.column) == (f"config/{SHEET}", 3, column)
    assert told in f"{found.words} {found.hint}"


def test_a_person_twice_is_told_with_both_places_and_counts_once(instance: Instance) -> None:
    instance.write(SHEET, f"{LINES}{AOI},powerbi-1,○,,\n{AOI},powerbi-1,×,,\n")

    found = instance.only_complaint()

    assert "2回書かれています" in found.words
    assert "attendance.csv:2:D" in found.hint
    programme = instance.read().usable()
    assert [str(each.mark) for each in programme.cohorts[0].attendance] == ["○"]


def test_an_unknown_session_over_a_column_of_marks_is_told(instance: Instance) -> None:
    instance.write(SHEET, f"氏名,メール,powerbi-1,powerbi-l,備考\n{AOI},○,×,公園\n")

    found = instance.only_complaint()

    assert (found.line, found.column) == (1, "D")
    assert "powerbi-1" in found.hint


def test_a_formula_without_its_result_is_told_with_a_way_out(instance: Instance) -> None:
    rows = (("氏名", "メール", "回", "出欠", "時間"), ("山田 葵", None, "powerbi-1", "○", "=1+2"))
    instance.write("cohorts/R7/attendance.xlsx", workbook(*rows))

    found = instance.only_complaint()

    assert (found.line, found.column) == (2, "E")
    assert "計算した結果が入っていません" in found.words
    assert "保存し直して" in found.hint


def test_sums_that_nobody_reads_may_be_formulas_without_a_result(instance: Instance) -> None:
    rows = (
        ("班", "氏名", "powerbi-1", "合計"),
        ("班1", "山田 葵", "○", '=COUNTIF(C2,"○")'),
        ("合計", None, '=COUNTIF(C2:C2,"○")', None),
    )
    instance.write("cohorts/R7/attendance.xlsx", workbook(*rows))

    assert written(instance) == [("a.yamada", "powerbi-1", "○", None)]


def test_a_formula_whose_result_is_blank_is_blank(instance: Instance) -> None:
    rows = (("氏名", "メール", "回", "出欠", "時間"), ("山田 葵", None, "powerbi-1", "○", '=IF(1=1,"",3)'))
    saved = calculated_as_blank(workbook(*rows))
    instance.write("cohorts/R7/attendance.xlsx", saved)

    assert written(instance) == [("a.yamada", "powerbi-1", "○", None)]


def calculated_as_blank(book: bytes) -> bytes:
    """As Excel saves the result "" of a formula."""
    from zipfile import ZipFile

    out = BytesIO()
    with ZipFile(BytesIO(book)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                assert b'<c r="E2">' in data, data
                data = data.replace(b'<c r="E2">', b'<c r="E2" t="str">')
            new.writestr(name, data)
    return out.getvalue()


def test_hours_of_somebody_who_had_left_are_told_and_an_absence_is_not(instance: Instance) -> None:
    instance.change(
        PEOPLE_FILE,
        "佐藤 亮,r.sato@example.jp,,000102,市民局,,,,,受講者,班2,,",
        "佐藤 亮,r.sato@example.jp,,000102,市民局,,,,,受講者,班2,,2025-06-10",
    )
    instance.change(COHORT_FILE, "for: [班2]", "for: [班1]")
    instance.write(SHEET, f"{LINES}{RYO},powerbi-1,×,,\n")
    assert cohort_of(instance).attendance

    instance.write(SHEET, f"{LINES}{RYO},powerbi-1,○,,\n")

    assert "受講者ではありません" in instance.only_complaint().words


def test_more_hours_than_the_session_has_are_remarked_on_and_kept(instance: Instance) -> None:
    instance.write(SHEET, f"{LINES}{AOI},powerbi-1,○,4,\n")

    assert written(instance) == [("a.yamada", "powerbi-1", "○", 4.0)]
    assert any("より長いです" in note.words for note in instance.read().remarks)


def test_attendance_may_stand_in_cohort_yaml(instance: Instance) -> None:
    instance.add(
        COHORT_FILE,
        "attendance: [{mail: a.yamada@example.jp, session: powerbi-1, attendance: 遅, hours: 1:30}]\n",
    )

    assert written(instance) == [("a.yamada", "powerbi-1", "遅", 1.5)]


def test_nobody_is_in_both_the_sheet_and_cohort_yaml(instance: Instance) -> None:
    instance.write(SHEET, f"{LINES}{AOI},powerbi-1,○,,\n")
    instance.add(
        COHORT_FILE, "attendance: [{mail: a.yamada@example.jp, session: powerbi-1, attendance: ×}]\n"
    )

    assert "2回書かれています" in instance.only_complaint().words


def test_hours_of_a_project_are_read_with_their_day(instance: Instance) -> None:
    instance.write(
        "cohorts/R7/hours.csv", f"氏名,メール,科目,日付,時間,備考\n{AOI},Power BI,R7.7.1,1:30,打合せ\n"
    )

    [line] = cohort_of(instance).hours

    assert (line.course, str(line.day), line.hours, line.where) == (
        "powerbi",
        "2025-07-01",
        1.5,
        "hours.csv:2:E",
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"{AOI},powerbl,2025-07-01,3", "科目 'powerbl' はありません"),
        (f"{AOI},powerbi,五月,3", "「五月」は日付"),
        (f"{AOI},powerbi,2025-07-01,30", "長すぎます"),
        (f"{AOI},powerbi,,3", "日付"),
        ("青木,,powerbi,2025-07-01,3", "名簿にいません"),
    ],
)
def test_hours_that_cannot_be_read_are_told(instance: Instance, line: str, told: str) -> None:
    instance.write("cohorts/R7/hours.csv", f"氏名,メール,科目,日付,時間\n{line}\n")

    assert told in instance.only_complaint().words


def test_the_same_hours_twice_are_remarked_on_and_count_both(instance: Instance) -> None:
    instance.write(
        "cohorts/R7/hours.csv", "氏名,メール,科目,日付,時間\n" + f"{AOI},powerbi,2025-07-01,3\n" * 2
    )

    assert len(cohort_of(instance).hours) == 2
    assert any("同じ内容" in note.words for note in instance.read().remarks)


@pytest.mark.parametrize(
    ("day", "is_told"),
    [("2025-07-01", False), ("2024-07-01", True), ("2026-07-01", True)],
)
def test_hours_outside_of_the_cohorts_days_count_and_are_remarked_on(
    instance: Instance, day: str, is_told: bool
) -> None:
    instance.write("cohorts/R7/hours.csv", f"氏名,メール,科目,日付,時間\n{AOI},powerbi,{day},3\n")

    told = [(note.line, note.column) for note in instance.read().remarks if "期" in note.words]

    assert len(cohort_of(instance).hours) == 1
    assert told == [(2, "D")] * is_told


def test_a_fault_in_attendance_stops_nothing_else(instance: Instance) -> None:
    instance.write(SHEET, f"{LINES}{AOI},powerbi-1,よい,,\n")

    programme = instance.read().usable()

    assert programme.faults_of(programme.cohorts[0]) == ()
    assert [fault.part for fault in programme.faults] == [Part.HOURS]


def test_a_mark_below_a_session_in_a_sheet_that_names_sessions_by_line_is_told_and_not_lost(
    instance: Instance,
) -> None:
    head = "氏名,メール,回,出欠,powerbi-1\n"
    instance.write(SHEET, f"{head}{AOI},powerbi-1,○,\n{RYO},powerbi-1,○,○\n")
    told = [(each.line, each.column) for each in instance.read().complaints]
    instance.write(SHEET, f"{head}{AOI},powerbi-1,○,\n{RYO},powerbi-1,○,\n")

    assert told == [(3, "E")]
    assert instance.read().complaints == ()


@pytest.mark.parametrize(("day", "is_told"), [("2025-07-01", False), ("2025-07-02", True)])
def test_hours_after_somebodys_last_day_are_a_complaint(instance: Instance, day: str, is_told: bool) -> None:
    instance.change(PEOPLE_FILE, "受講者,班2,,", "受講者,班2,,2025-07-01")
    instance.write("cohorts/R7/hours.csv", f"氏名,メール,科目,日付,時間\n{RYO},powerbi,{day},3\n")

    told = [f"{each.line}:{each.column} {each.words}" for each in instance.read().complaints]

    assert told == ["2:D 『佐藤 亮』は 2025-07-02 には受講者ではありません。"] * is_told
