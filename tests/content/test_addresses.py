"""Addresses as people copy them out of Explorer and SharePoint (docs/facts.md C69)."""

import pytest

from m365bot.content import faults
from m365bot.content.markdown import to_html
from m365bot.records import richtext

SHARED = "https://example.sharepoint.com/sites/dx/Shared"


@pytest.mark.parametrize(
    "written",
    [
        r"資料は \\fs01\研修\_R7 にあります。",
        r"「\\fs01\研修\_R7_案_」を見てください",
        r"\\fs01\share\*ではない",
        r"C:\研修\_R7\!急ぎ.txt",
        r"保存先は D:\_a_\b です",
        r"\\fs-01.example.jp\a$\b",
        r"研修\資料",
    ],
)
def test_c69_a_copied_path_stands_as_it_is_written(written: str) -> None:
    shown = richtext.plain(to_html(written))

    assert shown == written


def test_c69_bold_beside_a_path_is_bold() -> None:
    assert to_html(r"**\\fs01\研修**に") == r"<p><strong>\\fs01\研修</strong>に</p>"


@pytest.mark.parametrize(
    ("written", "shown"),
    [(r"\*これ\* と \[これ\]", "*これ* と [これ]"), (r"1\.5", "1.5"), ("a\\\nb", "a\nb")],
)
def test_c69_a_backslash_before_a_mark_goes_on_meaning_the_mark(written: str, shown: str) -> None:
    assert richtext.plain(to_html(written)) == shown


@pytest.mark.parametrize(
    ("address", "href"),
    [
        (f"{SHARED} Documents/guide.pdf", f"{SHARED}%20Documents/guide.pdf"),
        (f"{SHARED} Documents/a b (1).pdf", f"{SHARED}%20Documents/a%20b%20(1).pdf"),
        (f'{SHARED} Documents/a.pdf "手引"', f"{SHARED}%20Documents/a.pdf"),
        (f"<{SHARED} Documents/a.pdf>", f"{SHARED}%20Documents/a.pdf"),
        (f"{SHARED}/a.pdf", f"{SHARED}/a.pdf"),
    ],
)
def test_c69_a_link_to_a_folder_with_a_blank_works(address: str, href: str) -> None:
    assert to_html(f"[手引]({address})を読む") == f'<p><a href="{href}">手引</a>を読む</p>'
    assert list(faults.links(f"[手引]({address})を読む")) == []


@pytest.mark.parametrize(
    ("line", "target", "column", "is_link"),
    [
        (r"資料は [共有](\\fs01\研修) にあります", r"\\fs01\研修", 10, True),
        ("[a](https://a.jp) と [b](javascript:alert(1))", "javascript:alert(1)", 25, True),
        ("[資料](materials/a.pdf)", "materials/a.pdf", 6, True),
        ("[上へ](#top)", "#top", 6, True),
        ("[x](https:example.jp)", "https:example.jp", 5, True),
        ("[x](mailto:yamada)", "mailto:yamada", 5, True),
        ("[x](https://login.example.jp@evil.example/)", "https://login.example.jp@evil.example/", 5, True),
        ("[x](https://example.jp:99999/)", "https://example.jp:99999/", 5, True),
        ("[手引](あとで 決める)", "あとで 決める", 6, False),
    ],
)
def test_c69_a_link_that_cannot_be_one_is_named_with_its_place(
    line: str, target: str, column: int, is_link: bool
) -> None:
    (fault,) = faults.links(f"# 題\n\n一行目\n{line}\n")

    assert (fault.line, fault.column, fault.target, fault.is_link) == (4, column, target, is_link)


@pytest.mark.parametrize("words", ["`[a](b)`", "```\n[a](b)\n```", "[要確認]", "a](b", "![図](a.png)"])
def test_c69_what_is_no_link_is_no_fault(words: str) -> None:
    assert [fault for fault in faults.links(words) if fault.is_link] == []


# as they come out of Word


@pytest.mark.parametrize("mark", ["・", "●", "※", "①", "\uf0b7\t", "　・"])
def test_o12_points_pasted_from_word_stand_on_lines_of_their_own(mark: str) -> None:
    shown = richtext.plain(to_html(f"持ち物\n{mark}名札\n{mark}端末"))

    assert [line.strip(f"{mark} 　\t") for line in shown.split("\n")] == ["持ち物", "名札", "端末"]


def test_c55_a_line_that_only_goes_on_is_no_point() -> None:
    assert richtext.plain(to_html("・研修の\n資料")) == "・研修の資料"


# tables and tooltips


def test_o12_a_tables_alignment_is_kept() -> None:
    page = to_html("|a|b|c|\n|--:|:-:|---|\n|1|2|3|")

    assert '<td style="text-align:right">1</td>' in page
    assert '<td style="text-align:center">2</td>' in page
    assert "<td>3</td>" in page


def test_s15_a_tooltip_is_not_posted_for_no_preview_shows_it() -> None:
    assert to_html('[a](https://example.jp "本当は違う")') == '<p><a href="https://example.jp">a</a></p>'
