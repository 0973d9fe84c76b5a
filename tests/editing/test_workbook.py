"""Marks typed for one session land in the cells of the officers' workbook; all else in it is as Excel left it."""

import re
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from m365bot import reading
from m365bot.editing import marking, workbook
from m365bot.editing.marking import Wish
from m365bot.errors import ConfigError
from m365bot.programme import Cohort, Mark
from tests.reading.conftest import FILES

Read = Callable[[bytes], Cohort]
WIDE = (
    ("令和7年度 出欠",),
    ("氏名", "メール", "powerbi-1", "合計"),
    ("山田 葵", "a.yamada@example.jp", "○", "=1+1"),
)
LONG = (("氏名", "メール", "回", "出欠", "時間"), ("佐藤 亮", "r.sato@example.jp", "powerbi-1", "○", None))


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def made(book: bytes) -> Cohort:
        for name, text in FILES.items():
            path = tmp_path / "config" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        (tmp_path / "config/cohorts/R7/attendance.xlsx").write_bytes(book)
        cohort = reading.read(tmp_path).usable().cohort("R7")
        assert cohort
        return cohort

    return made


def book(*lines: tuple[object, ...]) -> bytes:
    """With a format of its own, a drop-down, a sheet of sums and a hidden first one."""
    made, out = Workbook(), BytesIO()
    made.active.title, made.active.sheet_state = "控え", "hidden"
    sheet = made.create_sheet("出欠")
    for line in lines:
        sheet.append(line)
    for row in sheet.iter_rows(min_row=2):
        row[2].fill, row[2].font = PatternFill("solid", fgColor="FFF2CC"), Font(bold=True)
    marks = DataValidation(type="list", formula1='"○,△,×"')
    sheet.add_data_validation(marks)
    marks.add("C3:C40")
    sums = made.create_sheet("集計")
    sums["A1"], sums["B1"] = date(2025, 6, 18), '=COUNTIF(出欠!C:C,"○")'
    made.save(out)
    return out.getvalue()


def typed(cohort: Cohort, content: bytes, **marks: tuple[Mark | None, float | None]) -> bytes:
    people = {one.mail[0]: one for one in cohort.trainees()}
    wishes = [Wish(people[who], *said) for who, said in marks.items()]
    return marking.written_in_book(content, cohort, cohort.sessions[0], wishes)


def stands(cohort: Cohort) -> dict[str, tuple[Mark | None, float | None]]:
    return {one.person.mail[0]: (one.mark, one.hours) for one in cohort.attendance}


def part(content: bytes, name: str) -> bytes:
    return zipfile.ZipFile(BytesIO(content)).read(name)


def remade(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for one in before.infolist():
            data = before.read(one)
            after.writestr(one, change(data) if one.filename == name else data)
    return out.getvalue()


@pytest.mark.parametrize("lines", [WIDE, LONG])
def test_what_is_typed_is_what_is_read(read: Read, lines: tuple[tuple[object, ...], ...]) -> None:
    before = book(*lines)

    after = typed(read(before), before, a=(Mark.LATE, 1.5), r=(Mark.ABSENT, None))

    assert stands(read(after)) == {"a": (Mark.LATE, 1.5), "r": (Mark.ABSENT, None)}
    again = typed(read(after), after, a=(None, None))
    assert stands(read(again)) == {"r": (Mark.ABSENT, None)}


def test_all_other_parts_stay_byte_for_byte_and_cells_keep_their_format(read: Read) -> None:
    before = book(*WIDE)
    before = remade(before, "xl/workbook.xml", lambda data: data.replace(b' fullCalcOnLoad="1"', b""))

    after = typed(read(before), before, a=(Mark.ABSENT, None), r=(Mark.PRESENT, None))

    parts = zipfile.ZipFile(BytesIO(before)).namelist()
    changed = [name for name in parts if part(before, name) != part(after, name)]
    assert sorted(changed) == ["xl/workbook.xml", "xl/worksheets/sheet2.xml"]
    assert b'fullCalcOnLoad="1"' in part(after, "xl/workbook.xml")
    sheet = load_workbook(BytesIO(after))["出欠"]
    assert (sheet["C3"].value, sheet["D3"].value, sheet["C4"].value) == ("×", "=1+1", "○")
    assert sheet["C3"].fill.fgColor.rgb == sheet["C4"].fill.fgColor.rgb == "00FFF2CC"
    assert sheet["C3"].font.bold
    assert sheet.data_validations.dataValidation[0].formula1 == '"○,△,×"'


def test_many_new_lines_stand_in_their_order_below_the_last(read: Read) -> None:
    before = book(*WIDE[:2], *[("", "", "", "")] * 6)

    after = typed(read(before), before, a=(Mark.PRESENT, None), r=(Mark.ABSENT, None))

    numbers = [int(one) for one in re.findall(rb'<row r="(\d+)"', part(after, "xl/worksheets/sheet2.xml"))]
    assert numbers == sorted(set(numbers))
    assert stands(read(after)) == {"a": (Mark.PRESENT, None), "r": (Mark.ABSENT, None)}


def test_ten_rows_are_written_as_ten(read: Read) -> None:
    before = book(*WIDE)

    after = workbook.written(before, {(row, 1): f"{row}" for row in range(3, 20)})

    assert [row[1] for row in workbook.rows("attendance.xlsx", after)[3:]] == [
        f"{row}" for row in range(3, 20)
    ]


def test_a_session_without_a_column_gets_one(read: Read) -> None:
    before = book(("氏名", "メール", "班"), ("山田 葵", "a.yamada@example.jp", "班1"))

    after = typed(read(before), before, a=(Mark.DUTY, None))

    assert workbook.rows("attendance.xlsx", after)[0] == ["氏名", "メール", "班", "powerbi-1"]
    assert stands(read(after)) == {"a": (Mark.DUTY, None)}


def test_a_formula_is_not_written_over(read: Read) -> None:
    before = book(WIDE[1], ("山田 葵", "a.yamada@example.jp", '="○"', None))
    before = remade(
        before,
        "xl/worksheets/sheet2.xml",
        lambda data: data.replace(b"<v></v>", b"<v>1</v>").replace(b"<v />", b"<v>1</v>"),
    )

    with pytest.raises(ConfigError, match="C2"):
        typed(read(before), before, a=(Mark.ABSENT, None))


def test_a_part_of_merged_cells_is_not_written(read: Read) -> None:
    before = book(*WIDE, ("佐藤 亮", "r.sato@example.jp", None, None))
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="C3:C4"/></mergeCells>'
    before = remade(before, "xl/worksheets/sheet2.xml", lambda data: data.replace(b"</sheetData>", merged))

    with pytest.raises(ConfigError, match="C4"):
        typed(read(before), before, r=(Mark.ABSENT, None))


@pytest.mark.parametrize("prefix", ["x:", ""])
def test_a_sheet_of_another_program_is_written_in_its_own_names(read: Read, prefix: str) -> None:
    def named(data: bytes) -> bytes:
        """With a prefix, no numbers of rows and cells, quotes as other programs put them."""
        text = re.sub(r'<row r="\d+"[^>]*>', "<row>", re.sub(r'<c r="[A-Z]+\d+"', "<c", data.decode()))
        text = text.replace("<row>", "<row spans='1:3'>")
        text = re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{prefix}", text)
        return text.replace(" xmlns=", f" xmlns:{prefix[:-1]}=" if prefix else " xmlns=").encode()

    before = remade(book(*WIDE), "xl/worksheets/sheet2.xml", named)

    after = typed(read(before), before, a=(Mark.HALF, None), r=(Mark.PRESENT, None))

    assert stands(read(after)) == {"a": (Mark.HALF, None), "r": (Mark.PRESENT, None)}


def test_cells_and_rows_without_anything_in_them_are_written(read: Read) -> None:
    empty = rb'<row r="5" spans="1:4"/><row r="6"><c r="B6" s="1"/><c r="C6" s="1"/></row></sheetData>'
    before = remade(
        book(*WIDE), "xl/worksheets/sheet2.xml", lambda data: data.replace(b"</sheetData>", empty)
    )

    after = workbook.written(before, {(4, 1): "a", (5, 0): "b", (5, 1): "c", (5, 3): "d", (6, 0): "e"})

    assert workbook.rows("attendance.xlsx", after)[4:] == [["", "a"], ["b", "c", "", "d"], ["e"]]


def test_letters_that_mean_something_in_xml_are_letters(read: Read) -> None:
    before = book(*WIDE)

    after = workbook.written(before, {(2, 2): '<&"𠮷'})

    assert workbook.rows("attendance.xlsx", after)[2][2] == '<&"𠮷'


@pytest.mark.parametrize("content", [b"PK\x03\x04 no book", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_workbook_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ConfigError):
        workbook.rows("attendance.xlsx", content)
