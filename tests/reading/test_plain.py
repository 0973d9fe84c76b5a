"""A file of config/ as lines that a person can compare."""

from io import BytesIO

import openpyxl

from m365bot.reading import plain

ROWS = [["氏名", "メール", None], ["山田 葵", "a@example.jp", None]]


def workbook() -> bytes:
    made, out = openpyxl.Workbook(), BytesIO()
    for row in ROWS:
        made.worksheets[0].append(row)
    made.save(out)
    return out.getvalue()


def test_a_text_is_its_lines_in_whichever_of_the_two_encodings() -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp932"):
        assert plain.lines_of("a.csv", "氏名,メール\r\n山田,a\n".encode(encoding)) == [
            "氏名,メール",
            "山田,a",
        ]


def test_a_workbook_is_its_rows() -> None:
    assert plain.lines_of("a.xlsx", workbook()) == ["氏名 | メール", "山田 葵 | a@example.jp"]


def test_no_file_has_no_lines_and_what_cannot_be_read_says_so() -> None:
    assert plain.lines_of("a.csv", None) == []
    assert plain.lines_of("a.csv", b"\xff\xfd\x81") == ["(文字として読めません)"]
    assert plain.lines_of("a.xlsx", b"PK broken") == ["(Excel ファイルとして読めません)"]


def test_a_sheet_is_its_cells() -> None:
    sheet = b"a,b\n1,2\n"

    assert plain.cells_of("a.csv", sheet) == [["a", "b"], ["1", "2"]]
    assert plain.cells_of("a.xlsx", workbook())[1][:2] == ROWS[1][:2]
    for content in (None, b"\xff\xfd\x81", b"PK broken"):
        assert plain.cells_of("a.csv", content) == []
