"""A workbook holds what its tables say, as text where it is text, in the styles that were meant, whatever reads it."""

from io import BytesIO

import openpyxl
import pytest

from m365bot.records import sheets
from m365bot.records.sheets import Shade, Shaded


def read(table: sheets.Table, **how: bool) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(BytesIO(sheets.to_xlsx({"一覧": table})), **how)["一覧"]


@pytest.mark.parametrize("value", ["甲", "#N/A", "007", " a ", "<b>&\"'", "二\n行", 3, -1.5, 0.1, True, None])
def test_a_cell_is_what_was_put_in(value: object) -> None:
    cell = read([["見出し"], [value]])["A2"]

    assert cell.value == value
    assert type(cell.value) is type(value)


def test_nothing_written_is_an_empty_cell() -> None:
    assert read([["見出し"], [""]])["A2"].value is None


def test_as_much_of_a_text_as_a_cell_holds_is_there() -> None:
    assert read([["見出し"], ["長" * 40_000]])["A2"].value == "長" * 32_767


@pytest.mark.parametrize("shade", [None, *Shade])
@pytest.mark.parametrize("words", ["一行", "二\n行"])
def test_the_header_is_bold_a_shade_is_a_fill_and_lines_are_broken(shade: Shade | None, words: str) -> None:
    written = words if shade is None else Shaded(words, shade)

    (head,), (below,) = read([[written], [written]]).iter_rows()

    assert (head.font.b, below.font.b) == (True, False)
    for cell in (head, below):
        assert cell.fill.fill_type == ("solid" if shade else None)
        assert shade is None or cell.fill.fgColor.rgb.endswith(shade)
        assert bool(cell.alignment.wrap_text) == ("\n" in words)


def test_columns_are_as_wide_as_what_is_in_them_and_the_header_stays() -> None:
    sheet = read([["氏名", "a"], ["あ" * 8, "b" * 100]])

    assert [int(sheet.column_dimensions[letter].width) for letter in "AB"] == [18, 60]
    assert sheet.freeze_panes == "A2"


def test_on_paper_it_is_as_wide_as_a_page_and_every_page_has_the_header() -> None:
    sheet = read([["氏名"], ["山田"]])

    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"


def test_each_table_is_a_sheet_of_its_own_and_lines_may_differ_in_length() -> None:
    tables = {"回答 [1]/2": [["a"], ["b", "c"]], "空": [], "広い": [[str(at) for at in range(30)]]}

    book = openpyxl.load_workbook(BytesIO(sheets.to_xlsx(tables)))

    assert book.sheetnames == ["回答  1  2", "空", "広い"]
    assert [sheet.dimensions for sheet in book] == ["A1:B2", "A1:A1", "A1:AD1"]
    assert book["広い"]["AD1"].value == "29"


def test_who_reads_line_by_line_is_told_how_many_there_are() -> None:
    sheet = read([["見出し", "二"], ["甲", 1], ["乙", 2]], read_only=True)

    assert (sheet.max_row, sheet.max_column) == (3, 2)
    assert [*sheet.values] == [("見出し", "二"), ("甲", 1), ("乙", 2)]


def test_a_long_table_is_written_as_a_short_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [["見出し", "二"], ["=1+1", Shaded(1, Shade.NEAR)], ["二\n行", None], [True, "長" * 40_000]]
    short = read(table)
    monkeypatch.setattr(sheets, "_MANY", 3)

    long = read(table)

    assert [*long.values] == [*short.values]
    assert [
        [cell.fill.fgColor.rgb, cell.font.b, cell.alignment.wrap_text] for row in long for cell in row
    ] == [[cell.fill.fgColor.rgb, cell.font.b, cell.alignment.wrap_text] for row in short for cell in row]
