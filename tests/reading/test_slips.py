"""Slips of officers who know Excel: what is told, where, and with which way out."""

import shutil

import pytest

from m365bot.programme.dates import Unreadable
from m365bot.programme.faults import Part
from m365bot.reading import parts, values

from .conftest import HEADER, PEOPLE, picture

COHORT = "cohorts/R7/cohort.yaml"
ROSTER = "cohorts/R7/people.csv"
ISSUE = "newsletter/012-apps.md"
FORM = "forms/after.yaml"
R6 = "cohort: R6\nfiscal_year: 2024\nstarts: 2024-05-13\nends: 2024-11-29\nstatus: finished\n"
R6_PEOPLE = "氏名,メール,役割\n佐藤 亮,r.sato@example.jp,修了生\n"


def placed(complaint) -> str:
    return f"{complaint.file.removeprefix('config/')}:{complaint.line}:{complaint.column}"


# ---- a key twice --------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "first"),
    [
        (COHORT, "status: running\n", "status: running\nstatus: finished\n", "6:1", "5行目"),
        (COHORT, "status: running\n", "status: finished\nstatus: running\n", "6:1", "5行目"),
        (
            "programme.yaml",
            "organisation: 金沢市\n",
            "organisation: 金沢市\norganisation: 市\n",
            "3:1",
            "2行目",
        ),
        (FORM, "who: attendees\n", "who: attendees\nwho: trainees\n", "5:1", "4行目"),
        (ISSUE, "number: 12\n", "number: 12\nnumber: 13\n", "3:1", "2行目"),
    ],
)
def test_a_key_written_twice_is_told_at_the_second(instance, file, old, new, place, first) -> None:
    instance.change(file, old, new)

    complaint = instance.only_complaint()

    assert placed(complaint) == f"{file}:{place}"
    assert first in complaint.words


def test_a_job_written_twice_in_the_schedule_is_told_at_the_second(instance) -> None:
    instance.write(
        "schedule.yaml",
        "collect: {when: fridays 16:00}\nresults: {when: fridays 16:00}\ncollect: {missed: skip}\n",
    )

    complaint = instance.only_complaint()

    assert placed(complaint) == "schedule.yaml:3:1"
    assert "'collect' が2回書かれています(1行目にもあります)。" in complaint.words


def test_defaults_written_twice_for_one_form_are_told_at_the_second(instance) -> None:
    instance.add(COHORT, "form_defaults:\n  after: {opens: session end}\n  after: {due: 5営業日後}\n")

    assert placed(instance.only_complaint()) == f"{COHORT}:21:3"


@pytest.mark.parametrize("again", ["[tenant]\nmode = 'wide'\n", "client_id = 'y'\n"])
def test_a_setting_written_twice_is_told_at_the_second(instance, again) -> None:
    instance.write("settings.toml", f"[tenant]\nclient_id = 'x'\n{again}")

    complaint = instance.only_complaint()

    assert placed(complaint) == "settings.toml:3:1"
    assert "2回書かれています" in complaint.words


# ---- cohorts copied and renamed --------------------


@pytest.mark.parametrize("folder", ["R8", "R6 - コピー"])
def test_a_finished_cohort_that_was_copied_and_not_renamed_is_told(instance, folder) -> None:
    for name in ("R6", folder):
        instance.write(f"cohorts/{name}/cohort.yaml", R6)
        instance.write(f"cohorts/{name}/people.csv", R6_PEOPLE)

    complaint = instance.only_complaint()

    assert placed(complaint) == f"cohorts/{folder}/cohort.yaml:1:9"
    assert "R6" in complaint.words
    assert "別のフォルダー" in complaint.hint


def test_a_running_cohort_that_was_copied_and_not_renamed_is_told_once(instance) -> None:
    shutil.copytree(instance.path("cohorts/R7"), instance.path("cohorts/R8"))
    instance.path(ISSUE).unlink()

    assert placed(instance.only_complaint()) == "cohorts/R8/cohort.yaml:1:9"


def test_a_programs_own_folder_among_the_cohorts_is_none(instance) -> None:
    instance.path("cohorts/.git").mkdir()
    instance.path("cohorts/__MACOSX").mkdir()

    assert instance.read().complaints == ()


def test_teams_of_one_nickname_are_told_with_single_braces(instance) -> None:
    instance.write("cohorts/R6/cohort.yaml", R6)
    instance.write("cohorts/R6/people.csv", R6_PEOPLE)
    instance.change("programme.yaml", "dx-{cohort}", "dx")

    assert instance.only_complaint().hint == "{cohort} を入れてください。"


def test_hours_that_cannot_be_read_do_not_hide_their_course(instance) -> None:
    """Nor is it complained that the programme has too few."""
    instance.change("programme.yaml", "hours: 3, required", "hours: 三, required")

    assert "数として読めません" in instance.only_complaint().words


def test_a_source_with_a_wrong_name_in_it_is_one_complaint(instance) -> None:
    instance.change(FORM, "{cohort} {session}", "{cohrt} {session}")

    assert "「{cohrt}」は使えません" in instance.only_complaint().words


# ---- the roster --------------------


@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize("title", ["", "令和7年度 名簿\n"])
def test_a_roster_parted_by_semicolons_or_tabs_is_read(instance, mark, title) -> None:
    instance.write(ROSTER, title + PEOPLE.replace(",", mark))

    assert instance.read().complaints == ()


def test_a_value_under_no_header_is_told(instance) -> None:
    first, second, *rest = PEOPLE.splitlines()
    instance.write(ROSTER, "\n".join((first, second + ",メモ", *rest)) + "\n")

    (remark,) = (one for one in instance.read().remarks if "見出しのない列" in one.words)

    assert placed(remark).startswith(f"{ROSTER}:2:")
    assert "メモ" in remark.words


@pytest.mark.parametrize("mark", ["|", "\uff0c", "、", "  "])
def test_a_roster_parted_by_something_else_is_one_complaint(instance, mark) -> None:
    instance.write(ROSTER, PEOPLE.replace(",", mark))

    complaint = instance.only_complaint()

    assert placed(complaint) == f"{ROSTER}:1:A"
    assert "コンマで区切られていません" in complaint.words


def test_rows_parted_by_something_else_than_their_header_are_one_complaint(instance) -> None:
    instance.write(ROSTER, HEADER + PEOPLE.removeprefix(HEADER).replace(",", "|"))

    complaint = instance.only_complaint()

    assert placed(complaint) == f"{ROSTER}:2:A"
    assert "コンマで区切られていません" in complaint.words


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("氏名", "なまえ", ["1:A", "1:A"]),  # what is missing first, then what is not known
        ("メール", "メアド", ["1:A", "1:B"]),
        ("役割", "役職", ["1:J"]),
        ("班", "班名", ["1:K"]),
    ],
)
def test_a_header_that_is_not_known_is_told_without_what_follows_from_it(instance, old, new, places) -> None:
    instance.change(ROSTER, old, new)
    instance.change(COHORT, "    hours: 3\n", "    hours: 3\n    channel: R7 班1\n")

    complaints = instance.read().complaints

    assert [placed(complaint) for complaint in complaints] == [f"{ROSTER}:{place}" for place in places]
    assert "ありません" in complaints[0].words


def without(column: str) -> str:
    index = HEADER.strip().split(",").index(column)
    rows = [line.split(",") for line in PEOPLE.splitlines()]
    return "\n".join(",".join(cell for at, cell in enumerate(row) if at != index) for row in rows)


@pytest.mark.parametrize(("column", "word"), [("班", "班が1つも"), ("役割", "講師が1人も")])
def test_a_column_that_is_missing_is_one_complaint_about_the_roster(instance, column, word) -> None:
    instance.write(ROSTER, without(column).replace("koushi@partner.example.com", "koushi@example.jp"))
    instance.change(COHORT, "koushi@partner.example.com", "koushi@example.jp")

    complaint = instance.only_complaint()

    assert placed(complaint) == f"{ROSTER}:1:A"
    assert word in complaint.words
    assert f"「{column}」" in complaint.hint


def test_an_empty_role_is_a_trainees_and_remarked_on(instance) -> None:
    instance.change(ROSTER, "受講者,班2", ",班2")

    reading = instance.read()

    assert reading.complaints == ()
    assert [placed(remark) for remark in reading.remarks] == [f"{ROSTER}:3:J"]
    assert "受講者として扱います" in reading.remarks[0].words


def test_somebody_from_outside_without_a_role_is_a_complaint(instance) -> None:
    instance.change(ROSTER, "講師,,,", ",,,")
    instance.change(COHORT, "    instructors: [koushi@partner.example.com]\n", "")

    complaint = instance.only_complaint()

    assert placed(complaint) == f"{ROSTER}:5:J"
    assert "koushi@partner.example.com" in complaint.words


def test_a_roster_without_roles_is_one_of_trainees_and_remarked_on(instance) -> None:
    instance.write(ROSTER, without("役割").replace("koushi@partner.example.com", "koushi@example.jp"))
    instance.change(COHORT, "    instructors: [koushi@partner.example.com]\n", "")

    reading = instance.read()

    assert reading.complaints == ()
    assert "全員を受講者" in reading.remarks[0].words


def test_a_roster_beside_its_workbook_is_remarked_on(instance) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for line in PEOPLE.splitlines():
        book.active.append(line.split(","))
    book.save(instance.path("cohorts/R7/people.xlsx"))

    reading = instance.read()

    assert reading.complaints == ()
    assert "people.xlsx だけを読みます" in reading.remarks[0].words


@pytest.mark.parametrize("name", ["People.CSV", "people.txt", "名簿.csv", "people.xls"])
def test_a_roster_under_another_name_is_hinted_at(instance, name) -> None:
    instance.path(ROSTER).rename(instance.path(f"cohorts/R7/{name}"))

    complaint = instance.only_complaint()

    assert placed(complaint) == f"{ROSTER}:1:1"
    assert "people" in complaint.hint


@pytest.mark.parametrize("name", ["people.ods", "People.XLSB", "名簿.numbers"])
def test_a_roster_in_a_form_that_nothing_reads_is_to_be_saved_anew_not_renamed(instance, name) -> None:
    instance.path(ROSTER).rename(instance.path(f"cohorts/R7/{name}"))

    assert f"『{name}』を開き、people.xlsx" in instance.only_complaint().hint


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("attendance.xls", "『attendance.xls』を開き、attendance.xlsx"),
        ("hours.ods", "『hours.ods』を開き、hours.xlsx"),
        ("Attendance.CSV", "『Attendance.CSV』の名前を『attendance.csv』に"),
    ],
)
def test_attendance_that_nothing_reads_is_a_fault_of_hours_and_of_nothing_else(
    instance, name, way_out
) -> None:
    instance.write(f"cohorts/R7/{name}", b"\xd0\xcf\x11\xe0")

    [fault] = parts.faults_of(instance.read().complaints)

    assert (fault.part, fault.cohort) == (Part.HOURS, "R7")
    assert way_out in fault.whole


def test_another_form_of_a_sheet_that_is_read_is_only_remarked_on(instance) -> None:
    instance.write("cohorts/R7/attendance.csv", "氏名,メール,powerbi-1\n")
    instance.write("cohorts/R7/attendance.xls", b"\xd0\xcf\x11\xe0")
    instance.write("cohorts/R7/出欠.xlsx", b"PK")

    reading = instance.read()

    assert reading.complaints == ()
    told = {remark.file: remark.hint for remark in reading.remarks}
    assert "attendance.xlsx" in told["config/cohorts/R7/attendance.xls"]
    assert "出欠は attendance.xlsx" in told["config/cohorts/R7/出欠.xlsx"]


def test_a_group_that_no_round_is_for_is_remarked_on(instance) -> None:
    instance.add(ROSTER, "森 遥,h.mori@example.jp,,000109,総務局,,,,,受講者,班3,,\n")

    reading = instance.read()

    assert reading.complaints == ()
    assert [placed(remark) for remark in reading.remarks] == [f"{ROSTER}:6:K"]
    assert "powerbi-1" in reading.remarks[0].hint


# ---- files as Windows leaves them --------------------


@pytest.mark.parametrize(
    "name",
    [
        "cohorts/R7/~$people.xlsx",
        "cohorts/R7/materials/powerbi/~$演習.docx",
        "cohorts/R7/materials/powerbi/.~lock.演習.odt#",
        "cohorts/R7/materials/powerbi/~WRL0001.tmp",
        "newsletter/~$2-apps.md",
        "forms/~$after.yaml",
    ],
)
def test_a_file_that_says_another_is_open_is_passed_by(instance, name) -> None:
    instance.write(name, b"x")

    reading = instance.read()

    assert reading.complaints == ()
    assert not [each for each in reading.programme.cohorts[0].materials if "手順書" not in each.relative]


@pytest.mark.parametrize("file", [COHORT, ROSTER, ISSUE, FORM])
def test_a_second_byte_order_mark_is_no_fault(instance, file) -> None:
    instance.write(file, b"\xef\xbb\xbf\xef\xbb\xbf" + instance.path(file).read_bytes())

    assert instance.read().complaints == ()


def test_utf_16_is_named(instance) -> None:
    instance.write(COHORT, instance.path(COHORT).read_text("utf-8").encode("utf-16"))

    assert "UTF-16" in instance.only_complaint().words


@pytest.mark.parametrize(
    ("name", "right"), [("forms/extra.yaml.txt", "extra.yaml"), ("newsletter/013.txt", "013.md")]
)
def test_a_text_with_another_ending_is_remarked_on(instance, name, right) -> None:
    instance.write(name, "x")

    reading = instance.read()

    assert reading.complaints == ()
    assert right in reading.remarks[0].hint


def test_a_folder_in_a_files_place_is_named(instance) -> None:
    instance.path(ROSTER).unlink()
    instance.path(ROSTER).mkdir()

    assert "フォルダー" in instance.only_complaint().words


# ---- YAML as typed by hand --------------------


@pytest.mark.parametrize(
    ("old", "new", "place", "hint"),
    [
        ("starts: 2025", "starts:2025", "3:1", "コロンの後"),
        ("{name: R7 全体,", "{name:R7 全体,", "7:6", "コロンの後"),
        ('"R7 {group}"', "\u201cR7 {group}\u201d", "9:16", "引用符が全角"),
        ("[受講者, メンター]", "[受講者、メンター]", "7:40", "[受講者, メンター]"),
        ("[受講者, メンター]", "\uff3b受講者、メンター\uff3d", "7:39", "[受講者, メンター]"),
        ("    hours: 3\n", "    hours: 3\n    place: 第二庁舎 #3会議室\n", "16:12", '"第二庁舎 #3会議室"'),
        ("kind: private, for: [受講者, メンター]", "kind: private #x, for: [受講者]", "7:1", '"private #x"'),
        ("title: Power BI 演習", 'title: "Power BI 演習', "13:1", "引用符が閉じていません"),
        ("title: Power BI 演習", "title: *演習", "13:12", '"*演習"'),
        ("title: Power BI 演習", "title: !演習", "13:13", '"!演習"'),
        ("title: Power BI 演習", "title: Power: BI 演習", "13:17", '"Power: BI 演習"'),
        ("status: running\n", "  status: running\n", "5:9", "字下げ"),
        ("title: Power BI 演習", "title: 演習:", "13:14", "終わりに「:」"),
        ("hours: 3\n", "hours: 3\n   place: x\n", "16:4", "字下げ"),
        ("status: running\n", "status: running\n- a\n", "6:1", "字下げ"),
        ("status: running\n", "status running\n", "6:1", "「名前: 値」の形"),
        ("channels:\n", "channels: [a b\n", "7:5", "半角の「,」で区切り"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_mend(instance, old, new, place, hint) -> None:
    instance.change(COHORT, old, new)

    complaints = instance.read().complaints

    assert f"{COHORT}:{place}" in [placed(complaint) for complaint in complaints]
    assert any(hint in complaint.hint for complaint in complaints)


@pytest.mark.parametrize("who", ["受講者", "対象者", "修了生", "全職員", "匿名"])
def test_who_is_asked_may_be_said_in_japanese(instance, who) -> None:
    instance.change(FORM, "who: attendees", f"who: {who}")

    assert instance.read().complaints == ()


def test_a_date_that_cannot_be_read_hides_nothing_else_of_its_session(instance) -> None:
    instance.change(COHORT, "at: 2025-06-18 13:30, for: [班1]", "at: 6月18日, for: [班7]")
    instance.change(COHORT, "at: 2025-06-19 13:30", "at: 6月19日")
    instance.change(COHORT, "folder: powerbi/", "folder: power/")
    instance.change(COHORT, "form: after,", "form: atfer,")

    lines = [complaint.line for complaint in instance.read().complaints]

    assert lines == [14, 14, 14, 17, 18]


def test_a_row_of_the_timetable_is_told_in_whole(instance) -> None:
    instance.write(
        "cohorts/R7/sessions.csv",
        "回,科目,題名,日付,開始,時間,チャネル,対象,資料,様式\n"
        "a,power,演習,六月18日,一時半,3,R7 PowerBI,班7,power/,atfer\n",
    )

    columns = "".join(str(complaint.column) for complaint in instance.read().complaints)

    assert columns == "BDEGHIJ"


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("status: running\n", "status: running\n---\n", "ファイルの途中に「---」"),
        ("status: running\n", "status: running\n? [a, b]\n: x\n", "書けるもの"),
        ("status: running\n", f"status: {'[' * 2000}\n", "かっこを閉じ忘れ"),
    ],
)
def test_what_yaml_alone_allows_is_told_in_words(instance, old, new, hint) -> None:
    instance.change(COHORT, old, new)

    complaints = instance.read().complaints

    assert any(hint in complaint.hint for complaint in complaints)
    assert not any("Node" in str(complaint) for complaint in complaints)


def test_a_quote_that_is_not_closed_is_told_at_its_cell(instance) -> None:
    instance.change(ROSTER, "佐藤 亮", '"佐藤 亮')

    complaint = instance.only_complaint()

    assert placed(complaint) == f"{ROSTER}:3:A"
    assert "閉じていない" in complaint.words


def test_a_full_width_address_is_told_with_its_half_width_form(instance) -> None:
    instance.change(ROSTER, "r.sato@example.jp", "r.sato\uff20example.jp")

    assert "r.sato@example.jp" in instance.only_complaint().hint


@pytest.mark.parametrize(
    "name", ["cohorts/R7/研修日程表.xlsx", "cohorts/R7/sessions.xls", "newsletter/2025/014.md"]
)
def test_a_file_where_nothing_reads_it_is_remarked_on(instance, name) -> None:
    instance.write(name, "x")

    reading = instance.read()

    assert reading.complaints == ()
    assert [placed(remark) for remark in reading.remarks] == [f"{name}:1:1"]


def test_a_roster_beside_people_in_cohort_yaml_is_remarked_on(instance) -> None:
    instance.add(COHORT, "people: [{name: 山田 葵, mail: a.yamada@example.jp, group: 班1}]\n")

    assert any(remark.file.endswith("people.csv") for remark in instance.read().remarks)


def test_words_of_any_length_are_told_in_short(instance) -> None:
    instance.change(COHORT, "status: running", f"status: {'x' * 9000}")

    assert len(str(instance.only_complaint())) < 900


# ---- issues --------------------


def test_a_picture_that_is_missing_is_told_at_its_line(instance) -> None:
    instance.write("newsletter/app.png", picture())
    instance.add(ISSUE, "\n![画面](app.png) ![写真](写真%201.png) ![例](https://example.jp/a.png)\n")

    complaint = instance.only_complaint()

    assert placed(complaint) == f"{ISSUE}:12:16"
    assert "写真%201.png" in complaint.words


def test_a_picture_in_an_example_of_code_is_none(instance) -> None:
    instance.add(ISSUE, "\n```\n![画面](app.png)\n```\n")

    assert instance.read().complaints == ()


def test_an_issue_far_from_every_cohort_is_remarked_on(instance) -> None:
    instance.change(ISSUE, "publish: 2025", "publish: 2052")

    reading = instance.read()

    assert reading.complaints == ()
    assert "2052-06-02" in reading.remarks[0].words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('ca_bundle = "config/ca.pem"', "config/ の中のファイルを指しています"),
        ('proxy = "http://m365bot:secret@proxy.example.jp:8080"', "パスワードが書かれています"),
    ],
)
def test_what_does_not_belong_into_settings_toml_is_told_where_it_stands(
    instance, line: str, words: str
) -> None:
    instance.write("settings.toml", f"[network]\n{line}\n")

    complaint = instance.only_complaint()

    assert placed(complaint) == "settings.toml:2:1"
    assert words in complaint.words
    assert "secret@" not in str(complaint)


def test_o16_a_channel_whose_name_teams_refuses_is_told_once_and_not_where_it_is_named(instance) -> None:
    instance.change("cohorts/R7/cohort.yaml", "name: R7 全体", 'name: "R7/全体"')
    instance.change("cohorts/R7/cohort.yaml", "    hours: 3\n", "    hours: 3\n    channel: R7 全体\n")

    assert "使えません" in instance.only_complaint().words


def test_e_the_end_of_a_day_written_as_24_is_told_as_a_time(instance) -> None:
    instance.change("cohorts/R7/cohort.yaml", "    hours: 3\n", "    hours: 3\n    ends: 24:00\n")

    assert "という時刻はありません" in instance.only_complaint().words


def test_o16_a_cohort_without_its_days_brings_no_remark_that_leans_on_them(instance) -> None:
    for key in ("fiscal_year: 2025", "starts: 2025-05-12", "ends: 2025-11-28"):
        instance.change("cohorts/R7/cohort.yaml", key + "\n", "")

    told = instance.read()

    assert len(told.complaints) == 3
    assert not [one for one in told.remarks if "期間" in one.words]


@pytest.mark.parametrize(
    ("written", "is_one"), [("a.o'yamada@example.jp", True), ("'a.yamada@example.jp'", False)]
)
def test_e_an_apostrophe_within_an_address_is_legal(written, is_one) -> None:
    if is_one:
        assert values.mail(written) == written
    else:
        with pytest.raises(Unreadable):
            values.mail(written)
