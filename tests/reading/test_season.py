"""What an officer's season showed (O9 to O16, E): each with its own number."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

COHORT, PEOPLE = "cohorts/R7/cohort.yaml", "cohorts/R7/people.csv"
SHEET = "cohorts/R7/sessions.csv"
HEAD = "回,科目,題名,日付,開始,終了,時間,会場,対象,補講,延期,備考\n"


def cohort(instance):
    reading = instance.read()
    assert reading.complaints == (), "\n".join(map(str, reading.complaints))
    return reading.programme.cohorts[0]


def without_sessions(instance) -> None:
    text = instance.path(COHORT).read_text("utf-8")
    instance.write(COHORT, text[: text.index("sessions:")])


def test_o9_a_sheet_postpones_makes_up_and_keeps_notes(instance) -> None:
    without_sessions(instance)
    instance.write(
        SHEET,
        HEAD
        + "a,powerbi,演習,2025-06-18,13:30,16:30,3,会場,班1,,2025-06-25,台風のため\n"
        + "a,powerbi,演習,2025-06-19,13:30,16:30,3,会場,班2,,,\n"
        + "b,,,2025-07-02,13:30,16:30,,,,a,,\n",
    )

    a, b = cohort(instance).sessions

    assert [turn.starts.date() for turn in a.rounds] == [date(2025, 6, 19), date(2025, 6, 25)]
    assert a.moved_from.date() == date(2025, 6, 18)
    assert (b.makes_up, b.title) == ("a", "演習")


def test_o9_cohort_yaml_postpones_a_session_of_the_sheet(instance) -> None:
    without_sessions(instance)
    instance.add(COHORT, "sessions: [{key: a, moved_to: 2025-06-25 10:00, because: 台風}]\n")
    instance.write(SHEET, HEAD + "a,powerbi,演習,2025-06-18,13:30,,3,会場,,,,\n")

    (a,) = cohort(instance).sessions

    assert a.starts.replace(tzinfo=None) == datetime(2025, 6, 25, 10, 0)
    assert a.moved_from.date() == date(2025, 6, 18)


@pytest.mark.parametrize(
    ("written", "day"),
    [("6月18日(水)", date(2025, 6, 18)), ("6月18日", date(2025, 6, 18)), ("6/18", date(2025, 6, 18))],
)
def test_o9_a_date_without_its_year_is_the_fiscal_years(instance, written, day) -> None:
    without_sessions(instance)
    instance.write(SHEET, HEAD + f"a,powerbi,演習,{written},13:30,,3,会場,,,,\n")

    assert cohort(instance).sessions[0].starts.date() == day


def test_o9_january_is_the_year_after_and_a_weekday_is_held_against_it(instance) -> None:
    without_sessions(instance)
    instance.write(
        SHEET, HEAD + "a,powerbi,演習,1月14日(水),13:30,,3,会場,,,,\nb,,演習,1月15日(水),13:30,,3,,,,,\n"
    )

    complaint = instance.only_complaint()

    assert (complaint.line, complaint.column) == (3, "D")
    assert "木曜日" in complaint.words


def test_o9_a_dates_complaint_stands_at_the_date(instance) -> None:
    without_sessions(instance)
    instance.write(SHEET, HEAD + "a,powerbi,演習,2025-12-18,13:30,,3,会場,,,,\n")

    (remark,) = (each for each in instance.read().remarks if "期の期間" in each.words)

    assert (remark.line, remark.column) == (2, "D")


def test_o9_one_bad_date_makes_no_remark_on_groups(instance) -> None:
    instance.change(COHORT, "{at: 2025-06-19 13:30, for: [班2]}", "{at: 2025-06-31 13:30, for: [班2]}")

    reading = instance.read()

    assert len(reading.complaints) == 1
    assert not [each for each in reading.remarks if "対象に入っていません" in each.words]


def test_o9_the_roster_is_named_as_it_is_called(instance) -> None:
    book = Workbook()
    for line in instance.path(PEOPLE).read_text("utf-8").splitlines():
        book.active.append(line.replace("講師", "メンター").split(","))
    book.active.append(["林", "h@example.jp", *[None] * 7, "講師"])
    buffer = BytesIO()
    book.save(buffer)
    instance.write("cohorts/R7/people.xlsx", buffer.getvalue())
    instance.path(PEOPLE).unlink()

    assert "people.xlsx で講師" in instance.only_complaint().words


def test_o10_a_day_without_any_officer_is_told(instance) -> None:
    instance.change("programme.yaml", "from: 2025-04-01}", "from: 2025-04-01, until: 2025-09-30}")

    (remark,) = (each for each in instance.read().remarks if "研修担当が1人も" in each.words)

    assert "2025-10-01" in remark.words


def test_o13_last_years_folder_is_told_by_its_dates(instance) -> None:
    instance.change(COHORT, "fiscal_year: 2025", "fiscal_year: 2026")

    complaint = instance.only_complaint()

    assert "2026-04-01" in complaint.words
    assert "コピー" in complaint.hint


def test_o13_an_end_outside_the_year_is_told(instance) -> None:
    instance.change(COHORT, "ends: 2025-11-28", "ends: 2026-11-28")

    assert [each.line for each in instance.read().remarks if "年度(" in each.words] == [4]


def test_o13_a_roster_that_is_last_years_is_told(instance) -> None:
    people = instance.path(PEOPLE).read_text("utf-8")
    people += "林 和也,k.hayashi@example.jp,,000104,総務局,,,,,受講者,班1,,\n"
    instance.write(PEOPLE, people)
    text = instance.path(COHORT).read_text("utf-8").replace("R7", "R8").replace("2025", "2026")
    instance.write("cohorts/R8/cohort.yaml", text[: text.index("sessions:")])
    instance.write("cohorts/R8/people.csv", people)

    (remark,) = (each for each in instance.read().remarks if "と同じです" in each.words)

    assert remark.file == "config/cohorts/R8/people.csv"
    assert "受講者3人のうち3人が R7" in remark.words


def test_o12_an_issue_on_a_day_off_is_told(instance) -> None:
    instance.change("newsletter/012-apps.md", "2025-06-02 09:00", "2025-06-01 09:00")

    (remark,) = (each for each in instance.read().remarks if "休みの日" in each.words)

    assert "(日)" in remark.words


def test_o15_a_session_without_a_title_is_told_in_the_sheets_words(instance) -> None:
    instance.change(COHORT, "    title: Power BI 演習\n", "")

    assert "題名がありません" in instance.only_complaint().words


def test_o16_an_unknown_channel_is_told_also_while_the_roster_has_a_fault(instance) -> None:
    instance.change(PEOPLE, "受講者,班1", "受講生,班1")
    instance.change(COHORT, "    hours: 3\n", "    hours: 3\n    channel: R7 演習\n")
    instance.change(COHORT, "for: [班2]", "for: [班9]")

    told = [each.words for each in instance.read().complaints]

    assert any("役割" in words for words in told)
    assert any("チャネル『R7 演習』" in words for words in told)
    assert any("班9" in words for words in told)


@pytest.mark.parametrize("end", ["9999/12/31", "9999-12-31", "2999/12/31"])
def test_e_a_personnel_systems_end_of_time_is_no_end(instance, end) -> None:
    instance.change(PEOPLE, "受講者,班1,,", f"受講者,班1,,{end}")

    assert cohort(instance).lines[0].valid_on(date(2100, 1, 1))
