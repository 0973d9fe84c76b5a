"""A small workbook of lines: what is longer than the sheet is broken, so that nobody has to scroll to the side."""

from io import BytesIO

from openpyxl import load_workbook

from m365bot.resources.shared import sheet

LONG = "課題解決プロジェクトがあと42時間です。" * 6


def test_a_line_of_one_long_text_goes_over_the_whole_sheet_and_is_as_high_as_it_needs() -> None:
    book = load_workbook(BytesIO(sheet.workbook("記録", [("短い",), (LONG,), (LONG, "二つ目")])))

    told = book["記録"]
    assert [str(merged) for merged in told.merged_cells.ranges] == ["A2:C2"]
    assert told["A2"].value == LONG and told["A2"].alignment.wrap_text
    assert told.row_dimensions[2].height == 3 * 18.75
    assert told["A3"].value == LONG and told["B3"].value == "二つ目"
