"""An issue as a file that stands alone, and on paper."""

import re
from pathlib import Path

import pytest

from m365bot.content import pdf
from m365bot.content.issue import export, manuscript
from m365bot.content.issue.export import ExportFace
from m365bot.errors import ConfigError
from tests.content.issue.proofs import HEAD, whole


@pytest.fixture
def face(tmp_path: Path) -> ExportFace:
    return export.of(whole(tmp_path), HEAD)


def test_everything_lies_in_the_one_file_and_the_browser_is_told_so(face: ExportFace) -> None:
    html = face.html

    assert re.findall(r'src="([^"]{15})', html) == ["data:image/png;"] * 2
    assert "default-src 'none'" in html
    assert len(html.encode()) <= export.most_bytes(face)


def test_furigana_figures_callouts_and_footnotes_are_what_a_browser_makes_of_them(face: ExportFace) -> None:
    assert "<ruby>研修<rp>(</rp><rt>けんしゅう</rt><rp>)</rp></ruby>" in face.body
    assert "<figcaption>窓口の端末での画面</figcaption>" in face.body
    assert '<section class="caution">' in face.body
    assert 'href="#note-1"' in face.body
    assert '<div id="note-1">' in face.body


@pytest.mark.parametrize("marks", ["#", "##", "###"])
def test_the_highest_heading_comes_right_below_the_title(marks: str) -> None:
    made = export.of(manuscript.read(f"{marks} 一\n\n{marks}# 二", {}), HEAD)

    assert "<h2>一</h2>" in made.body
    assert "<h3>二</h3>" in made.body


def test_a_text_that_looks_like_a_pictures_place_is_a_text() -> None:
    made = export.of(manuscript.read('`<img src="picture:1"`', {}), HEAD)

    assert "data:" not in made.html.split("<main>")[1]


def test_a_pdf_is_the_same_bytes_each_time_and_holds_its_words_and_its_font(face: ExportFace) -> None:
    once, again = pdf.of(export.sheet(face)), pdf.of(export.sheet(face))

    assert once == again
    assert once.startswith(b"%PDF-1.")
    assert b"NotoSansCJKjp-Regular" in once


@pytest.mark.parametrize(
    "body",
    [
        '#set page(fill: red) #read("/etc/passwd") $x$ @a <b> *c* _d_ `e`',
        "> " * 18 + "深い",
        "- " * 12 + "深い",
        "| a |\n|---|\n| b | c | d |",
        "絵文字🎉と葛󠄀城市",
        "",
        "```\n#panic()\n\n二行目\n```",
        "99999999999. 大きい番号",
    ],
)
def test_no_words_are_read_as_the_printers_language(body: str) -> None:
    printed = pdf.of(export.sheet(export.of(manuscript.read(body, {}), HEAD)))

    assert printed.startswith(b"%PDF")


def test_without_its_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda _: None)

    with pytest.raises(ConfigError, match="m365bot\\[pdf\\]"):
        pdf.of(pdf.Sheet("題", ""))


def test_a_picture_that_cannot_be_drawn_is_told(tmp_path: Path) -> None:
    sheet = pdf.Sheet("題", '<img src="picture:1" width="10">', {"picture:1": (".png", b"no picture")})

    with pytest.raises(ConfigError, match="PDF を作れません"):
        pdf.of(sheet)
