"""Files that were exported into a folder: CSV in any encoding and workbooks, as one reading."""

import pytest

from m365bot.records.sources import delimited, dropped
from m365bot.records.sources.dropped import Pile
from m365bot.records.sources.table import Unfit
from tests.records.sources.sheets import HEADER, SOUGHT, book, cells, line

TOP = ",".join(HEADER)
LINE = "1,2025/6/19 9:00:00,2025/6/19 9:03:10,a@example.jp,山田,,4,橋の点検"


def pile(**files):
    made = Pile(SOUGHT)
    for name, data in files.items():
        made.add(name, data)
    return made


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_csv_is_read_in_every_encoding_and_whatever_parts_its_cells(encoding, mark):
    words = f"{TOP}\r\n{LINE}\r\n\r\n".replace(",", mark)

    table = delimited.read(words.encode(encoding), SOUGHT)

    assert cells(table, "名前", "研修の満足度") == [("山田", "4")]
    assert [item.id for item in table] == [""]


def test_what_a_csv_has_beside_its_columns_is_kept_under_the_letter_of_its_place():
    table = delimited.read(f"{TOP}\r\n{LINE},メモ\r\n".encode(), SOUGHT)

    assert cells(table, "(見出しのないI列)") == ["メモ"]


def test_the_dash_of_an_english_excel_is_read():
    assert delimited.decoded(b"Email,Points \x96 x") == "Email,Points \u2013 x"


def test_a_quote_that_does_not_close_swallows_nothing():
    words = f'{TOP}\r\n1,,,a@example.jp,,,4,"橋\r\n2,,,b@example.jp,,,5,川\r\n'

    with pytest.raises(Unfit, match="引用符"):
        delimited.read(words.encode(), SOUGHT)


def test_an_answer_of_several_lines_is_one():
    words = f'{TOP}\r\n1,,,a@example.jp,,,4,"橋, 道\r\n川, 山\r\n海, 空"\r\n'

    assert len(delimited.read(words.encode(), SOUGHT)) == 1


def test_files_that_cannot_be_read_are_told_and_the_others_taken():
    made = pile(
        **{
            "a.xlsx": book(HEADER, line(1)),
            "b.csv": f"{TOP}\n{LINE}".encode(),
            "c.xlsx": b"PK broken",
            "d.csv": b"",
            "e.xlsx": book((*HEADER[:6], "昼食は何がよいですか"), line(1)[:7]),
        }
    )

    assert made.parts == {"a.xlsx", "b.csv"}
    assert [item.part for item in made] == ["a.xlsx", "b.csv"]
    assert (len(made), made[0].part) == (2, "a.xlsx")
    assert set(made.why) == {"c.xlsx", "d.csv", "e.xlsx"}
    assert "別の様式" in made.why["e.xlsx"]
    assert "『c.xlsx』は読みませんでした" in dropped.remarks(made.why)[0]


@pytest.mark.parametrize(
    "data", [b"no longer a workbook", b"\x00\x01\x02" * 99, "<html>回答</html>".encode()]
)
def test_a_broken_workbook_is_told_as_one_and_not_as_a_sheet_without_its_heading(data):
    assert "Excel で開けるか確かめ" in pile(**{"a.XLSX": data}).why["a.XLSX"]


def test_a_csv_that_calls_itself_a_workbook_is_read_all_the_same():
    assert len(pile(**{"a.xlsx": f"{TOP}\n{LINE}".encode()})) == 1


@pytest.mark.parametrize("name", ["~$a.xlsx", ".DS_Store", "desktop.ini", "x.tmp", "Thumbs.db"])
def test_what_programs_leave_beside_files_is_passed_over(name):
    assert dropped.is_left_by_programs(name)


def test_only_sheets_are_opened():
    assert (dropped.unreadable("a.XLSX"), dropped.unreadable("a.csv")) == ("", "")
    assert ".xlsx と .csv" in dropped.unreadable("a.pdf")


def test_an_answer_may_be_long_and_one_without_end_is_no_sheet():
    words = f"{TOP}\r\n1,,,a@example.jp,,,4,{{}}\r\n"

    assert len(delimited.read(words.format("橋" * 200_000).encode(), SOUGHT)) == 1
    with pytest.raises(Unfit):
        delimited.read(words.format("a" * (delimited.LONGEST_CELL + 1)).encode(), SOUGHT)


def test_a_short_line_has_nothing_in_its_last_cells():
    table = delimited.read(f"{TOP}\r\n1,,,a@example.jp\r\n{LINE}\r\n".encode(), SOUGHT)

    assert cells(table, "ID", "研修の満足度") == [("1", None), ("1", "4")]
    assert [list(item.cells) for item in table] == [list(HEADER)] * 2


def test_a_line_that_ends_before_the_first_column_of_the_header_is_no_second_header():
    table = delimited.read(f",,{TOP}\r\nメモ,\r\n,,{LINE}\r\n".encode(), SOUGHT)

    assert cells(table, "ID", "(見出しのないA列)") == [(None, "メモ"), ("1", None)]


def test_the_columns_of_several_files_are_told_once_in_their_order():
    made = pile(
        **{"a.csv": f"{TOP},会場\n{LINE},本館\n".encode(), "b.csv": f"{TOP},備考\n{LINE},なし\n".encode()}
    )

    assert [column.header for column in made.columns] == [*HEADER, "会場", "備考"]
