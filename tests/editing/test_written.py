"""A file that is edited on a page stays what it was in all that nobody typed."""

import pytest

from m365bot.editing import grid, written


@pytest.mark.parametrize(
    "before",
    [
        "a: 1  # 理由\r\nb: 2\r\n".encode(),
        "\ufeff氏名,メール\n山田 葵,a@example.jp\n".encode(),
        "氏名,メール\r\n髙橋 﨑,b@example.jp\r\n".encode("cp932"),
        b"a: 1\n\n\n",
        b"",
    ],
)
def test_what_is_saved_as_it_was_shown_is_the_same_bytes(before: bytes) -> None:
    shown = written.shown(before)

    assert shown is not None
    assert written.like(before, shown.replace("\n", "\r\n")) == before, "a browser sends CRLF"


def test_a_letter_that_the_old_encoding_has_none_of_is_kept() -> None:
    before = "氏名,メール\n".encode("cp932")

    after = written.like(before, "氏名,メール\n𠮷田,a@example.jp\n")

    assert after.decode("utf-8-sig") == "氏名,メール\n𠮷田,a@example.jp\n"


@pytest.mark.parametrize("content", [b"PK\x03\x04", "a\u202eb".encode(), b"\xff\xfe\x00", b"x" * 300_000])
def test_what_a_page_cannot_show_as_it_is_is_not_edited_there(content: bytes) -> None:
    assert written.shown(content) is None


CSV = 'name,"note"\n山田,"a, b"\n佐藤,\n'


def test_only_the_line_that_was_typed_into_changes() -> None:
    rows = grid.of(CSV)
    assert rows is not None
    rows[2][1] = 'x,"y"'

    assert grid.text(CSV, [*rows, ["", ""]]) == 'name,"note"\n山田,"a, b"\n佐藤,"x,""y"""\n'


def test_a_line_that_was_emptied_goes_and_one_that_was_filled_comes() -> None:
    rows = grid.of(CSV)
    assert rows is not None

    assert grid.text(CSV, [rows[0], ["", " "], rows[2], ["谷", "new"]]) == 'name,"note"\n佐藤,\n谷,new\n'


def test_cells_come_back_from_a_form_by_their_place() -> None:
    form = {"c.0.0": "a", "c.0.1": "b", "c.1.1": "d", "csrf": "x", "c.x.1": "no", "c.99999999.1": "far"}
    form.pop("c.99999999.1")

    assert grid.typed(form) == [["a", "b"], ["", "d"]]


def test_a_form_that_claims_to_be_huge_is_none() -> None:
    assert grid.typed({"c.99999999.0": "x"}) == []


@pytest.mark.parametrize("text", ["", "one column\n", 'a,"b\nc"\n', "a,b\n" * 500, 'a,"b\n'])
def test_what_is_no_small_grid_is_edited_as_text(text: str) -> None:
    assert grid.of(text) is None
