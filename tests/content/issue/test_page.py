"""An issue as a news page: its sections, its pictures and their places, what lists of news say."""

from pathlib import Path

from m365bot.content.issue import manuscript, page
from m365bot.content.issue.page import PageFace
from m365bot.programme.pictures import Image


def image(name: str, size: tuple[int, int] = (1200, 600)) -> Image:
    return Image(name, Path("/nowhere") / name, name.encode().hex().ljust(64, "0"), f"{name} の図", *size)


def face(body: str, *images: Image) -> PageFace:
    return page.of(manuscript.read(body, {each.name: each for each in images}), "DX通信 第12号 題")


def test_text_and_pictures_are_sections_in_their_order() -> None:
    shown = face("はじめ\n\n![全景](a.png)\n\nつづき\n\n![終わり](b.png)\n", image("a.png"), image("b.png"))

    assert shown.texts == ("<p>はじめ</p>", "<p>つづき</p>")
    assert [(one.number, one.picture.alt) for one in shown.pictures] == [(1, "全景"), (2, "終わり")]


def test_a_picture_within_a_sentence_stands_below_it_and_its_words_stay() -> None:
    shown = face("これは ![記号](a.png) です。\n\n次。", image("a.png"))

    assert "【図: 記号】" in shown.texts[0]
    assert [(one.number, one.picture.alt) for one in shown.pictures] == [(1, "記号")]


def test_the_first_wide_picture_stands_beside_the_title() -> None:
    shown = face("![縦](a.png)\n\n![横](b.png)\n", image("a.png", (600, 1200)), image("b.png"))

    assert shown.banner and shown.banner.alt == "横"
    assert face("文だけ").banner is None


def test_headings_begin_below_the_pages_own_title() -> None:
    assert face("# 一\n\n## 二\n\n#### 四\n").texts == ("<h2>一</h2>\n<h3>二</h3>\n<h4>四</h4>",)
    assert face("## 二\n\n### 三\n").texts == ("<h2>二</h2>\n<h3>三</h3>",)


def test_cells_keep_the_side_to_which_they_lean() -> None:
    assert 'style="text-align:right"' in face("| 台数 |\n|---:|\n| 8 |\n").texts[0]


def test_footnotes_are_a_section_at_the_end() -> None:
    shown = face("本文[^1]\n\n[^1]: 出典は統計です。\n")

    assert len(shown.texts) == 2 and "出典は統計です。" in shown.texts[-1]


def test_lists_of_news_get_the_beginning_as_plain_words() -> None:
    short = face("**強い**言葉と[リンク](https://example.jp/a)。\n")
    long = face("あ" * 400)

    assert short.description == "強い言葉とリンク。"
    assert len(long.description) == page.LONGEST_DESCRIPTION and long.description.endswith("…")


def test_hidden_letters_are_shown() -> None:
    assert "\u202e" not in face("安全\u202eな文").texts[0]


def test_its_fingerprint_knows_every_word_and_picture() -> None:
    one, two = face("文\n\n![図](a.png)", image("a.png")), face("文\n\n![別](a.png)", image("a.png"))

    assert one.fingerprint != two.fingerprint != face("文").fingerprint


def test_lists_of_news_say_its_paragraphs_and_no_table() -> None:
    body = "アプリを作りました。\n\n| 項目 | いま |\n|---|---|\n| 記録 | 自動 |\n\n- 一\n- 二\n\n詳しくは次号で。\n"

    assert face(body).description == "アプリを作りました。 詳しくは次号で。"
    assert face("| 項目 |\n|---|\n| 記録 |\n").description == ""
