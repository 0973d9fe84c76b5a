"""Sheets as officers keep them: CSV and XLSX, in whatever shape."""

import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from m365bot.programme import Role
from m365bot.reading.sheets import written

COHORT = "cohorts/R7/cohort.yaml"
PEOPLE = "cohorts/R7/people.csv"
BOOK = "cohorts/R7/people.xlsx"
SESSIONS = "cohorts/R7/sessions.xlsx"
HEAD = ["氏名", "メール", "職員番号", "部局", "役割", "班"]
ROWS = [
    ["山田 葵", "a.yamada@example.jp", "000101", "総務局", "受講者", "班1"],
    ["佐藤 亮", "r.sato@example.jp", "000102", "市民局", "受講者", "班2"],
    ["湊 一郎", "koushi@partner.example.com", None, None, "講師", None],
]


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def book_of(*rows: list[object]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def cohort(instance):
    reading = instance.read()
    assert reading.complaints == (), "\n".join(map(str, reading.complaints))
    return reading.programme.cohorts[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_people_are_read_in_every_encoding_an_office_uses(instance, encoding) -> None:
    text = instance.path(PEOPLE).read_text("utf-8").replace("山田 葵", "髙木 﨑")
    instance.write(PEOPLE, text.encode(encoding))

    assert cohort(instance).lines[0].person.name == "髙木 﨑"


def test_a_letter_that_cp932_lost_is_pointed_out(instance) -> None:
    text = instance.path(PEOPLE).read_text("utf-8").replace("山田 葵", "𠮷田 葵")
    instance.write(PEOPLE, text.encode("cp932", "replace"))

    complaint = instance.only_complaint()

    assert (complaint.line, complaint.column) == (2, "A")
    assert "?田 葵" in complaint.words


def test_blank_lines_at_the_end_are_nobody(instance) -> None:
    instance.add(PEOPLE, ",,,,,,,,,,,,\n" * 30 + "\n\n")

    assert len(cohort(instance).lines) == 4


def test_lines_that_break_within_a_cell_keep_their_row_number(instance) -> None:
    instance.change(PEOPLE, "総務局,,,", '総務局,"課\n係",,')
    instance.change(PEOPLE, "市民局", "市民課")

    assert instance.only_complaint().line == 4


def test_headers_may_be_english(instance) -> None:
    instance.write(
        PEOPLE,
        "name,mail,staff_number,department,role,group,from,until\n"
        "Yamada Aoi,a.yamada@example.jp,000101,総務局,trainee,班1,2025-05-01,\n"
        "Sato Ryo,r.sato@example.jp,000102,市民局,,班2,,\n"
        "Minato,koushi@partner.example.com,,,instructor,,,\n",
    )

    lines = cohort(instance).lines

    assert [line.role for line in lines] == [Role.TRAINEE, Role.TRAINEE, Role.INSTRUCTOR]
    assert str(lines[0].start) == "2025-05-01"


def test_a_tab_separated_file_is_a_sheet_too(instance) -> None:
    instance.write(PEOPLE, instance.path(PEOPLE).read_text("utf-8").replace(",", "\t"))

    assert len(cohort(instance).lines) == 4


def test_people_may_be_a_workbook_with_titles_above_and_spaced_headers(instance) -> None:
    instance.path(PEOPLE).unlink()
    header = ["氏　名", "メール\n(サインイン名)", "職員番号 ", "部局", "役割", "班"]
    instance.write(BOOK, saved(book_of(["令和7年度 受講者名簿"], [], header, *ROWS)))

    found = cohort(instance)

    assert [line.person.name for line in found.lines] == ["山田 葵", "佐藤 亮", "湊 一郎"]


def test_a_staff_number_shown_with_zeros_keeps_them(instance) -> None:
    instance.path(PEOPLE).unlink()
    book = book_of(HEAD, ["山田 葵", "a.yamada@example.jp", 12345, "総務局", "受講者", "班1"], *ROWS[1:])
    book.active["C2"].number_format = "000000"
    instance.write(BOOK, saved(book))
    by_number = cohort(instance).lines[0].person.id

    instance.path(BOOK).unlink()
    number = "\uff10\uff11\uff12\uff13\uff14\uff15"
    instance.write(
        PEOPLE,
        f"氏名,メール,職員番号,班\n山田 葵,x@example.jp,{number},班1\n佐藤 亮,r.sato@example.jp,,班2\n",
    )
    instance.change(COHORT, "    instructors: [koushi@partner.example.com]\n", "")

    assert cohort(instance).lines[0].person.id == by_number


def test_a_staff_number_kept_as_a_number_is_remarked_on(instance) -> None:
    instance.path(PEOPLE).unlink()
    instance.write(
        BOOK,
        saved(book_of(HEAD, ["山田 葵", "a.yamada@example.jp", 12345, "総務局", "受講者", "班1"], *ROWS[1:])),
    )

    reading = instance.read()

    assert reading.complaints == ()
    assert [(note.line, note.column) for note in reading.remarks] == [(2, "C")]
    assert "「12345」" in reading.remarks[0].words


def test_a_whole_column_of_staff_numbers_kept_as_numbers_is_one_remark(instance) -> None:
    instance.path(PEOPLE).unlink()
    rows = [[*row[:2], number, *row[3:]] for row, number in zip(ROWS, (12345, "000102", 12346), strict=True)]
    instance.write(BOOK, saved(book_of(HEAD, *rows)))

    [note] = instance.read().remarks

    assert (note.line, note.column, "(2件)" in note.words) == (2, "C", True)


def test_a_hidden_sheet_is_left_out_and_hidden_rows_are_kept_with_a_remark(instance) -> None:
    instance.path(PEOPLE).unlink()
    book = book_of(["古い", "名簿"], ["誰か", "x"])
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("R7")
    for row in (HEAD, *ROWS):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    instance.write(BOOK, saved(book))

    reading = instance.read()

    assert reading.complaints == ()
    assert len(reading.programme.cohorts[0].lines) == 3
    assert [(note.line, "隠れている行が1行" in note.words) for note in reading.remarks] == [(3, True)]


def test_ghost_rows_of_a_workbook_are_nobody(instance) -> None:
    instance.path(PEOPLE).unlink()
    book = book_of(HEAD, *ROWS[:1], [], *ROWS[1:])
    for row in range(6, 1500):
        book.active.cell(row, 1).number_format = "@"
    instance.write(BOOK, saved(book))

    assert len(cohort(instance).lines) == 3


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old"])
def test_a_workbook_that_cannot_be_read_is_said_to_be_so(instance, content) -> None:
    instance.path(PEOPLE).unlink()
    instance.write(BOOK, content)

    assert ".xlsx" in str(instance.only_complaint()) or "Excel" in str(instance.only_complaint())


def test_sessions_may_be_a_workbook_with_merged_cells_and_several_values_a_cell(instance) -> None:
    text = instance.path(COHORT).read_text("utf-8")
    instance.write(
        COHORT,
        text[: text.index("sessions:")] + "form_defaults: {after: {opens: session end, due: 5営業日後}}\n",
    )
    first = {
        "回": "powerbi-1",
        "科目": "powerbi",
        "題　名": "Power BI 演習",
        "日　付": "令和7年6月18日",
        "開始": "13:30",
        "終了": None,
        "時間": 3,
        "会場\n(予定)": "研修室",
        "チャネル ": "R7 Power BI",
        "講師": "湊 一郎",
        "対象": "班1",
        "資料": "powerbi/",
        "公開": "3営業日前",
        "様式": "after",
    }
    second = {"回": "powerbi-1", "日　付": "2025/6/19", "開始": "13:30", "時間": 3, "対象": "班1、班2"}
    book = book_of(
        ["令和7年度 研修日程表"], list(first), list(first.values()), [second.get(column) for column in first]
    )
    book.active.merge_cells("B3:B4")
    instance.write(SESSIONS, saved(book))

    found = cohort(instance)
    session = found.sessions[0]

    assert [(each.starts.isoformat(), each.groups) for each in session.rounds] == [
        ("2025-06-18T13:30:00+09:00", ("班1",)),
        ("2025-06-19T13:30:00+09:00", ("班1", "班2")),
    ]
    assert (session.course, session.place, session.channel, session.hours) == (
        "powerbi",
        "研修室",
        "R7 Power BI",
        3,
    )
    assert [each.mail for each in session.instructors] == ["koushi@partner.example.com"]
    assert found.materials[0].release.isoformat() == "2025-06-13T08:30:00+09:00"
    assert found.questionnaires[0].due.isoformat() == "2025-06-26T17:15:00+09:00"


def test_a_fault_in_a_workbook_is_told_by_row_and_letter(instance) -> None:
    text = instance.path(COHORT).read_text("utf-8")
    instance.write(COHORT, text[: text.index("sessions:")])
    instance.write(
        SESSIONS, saved(book_of(["回", "題名", "日付", "開始", "時間"], ["a", "A", "2025-02-30", "9:00", 1]))
    )

    complaint = instance.only_complaint()

    assert (complaint.file, complaint.line, complaint.column) == (f"config/{SESSIONS}", 2, "C")
    assert "2025-02-30" in complaint.words


def with_raw(book: Workbook, old: str, new: str) -> bytes:
    """A workbook of another program: its text as that writes it."""
    whole = BytesIO()
    with zipfile.ZipFile(BytesIO(saved(book))) as archive, zipfile.ZipFile(whole, "w") as changed:
        for name in archive.namelist():
            changed.writestr(name, archive.read(name).replace(old.encode(), new.encode()))
    return whole.getvalue()


def test_c64_letters_written_by_their_number_are_the_letters(instance) -> None:
    book = book_of([*HEAD[:3], "部局", "役割", "X班X"], *ROWS)
    raw = with_raw(book, "X班X", "班_x000D_\n(名)")
    instance.write(BOOK, raw)
    instance.write(BOOK, with_raw(openpyxl_of(raw), "湊 一郎", "湊 一郎_x000D_"))

    (_, _, minato) = cohort(instance).lines

    assert minato.person.name == "湊 一郎"


def openpyxl_of(raw: bytes) -> Workbook:
    return load_workbook(BytesIO(raw))


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("班1_x000D_", "班1"),
        ("課_x000D_\n(係)", "課\n(係)"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D__xDE00_", "😀"),
        ("a_x41_b", "a_x41_b"),
    ],
)
def test_c64_text_of_a_workbook_is_decoded(stored, shown) -> None:
    assert written.text_of(stored, "General") == shown


@pytest.mark.parametrize("word", ["ﾊｲﾃｸ", "ﾄｸ", "ﾏｷ ﾕｳ", "ｼｽﾃﾑ課"])
def test_c66_half_width_kana_are_no_mojibake(instance, word) -> None:
    instance.change(
        PEOPLE, "a.yamada@example.jp,,000101,総務局,,,", f"a.yamada@example.jp,,000101,総務局,{word},{word},"
    )
    instance.change(PEOPLE, "佐藤 亮", word)

    assert cohort(instance).lines[0].section == word


@pytest.mark.parametrize("garbled", ["研修".encode().decode("cp1252"), "螻ｱ逕ｰ 闡ｵ"])
def test_c66_what_becomes_japanese_when_undone_is_remarked_on_and_blocks_nothing(instance, garbled) -> None:
    instance.change(PEOPLE, "佐藤 亮", garbled)

    found = instance.read()
    assert [each.line for each in found.remarks if "文字化け" in each.words] == [3]
    assert not found.complaints  # a guess never blocks


def test_c66_a_letter_that_was_lost_for_certain_is_a_complaint(instance) -> None:
    instance.change(PEOPLE, "佐藤 亮", "佐藤\ufffd亮")

    assert "文字化け" in instance.only_complaint().words


def test_o9_struck_out_rows_are_told(instance) -> None:
    book = book_of(HEAD, *ROWS)
    for cell in book.active[3]:
        cell.font = Font(strike=True)
    instance.write(BOOK, saved(book))

    reading = instance.read()

    assert [(each.line, each.hint) for each in reading.remarks if "取り消し線" in each.words] == [
        (3, "行: 3")
    ]


def test_o9_a_group_with_its_number_in_front_is_asked_about(instance) -> None:
    instance.change(COHORT, "for: [班1]", "for: [1班]")

    assert "'班1' ではありませんか" in instance.only_complaint().hint


@pytest.mark.parametrize("value", [0, -1, 1, 59, 60, datetime(1899, 12, 30), "1899-12-30", "1900/1/0"])
def test_e_the_day_that_an_empty_cell_becomes_is_told_at_its_cell(instance, value) -> None:
    book = book_of((*HEAD, "開始日"), *ROWS)
    cell = book.active.cell(2, len(HEAD) + 1, value)
    cell.number_format = "yyyy/m/d"
    instance.write(BOOK, saved(book))

    found = [each for each in instance.read().complaints if "空のセル" in each.words]

    assert [(each.line, each.column) for each in found] == [(2, cell.column_letter)]
