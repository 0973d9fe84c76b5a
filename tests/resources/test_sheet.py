"""A small workbook of lines: what is longer than the sheet is broken, so that nobody has to scroll to the side."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from m365bot import visible
from m365bot.resources.shared import ooxml, sheet

LONG = "課題解決プロジェクトがあと42時間です。" * 6


def test_a_line_of_one_long_text_goes_over_the_whole_sheet_and_is_as_high_as_it_needs() -> None:
    book = load_workbook(BytesIO(sheet.workbook("記録", [("短い",), (LONG,), (LONG, "二つ目")])))

    told = book["記録"]
    assert [str(merged) for merged in told.merged_cells.ranges] == ["A2:C2"]
    assert told["A2"].value == LONG and told["A2"].alignment.wrap_text
    assert told.row_dimensions[2].height == 3 * 18.75
    assert told["A3"].value == LONG and told["B3"].value == "二つ目"


@pytest.mark.parametrize(
    "words", ["<b>&\"'", " a ", "=1+1", "#N/A", "𠮷﨑㈱", "1", "TRUE", "]]>", "", "a\x00b\ufffe\ud800"]
)
def test_whatever_a_cell_holds_is_text_as_it_was_or_as_it_is_shown(words: str) -> None:
    told = load_workbook(BytesIO(sheet.workbook("記録", [("題",), (), (words, "二つ目", words)])))["記録"]

    assert [cell.value or "" for cell in told[3]] == [visible.line(words), "二つ目", visible.line(words)]
    assert {(cell.data_type, cell.number_format) for cell in told[3] if cell.value} == {("s", "@")}
    assert (told["A1"].value, told["A1"].alignment.wrap_text) == ("題", None)
    assert [int(told.column_dimensions[letter].width) for letter in "ABC"] == [44, 16, 40]


def test_numbers_can_be_added_up() -> None:
    told = load_workbook(BytesIO(sheet.workbook("記録", [("題",), ("橋", 2.5, "", 10.0)])))["記録"]

    assert [(cell.value, cell.data_type) for cell in told[2]][1::2] == [(2.5, "n"), (10, "n")]


def test_the_title_and_the_headings_of_tables_are_bold() -> None:
    rows = [("題",), ("名", "x"), (), ("科目", "時間"), ("橋", 1.0), (), ("言葉だけ",)]
    told = load_workbook(BytesIO(sheet.workbook("記録", rows)))["記録"]

    assert [row[0].value for row in told if row[0].font.bold] == ["題", "科目"]


def test_on_paper_it_is_as_wide_as_a_page_and_as_long_as_it_needs() -> None:
    told = load_workbook(BytesIO(sheet.workbook("記録", [("題",)])))["記録"]

    assert (told.page_setup.paperSize, told.page_setup.fitToHeight) == (9, 0)
    assert told.sheet_properties.pageSetUpPr.fitToPage


def test_lines_may_be_wider_than_the_three_columns_that_have_a_width() -> None:
    """As a record with marks and remarks has them."""
    told = load_workbook(BytesIO(sheet.workbook("記録", [("a", "b", "c", "d", "e"), ("f",)])))["記録"]

    assert [[cell.value for cell in row] for row in told] == [
        ["a", "b", "c", "d", "e"],
        ["f", None, None, None, None],
    ]


def test_the_same_lines_are_the_same_parts_and_others_are_not() -> None:
    made = [BytesIO(sheet.workbook("記録", rows)) for rows in ([("a",)], [("a",)], [("b",)])]

    assert ooxml.same_parts(made[0], made[1])
    assert not ooxml.same_parts(made[0], made[2])
