"""A Word file becomes an issue that says the same: headings, lists by their numbers, tables, pictures, links, furigana."""

import io

import pytest
from PIL import Image

from m365bot.content.issue import manuscript
from m365bot.content.issue.dialect import Dialect
from m365bot.content.text import preview
from m365bot.content.word.reader import Draft, draft
from tests.content.word.written import (
    bold,
    docx,
    drawing,
    level,
    numbering,
    paragraph,
    png,
    run,
    table,
)


def read(*blocks: str, **more: object) -> Draft:
    return draft(docx(*blocks, **more), called="014")  # type: ignore[arg-type]


def text(*blocks: str, **more: object) -> str:
    return read(*blocks, **more).markdown.rstrip("\n")


def test_headings_are_headings_by_style_by_what_it_is_based_on_and_without_the_bold_that_they_have_anyway() -> (
    None
):
    said = text(
        paragraph("はじめに", style="1"),
        paragraph("あらまし", style="own"),
        paragraph("本文です。"),
        paragraph("おわりに", style="1"),
    )

    assert said == "# はじめに\n\n## あらまし\n\n本文です。\n\n# おわりに"


def test_the_title_is_the_issues_title_and_no_part_of_its_text() -> None:
    marked = read(paragraph("貸出アプリ", style="aa"), paragraph("本文"))
    only_heading = read(paragraph("貸出アプリ", style="1"), paragraph("本文"), paragraph("次", style="2"))

    assert (marked.title, marked.markdown) == ("貸出アプリ", "本文\n")
    assert (only_heading.title, only_heading.markdown) == ("貸出アプリ", "本文\n\n## 次\n")


def test_bold_stands_around_its_letters_and_not_around_blanks() -> None:
    said = text(
        paragraph("これは", bold("とても "), bold("大事"), "です", run("。", '<w:rStyle w:val="strong"/>'))
    )

    assert said == "これは**とても 大事**です**。**"


def test_a_line_break_is_one_a_page_break_and_an_empty_line_are_none() -> None:
    said = text(
        paragraph(run("一行目"), "<w:r><w:br/></w:r>", run("二行目"), '<w:r><w:br w:type="page"/></w:r>'),
        paragraph(),
        paragraph("三行目"),
    )

    assert said == "一行目\\\n二行目\n\n三行目"


def test_points_and_numbers_are_lists_within_lists() -> None:
    numbers = numbering(
        {1: [level(0, "bullet", ""), level(1, "bullet", "o")], 2: [level(0, "decimal", "%1.")]}
    )

    said = text(
        paragraph("りんご", number=(1, 0)),
        paragraph("青", number=(1, 1)),
        paragraph("みかん", number=(1, 0)),
        paragraph("手順:"),
        paragraph("聞く", number=(2, 0)),
        paragraph("作る", number=(2, 0)),
        numbers=numbers,
    )

    assert said == "- りんご\n  - 青\n- みかん\n\n手順:\n\n1. 聞く\n2. 作る"


def test_a_list_that_goes_on_after_a_paragraph_goes_on_with_its_number() -> None:
    numbers = numbering({2: [level(0, "decimal", "%1.")]})

    said = text(
        paragraph("聞く", number=(2, 0)),
        paragraph("(ここで休みます)"),
        paragraph("作る", number=(2, 0)),
        numbers=numbers,
    )

    assert said == "1. 聞く\n\n(ここで休みます)\n\n2. 作る"


@pytest.mark.parametrize(
    ("way", "written", "shown"),
    [
        ("aiueoFullWidth", "%1", "ア"),
        ("decimalEnclosedCircle", "%1", "①"),
        ("japaneseCounting", "第%1条", "第一条"),
        ("decimal", "(%1)", "(1)"),
        ("upperRoman", "%1.", "I."),
        ("decimalFullWidth", "第%1章", "第１章"),
    ],
)
def test_a_number_that_markdown_does_not_count_stands_as_word_shows_it(
    way: str, written: str, shown: str
) -> None:
    said = text(paragraph("目的", number=(1, 0)), numbers=numbering({1: [level(0, way, written)]}))

    assert said == f"{shown} 目的"


def test_numbers_of_several_levels_and_of_headings_are_kept() -> None:
    numbers = numbering({1: [level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")]})

    said = text(
        paragraph("目的", style="2", number=(1, 0)),
        paragraph("範囲", number=(1, 1)),
        paragraph("期間", number=(1, 1)),
        paragraph("方法", style="2", number=(1, 0)),
        paragraph("道具", number=(1, 1)),
        numbers=numbers,
    )

    assert said == "## 1. 目的\n\n1.1 範囲\\\n1.2 期間\n\n## 2. 方法\n\n2.1 道具"


def test_a_list_told_to_begin_anew_does_and_is_no_part_of_the_one_before() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    again = f'<w:num w:numId="3"><w:abstractNumId w:val="2"/>{anew}</w:num>'
    numbers = numbering({2: [level(0, "decimal", "%1.")]}, again)

    said = text(
        *(paragraph(each, number=(2, 0)) for each in ("聞く", "作る")),
        paragraph("直す", number=(3, 0)),
        numbers=numbers,
    )

    assert said == "1. 聞く\n2. 作る\n\n1) 直す"


def test_a_table_keeps_its_columns_their_sides_and_what_joined_cells_say() -> None:
    right = '<w:jc w:val="right"/>'
    down = "<w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + paragraph("会場A") + "</w:tc>"
    goes_on = "<w:tc><w:tcPr><w:vMerge/></w:tcPr>" + paragraph() + "</w:tc>"

    made = read(
        table(["会場", "人数"], [down, paragraph("8", more=right)], [goes_on, paragraph("1|2", more=right)])
    )

    assert made.markdown == "| 会場 | 人数 |\n| --- | ---: |\n| 会場A | 8 |\n| 会場A | 1\\|2 |\n"
    assert made.remarks == ("結合したセル 1個をほどきました。表を確かめてください。",)


def test_a_table_of_one_cell_is_a_frame_around_its_text() -> None:
    assert text(table([paragraph("締切は") + paragraph("6月2日")])) == "::: note\n締切は\n\n6月2日\n:::"


def test_pictures_lie_beside_with_their_words_and_a_guess_of_words_is_none() -> None:
    made = read(
        paragraph(drawing("rId9", alt="貸出の画面")),
        paragraph(drawing("rId8", alt="屋内, 人 が含まれている画像 自動的に生成された説明")),
        paragraph(drawing("rId9", alt="同じ画面")),
        pictures={"rId9": png(), "rId8": png(colour="blue")},
    )

    assert made.markdown == "![貸出の画面](014-1.png)\n\n![](014-2.png)\n\n![同じ画面](014-1.png)\n"
    assert [(each.name, each.data == png()) for each in made.pictures] == [
        ("014-1.png", True),
        ("014-2.png", False),
    ]
    assert len(made.remarks) == 1
    assert "代替テキスト" in made.remarks[0]


def test_what_was_cropped_away_in_word_does_not_come_along() -> None:
    made = read(
        paragraph(drawing("rId9", alt="画面", crop='<a:srcRect l="50000" b="0"/>')),
        pictures={"rId9": png(40, 30)},
    )

    assert Image.open(io.BytesIO(made.pictures[0].data)).size == (20, 30)
    assert "トリミング" in made.remarks[0]


def test_a_picture_that_nobody_could_see_is_asked_for_by_its_name() -> None:
    made = read(paragraph(drawing("rId9", alt="組織図")), pictures={"rId9": b"\x01\x00\x00\x00 EMF"})

    assert made.markdown == "![組織図](014-1.png)\n"
    assert made.pictures == ()
    assert "図として保存" in made.remarks[0]


def test_links_lead_where_they_led_and_those_that_lead_nowhere_leave_their_words() -> None:
    def link(mark: str, words: str) -> str:
        return f'<w:hyperlink r:id="{mark}">{run(words)}</w:hyperlink>'

    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "https://example.jp/b" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("欄")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    links = {
        "a": "https://example.jp/a(1)",
        "f": "file:///c:/x.xlsx",
        "j": "javascript:alert(1)",
        "s": "https://example.jp/",
    }

    made = read(
        paragraph(
            link("a", "手引"),
            "と",
            field,
            "と",
            link("f", "表"),
            link("j", "罠"),
            "と",
            link("s", "https://example.jp/"),
        ),
        links=links,
    )

    assert (
        made.markdown
        == "[手引](<https://example.jp/a(1)>)と[欄](https://example.jp/b)と表罠とhttps://example.jp/\n"
    )
    assert "リンク 2個" in made.remarks[0]


def test_furigana_stands_above_its_letters_and_other_words_above_behind_them() -> None:
    def ruby(base: str, above: str) -> str:
        return f"<w:r><w:ruby><w:rt>{run(above)}</w:rt><w:rubyBase>{run(base)}</w:rubyBase></w:ruby></w:r>"

    assert (
        text(paragraph(ruby("金沢", "かなざわ"), "の", ruby("令和7年", "2025")))
        == "{金沢|かなざわ}の令和7年(2025)"
    )


def test_footnotes_stand_below_with_their_number() -> None:
    notes = '<w:footnote w:id="2">' + paragraph("6月末の数です。") + "</w:footnote>"

    said = text(paragraph("118台", '<w:r><w:footnoteReference w:id="2"/></w:r>', "です。"), notes=notes)

    assert said == "118台[^1]です。\n\n[^1]: 6月末の数です。"


def test_changes_are_taken_as_accepted_and_what_is_struck_or_hidden_is_left_out_and_told() -> None:
    made = read(
        paragraph(
            "開催は",
            f'<w:del w:id="1"><w:r><w:delText>5日</w:delText></w:r></w:del><w:ins w:id="2">{run("6日")}</w:ins>',
            run("午前", "<w:strike/>"),
            run("内緒", "<w:vanish/>"),
            "です。",
        )
    )

    assert made.markdown == "開催は6日です。\n"
    assert [remark[:6] for remark in made.remarks] == ["取り消し線の", "隠し文字 1", "変更履歴 2"]


def test_a_text_box_comes_after_its_paragraph_and_is_written_once() -> None:
    inner = f"<wps:txbx><w:txbxContent>{paragraph('囲みの文')}</w:txbxContent></wps:txbx>"
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{inner}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    made = read(paragraph("本文", box), paragraph("続き"))

    assert made.markdown == "本文\n\n::: note\n囲みの文\n:::\n\n続き\n"
    assert "テキストボックス 1個" in made.remarks[0]


@pytest.mark.parametrize(
    "words",
    [
        "2*3*4 と __init__ と a_b_c",
        "[注](1) と [^1] と ![図](x)",
        "# 見出しではない",
        "> 引用ではない",
        "::: note",
        "---",
        "`code` と <b>太字</b> と &amp;",
        "{漢字|かんじ}",
        r"\\fs01\研修\_R7 と C:\研修\手引",
        r"\*",
        "https://example.jp/a_b_c?x=1&y=2をご覧ください",
    ],
)
def test_letters_that_mean_something_in_markdown_stay_letters(words: str) -> None:
    said = preview(Dialect().html(manuscript.read(text(paragraph(words)), {})))

    assert said.partition(" <http")[0].partition("をご")[0] == words.partition("をご")[0]


def test_letters_that_nobody_sees_are_left_out_and_counted() -> None:
    made = read(paragraph("貸\u200b出\u202e"))

    assert made.markdown == "貸出\n"
    assert made.remarks == ("目に見えない文字 2個を除きました。",)


def test_the_table_of_contents_is_left_out() -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('目次')}</w:sdtContent></w:sdt>"
    )

    assert text(contents, paragraph("はじめに……1", style="toc1"), paragraph("本文")) == "本文"


def test_no_letters_of_a_link_a_picture_or_a_line_break_out_of_it() -> None:
    link = f'<w:hyperlink r:id="a">{run("a] [b](https://evil.example)")}</w:hyperlink>'
    alt = "x](https://evil.example) \\\\[y"

    made = read(
        paragraph(link),
        paragraph(drawing("p", alt=alt)),
        paragraph(run("一\n# 二\n::: note")),
        links={"a": "https://example.jp/a>b c"},
        pictures={"p": png()},
    )

    html = Dialect().html(manuscript.read(made.markdown, {}))
    assert 'href="https://evil' not in html
    assert html.count("<a ") == 1
    assert "<h1" not in html
    assert "<blockquote" not in html


def test_numbers_right_below_points_are_a_list_of_their_own() -> None:
    numbers = numbering(
        {1: [level(0, "bullet", "")], 2: [level(0, "decimal", "%1."), level(1, "decimal", "%2.")]}
    )

    said = text(
        paragraph("聞く", number=(2, 0)),
        paragraph("りんご", number=(1, 0)),
        paragraph("作る", number=(2, 0)),
        paragraph("直す", number=(2, 0)),
        numbers=numbers,
    )

    assert said == "1. 聞く\n\n- りんご\n\n2. 作る\n3. 直す"


def test_quotations_are_such_by_their_style_and_slanted_letters_are_letters() -> None:
    said = text(paragraph("ありがとう", style="quote"), paragraph("これは", run("斜め", "<w:i/>")))

    assert said == "> ありがとう\n\nこれは斜め"


def test_the_second_list_style_stands_further_in() -> None:
    listed = "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>"
    more = f"<w:style w:styleId='b2'><w:name w:val='List Bullet 2'/>{listed}</w:style>"

    said = text(
        paragraph("りんご", number=(1, 0)),
        paragraph("青", style="b2"),
        numbers=numbering({1: [level(0, "bullet", "")]}),
        styles=more,
    )

    assert said == "- りんご\n  - 青"
