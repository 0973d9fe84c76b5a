"""What leaves for other programs and for Excel."""

import csv
import io
import json
from datetime import UTC, datetime

import openpyxl
import pytest

from m365bot.programme.forms import Question
from m365bot.records import cells, export, sheets
from m365bot.records.corrections import Correction
from tests.records.programmes import IDEA, SATISFACTION, Office, answer

FORMULAS = [
    '=HYPERLINK("https://e.example","x")',
    "＝1+1",
    "-5",
    "@x",
    "\t=1",
    "+81 76",
    "\r\n=1",
    " =1",
    "﹣1",
]


def exported(office, rows):
    table = export.table(rows, office.programme)
    text = export.to_csv(table).decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(sheets.to_xlsx({"回答": table}))).active
    return list(csv.reader(io.StringIO(text))), sheet


def test_the_document_has_the_shape_that_others_rely_on():
    office = Office()

    document = export.document(
        office.collect(answer(satisfaction=4), answer("x@example.jp")), office.programme
    )

    assert set(document) == {"responses", "hours", "completion"}
    kept, strange = document["responses"]
    assert kept == {
        "row": 1,
        "form": "after",
        "session": "powerbi-1",
        "person": "t1@example.jp",
        "submitted": "2025-06-19T09:03:10+09:00",
        "late": False,
        "answers": {"satisfaction": 4, "idea": "点検"},
        "state": "kept",
        "reason": "",
        "raw": answer(),
        "corrected": [],
    }
    assert (strange["person"], strange["state"]) == (None, "quarantined")
    assert json.loads(json.dumps(document, ensure_ascii=False)) == document


def test_a_corrected_row_says_who_said_what_when_and_why_beside_what_came():
    office = Office()
    rows = office.collect(answer("t1@exmple.jp"))
    at = datetime(2025, 6, 20, 1, tzinfo=UTC)
    said = {1: [Correction(1, 1, rows[0].digest, "person", "p1", "kenshu", at, "本人に確認")]}

    (response,) = export.document(rows, office.programme, said)["responses"]
    head, line = export.table(rows, office.programme, said)

    told = dict(zip(head, line, strict=True))
    assert response["corrected"] == [
        {"what": "person", "who": "kenshu", "at": "2025-06-20T01:00:00+00:00", "reason": "本人に確認"}
    ]
    assert told["番号"] == 1
    assert told["訂正"] == "回答者: t1@example.jp(2025-06-20 kenshu: 本人に確認)"
    assert "t1@exmple.jp" in told["原文"]


# docs/facts.md C23
@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_an_answer_is_text_in_both_sheets_and_unchanged_in_json(formula):
    office = Office()
    rows = office.collect(answer(**{IDEA.text: formula}))

    lines, sheet = exported(office, rows)

    place = lines[0].index(IDEA.text)
    assert lines[1][place].startswith("'")
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    answers = export.document(rows, office.programme)["responses"][0]["answers"]
    assert answers["idea"] == formula.replace("\r\n", "\n")


def test_a_question_called_like_a_formula_is_neutralised_in_the_header():
    office = Office((Question("plus", "+1", "text"), SATISFACTION))
    rows = office.collect({"メール": "t1@example.jp", "+1": "x", "研修の満足度": 4})

    lines, sheet = exported(office, rows)

    assert "'+1" in lines[0]
    assert "'+1" in [cell.value for cell in sheet[1]]


def test_a_negative_mark_stays_a_number():
    office = Office((Question("s", "増減", "scale", (-5, 5)),))
    rows = office.collect({"メール": "t1@example.jp", "増減": "-5"})

    lines, sheet = exported(office, rows)

    assert lines[1][lines[0].index("増減")] == "-5"
    assert -5 in [cell.value for cell in sheet[2]]


def test_csv_begins_with_the_mark_that_excel_needs():
    assert export.to_csv([["様式"]]).startswith(b"\xef\xbb\xbf")


def test_a_quarantined_row_shows_its_reason_and_what_came():
    office = Office()

    lines, _ = exported(office, office.collect(answer("x@example.jp")))

    shown = dict(zip(*lines, strict=True))
    assert shown["状態"] == "要確認"
    assert "x@example.jp" in shown["理由"]
    assert json.loads(shown["原文"]) == answer("x@example.jp")


def test_letters_that_a_workbook_cannot_hold_are_left_out():
    office = Office()

    _, sheet = exported(office, office.collect(answer(**{IDEA.text: "a\x0bb\x00c"})))

    assert "abc" in [cell.value for cell in sheet[2]]


@pytest.mark.parametrize("cell", [-5, 0.5, True, None, "", "点検", "a=1", "https://example.jp"])
def test_other_cells_stay_as_they_are(cell):
    assert cells.neutral(cell) == cell
