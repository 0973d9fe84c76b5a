"""A workbook's bytes as a table: which sheet, which header, by what lines are known, and what cannot be read."""

import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

import openpyxl
import pytest

from m365bot.records.sources import workbook
from m365bot.records.sources.port import Item
from m365bot.records.sources.table import Unfit
from tests.records.sources.sheets import AT, HEADER, SOUGHT, book, cells, line, saved, strict

ENGLISH = ("Id", "Start time", "Completion time", "Email", "Name", "Last modified time", *HEADER[6:])


def read(data, of="book/"):
    return workbook.read(data, SOUGHT, of=of)


@pytest.mark.parametrize("header", [HEADER, ENGLISH])
@pytest.mark.parametrize("kind", [lambda data: data, strict])
def test_a_forms_workbook_is_read_with_its_lines_known_by_their_number(header, kind):
    table = read(kind(book(header, line(1), line(2, "b@example.jp", 5))))

    first, second = table
    assert [column.header for column in table.columns] == list(header)
    assert (first.id, second.id) == ("book/1", "book/2")
    assert list(second.cells.values()) == [
        2,
        "2025-06-19T09:03:10",
        "2025-06-19T09:03:10",
        "b@example.jp",
        None,
        None,
        5,
        "橋の点検",
    ]


def test_titles_blank_lines_and_a_header_that_comes_twice_are_no_answers():
    blank = [()] * 1000
    titles = [("演習 事後アンケート",), (), ("基本情報", None, None, None, None, None, "質問")]

    table = read(book(*titles, HEADER, line(1), *blank, HEADER, line(2), (" ", "　")))

    assert cells(table, "ID") == [1, 2]


def test_cells_below_no_header_are_kept_under_their_letter():
    table = read(book(HEADER, (*line(1), "メモ"), line(2)))

    assert cells(table, "(見出しのないI列)") == ["メモ", None]


def test_two_columns_of_one_header_are_one_and_both_kept_where_they_differ():
    header = (*HEADER, "研修の満足度")

    table = read(book(header, (*line(1, mark=4), 4), (*line(2, mark=4), 5), (*line(3, mark=None), 2)))

    assert cells(table, "研修の満足度") == [4, {"columns": {"G": 4, "I": 5}}, 2]


@pytest.mark.parametrize(
    ("number", "ids"),
    [
        ([1, 1], ["book/1", "book/1#2"]),
        ([1, None], ["book/1", ""]),
        ([1.0, "1"], ["book/1", "book/1#2"]),
        (["x", 2], ["book/x", "book/2"]),
    ],
)
def test_a_number_that_comes_twice_or_is_missing_loses_no_line(number, ids):
    table = read(book(HEADER, *(line(one, f"{place}@example.jp") for place, one in enumerate(number))))

    assert [item.id for item in table] == ids


def test_without_a_number_column_lines_are_known_by_what_they_say():
    table = read(book(HEADER[1:], line(1)[1:]))

    assert [item.id for item in table] == [""]


@pytest.mark.parametrize("from_1904", [False, True])
def test_times_are_the_same_in_both_calendars_as_dates_text_and_serial_numbers(from_1904):
    header = (*HEADER, "希望日")
    serial = (
        AT - datetime(1904 if from_1904 else 1899, 1 if from_1904 else 12, 1 if from_1904 else 30)
    ) / timedelta(1)
    lines = [
        (*line(1), date(2025, 6, 20)),
        (*line(2, at="2025/6/19 9:03:10"), "R7.6.20"),
        (*line(3, at=serial), serial),
    ]

    table = read(book(header, *lines, from_1904=from_1904))

    ours = serial + (1462 if from_1904 else 0)
    assert cells(table, "完了時刻", "希望日") == [
        ("2025-06-19T09:03:10", "2025-06-20"),
        ("2025/6/19 9:03:10", "R7.6.20"),
        (pytest.approx(ours), pytest.approx(ours)),
    ]
    assert cells(table, "ID", "研修の満足度") == [(1, 4), (2, 4), (3, 4)], "numbers are no days"


def test_the_sheet_with_the_questions_is_read_whatever_stands_before_it():
    made = openpyxl.Workbook()
    made.worksheets[0].append(["集計", 12])
    hidden = made.create_sheet("去年")
    hidden.sheet_state = "hidden"
    hidden.append(HEADER)
    hidden.append(line(9))
    form = made.create_sheet("Form1")
    form.append(HEADER)
    form.append(line(1))

    assert cells(read(saved(made)), "ID") == [1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "壊れているか"),
        (b"PK\x03\x04 and nothing", "壊れているか"),
        (book(HEADER, line())[:900], "壊れているか"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "パスワードを外して"),
        (b"\xd0\xcf\x11\xe0" + b"old", "古い形式"),
        (book(), "壊れているか"),
        (book(("a", "b"), (1, 2)), "見出しの行が見つかりません"),
    ],
)
def test_what_cannot_be_read_is_told_with_a_way_on(data, words):
    with pytest.raises(Unfit, match=words):
        read(data)


@pytest.mark.parametrize("corner", ["B1048576", "XFD20000"])
def test_a_cell_in_the_last_corner_is_refused_before_it_fills_the_memory(corner):
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEADER)
    sheet[corner] = "x"

    with pytest.raises(Unfit, match="表から遠く離れたセル"):
        read(saved(made))


def test_colours_far_below_the_table_are_no_cells():
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEADER)
    sheet.append(line(1))
    sheet["A1048576"].number_format = "0.00"

    assert cells(read(saved(made)), "ID") == [1]


def test_a_package_that_says_it_is_gigabytes_is_not_unpacked():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.png", bytes(2000))
    data = bytearray(out.getvalue())
    at = data.rfind(b"PK\x01\x02") + 24
    data[at : at + 4] = (workbook.MOST_UNPACKED + 1).to_bytes(4, "little")

    with pytest.raises(Unfit, match="大きすぎます"):
        read(bytes(data))


def test_items_are_made_anew_each_time_they_are_asked_for():
    table = read(book(HEADER, line(1), line(2)))

    assert list(table) == list(table)
    assert isinstance(table[1], Item)
    assert (len(table), table[1].id, table[-1].id) == (2, "book/2", "book/2")


def test_a_book_with_a_part_that_cannot_be_measured_is_not_opened():
    packed = BytesIO(book(HEADER, line(1)))
    with zipfile.ZipFile(packed, "a") as package:
        package.writestr("xl/worksheets/sheet9.xml", "a sheet that nobody names")
    data = packed.getvalue()
    assert cells(read(data), "ID") == [1]

    with pytest.raises(Unfit, match="壊れているか"):
        read(data.replace(b"a sheet that", b"A sheet that"))


def test_letters_by_their_number_lengths_and_days_are_read_as_people_see_them():
    header = (*HEADER, "時間", "日", "時刻")
    data = book(header, (*line(1), timedelta(hours=1, minutes=30), date(2025, 6, 20), time(9, 5)))

    table = read(data)

    assert cells(table, "時間", "日", "時刻") == [("1:30:00", "2025-06-20", "09:05:00")]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("_x0041_橋", "A橋"), ("_xD842__xDFB7_野家", "𠮷野家"), ("_xD842_", "\ufffd"), ("a_xyz_", "a_xyz_")],
)
def test_letters_that_a_sheet_names_by_number_are_those_letters(written, read_as):
    table = read(book(HEADER, (*line(1)[:-1], written)))

    assert cells(table, HEADER[-1]) == [read_as]


def test_an_item_beyond_the_last_is_none():
    table = read(book(HEADER, line(1), line(2)))

    assert (table[0].id, table[1].id, table[-1].id) == ("book/1", "book/2", "book/2")
    assert [item.id for item in read(book(HEADER))] == []


def test_an_answer_that_begins_like_the_header_is_an_answer():
    table = read(book(HEADER, ("ID", *line(1)[1:]), HEADER))

    assert [item.id for item in table] == ["book/ID"]


def test_in_a_sheet_of_one_column_its_own_words_may_be_an_answer():
    assert cells(read(book((HEADER[7],), ("橋",), (HEADER[7],))), HEADER[7]) == ["橋", HEADER[7]]
