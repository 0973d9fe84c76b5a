"""What is signed on paper says all that was asked for, to the letter, and what it is bound to."""

import re
from dataclasses import replace

import pytest

from m365bot.content import pdf
from m365bot.content.pdf import Sheet
from m365bot.runs import paper
from tests.runs.here import ISSUE, Here

HOSTILE = "本文です。\n<script>alert(1)</script>\n#let x = 1"


def sheet_of(here: Here, *wanted: object, before: dict[str, str] | None = None) -> tuple[Sheet, str]:
    """With the plan's digest."""
    here.wanted = list(wanted)  # type: ignore[arg-type]  # resources all
    run, office = here.runs_job(), here.office()
    assert run.asking is not None
    plan = office.plan(run.asking)
    return paper.sheet(run, plan, before or {}, office), plan.digest


def test_it_says_the_text_the_run_the_deadline_and_the_whole_digest(here: Here) -> None:
    sheet, digest = sheet_of(here, replace(ISSUE, read=HOSTILE))

    assert "<p>本文です。</p>" in sheet.body
    assert "公開には承認が必要です。" in sheet.body
    assert "決裁欄" in sheet.body
    assert any("things-" in line for line in sheet.under)
    assert digest in sheet.below


def test_what_somebody_wrote_stays_words(here: Here) -> None:
    sheet, _ = sheet_of(here, replace(ISSUE, read=HOSTILE))

    assert "<script>" not in sheet.body
    assert "&lt;script&gt;" in sheet.body
    assert pdf.of(sheet).startswith(b"%PDF-")


def test_a_table_is_printed_as_one(here: Here) -> None:
    sheet, _ = sheet_of(here, replace(ISSUE, read="配る物:\n機器 | 台数\nPC | 20\n終わり"))

    assert "<tr><td>機器</td><td>台数</td></tr><tr><td>PC</td><td>20</td></tr></tbody></table>" in sheet.body
    assert "<p>配る物:</p>" in sheet.body
    assert pdf.of(sheet).startswith(b"%PDF-")


def test_a_table_without_a_head_has_no_empty_row_above_it() -> None:
    """Eighteen of one row each have room on a page; with as many empty rows they have not."""
    tables = "<table><tbody><tr><td>a</td></tr></tbody></table>" * 18

    assert re.findall(rb"/Count (\d+)", pdf.of(Sheet("題", tables)))[0] == b"1"


BOLD, REGULAR = b"NotoSansCJKjp-Bold", b"NotoSansCJKjp-Regular"


@pytest.mark.parametrize(
    "body",
    [
        "<p><strong>議題</strong></p>",
        "<table><thead><tr><th>議題</th></tr></thead><tbody><tr><td>PC</td></tr></tbody></table>",
    ],
)
def test_what_is_bold_is_printed_in_a_bold_font(body: str) -> None:
    printed = pdf.of(Sheet("", f"{body}<p>本文</p>"))

    assert BOLD in printed and REGULAR in printed


def test_nothing_else_is_bold() -> None:
    assert BOLD not in pdf.of(Sheet("", "<p>本文</p>"))


def test_where_the_bold_font_is_not_installed_all_is_printed_in_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_BOLD", "no_such_package_of_ours")

    printed = pdf.of(Sheet("題", "<p><strong>議題</strong></p>"))

    assert REGULAR in printed and BOLD not in printed


def test_a_line_with_a_bar_in_it_stays_a_line(here: Here) -> None:
    sheet, _ = sheet_of(here, replace(ISSUE, read="はじめ\nA | B\n終わり"))

    assert "<p>A | B</p>" in sheet.body


def test_a_text_that_goes_to_two_places_is_printed_once(here: Here) -> None:
    sheet, _ = sheet_of(here, replace(ISSUE, read="同じ文"), replace(ISSUE, label="other", read="同じ文"))

    assert sheet.body.count("同じ文") == 1
    assert "(本文は上と同じです)" in sheet.body


def test_beside_what_was_approved_before_it_tells_what_is_new_and_what_goes(here: Here) -> None:
    thing = replace(ISSUE, read="はじめ\n新しい行")

    sheet, _ = sheet_of(here, thing, before={thing.key: "はじめ\n前の行"})

    assert "<strong>加わる:</strong> 新しい行" in sheet.body
    assert "<strong>消える:</strong> 前の行" in sheet.body
