"""An issue as a post in Teams: the same text as before, and what issues have more."""

import re
from pathlib import Path

import pytest

from m365bot.content import post
from m365bot.content.chart import Chart, bar
from m365bot.content.issue import manuscript, teams
from m365bot.content.issue.manuscript import Figure, Text
from m365bot.content.issue.teams import TeamsFace
from m365bot.content.markdown import to_html
from m365bot.programme.pictures import JPEG, Image

APP = Image("app.png", Path("app.png"), "a" * 64, "", 1800, 900)
PHOTO = Image("写真 1.jpg", Path("photo.jpg"), "b" * 64, "", 400, 300, JPEG)
PICTURES = {each.name: each for each in (APP, PHOTO)}
COURSES = Chart("R7 進み具合", "R7 科目の進み具合", (bar("Power BI", 3, 6, "3 / 6時間"),))


def face(body: str) -> TeamsFace:
    return teams.of(manuscript.read(body, PICTURES, {"progress R7": [COURSES]}))


@pytest.mark.parametrize("path", sorted(Path("config/newsletter").glob("*.md")), ids=lambda each: each.name)
def test_an_issue_without_anything_new_says_what_it_said_before(path: Path) -> None:
    body = path.read_text().split("---\n", 2)[2]

    assert face(body).html == to_html(body)


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("**「点検」**を\n見る", "<p><strong>「点検」</strong>を見る</p>"),
        ("{研修|けんしゅう}の日", "<p>研修(けんしゅう)の日</p>"),
        ("{研修|けん|しゅう}の日", "<p>研(けん)修(しゅう)の日</p>"),
        ("{はい|no} {a|b}", "<p>{はい|no} {a|b}</p>"),
        ("本文[^1]\n\n[^1]: 注の文", "<p>本文(注1)</p>\n<hr>\n<p>(注1) 注の文</p>"),
        ("本文^[注の文]", "<p>本文(注1)</p>\n<hr>\n<p>(注1) 注の文</p>"),
        (
            "::: caution 締切\n金曜まで\n:::\n本文",
            "<blockquote>\n<p><strong>注意: 締切</strong></p>\n<p>金曜まで</p>\n</blockquote>\n<p>本文</p>",
        ),
        ("::: 重要\n本文\n:::", "<blockquote>\n<p><strong>重要</strong></p>\n<p>本文</p>\n</blockquote>"),
        ("    字下げ", "<p>字下げ</p>"),
        ("#### 見出し", "<h3>見出し</h3>"),
        ("![写真](https://example.jp/a.png)", "<p>【図: 写真】</p>"),
        ("![無い図](nothing.png)", "<p>【図: 無い図】</p>"),
    ],
)
def test_what_it_holds_is_said_as_teams_shows_it(body: str, html: str) -> None:
    assert face(body).html == html


def test_a_table_keeps_its_alignment_and_an_empty_head_is_none() -> None:
    html = face("日時\t6月18日\n会場\t研修室").html

    assert "<thead>" not in html
    assert html.count("<tr>") == 2
    assert 'style="text-align:right"' in face("| 台数 |\n|---:|\n| 5 |").html


def test_furigana_stands_in_a_table_too() -> None:
    assert "<td>研修(けんしゅう)</td>" in face("| 語 | 日 |\n|---|---|\n| {研修|けんしゅう} | 1 |").html


def test_a_picture_lies_in_the_message_and_is_shown_by_its_number() -> None:
    found = face("前\n\n![点検の画面](app.png)\n\n後に ![現場](<写真 1.jpg>) もある。")

    assert re.findall(r"<img[^>]*>", found.html) == [
        '<img src="../hostedContents/1/$value" alt="点検の画面" width="450" height="225">',
        '<img src="../hostedContents/2/$value" alt="現場" width="200" height="150">',
    ]
    assert [each.alt for each in found.pictures] == ["点検の画面", "現場"]


def test_a_picture_by_itself_is_a_figure_with_its_caption_and_one_in_a_sentence_is_not() -> None:
    found = manuscript.read('前\n\n![画面](app.png "図1 入力")\n\n後 ![現場](写真%201.jpg)', PICTURES)

    before, figure, after = found.parts
    assert isinstance(before, Text)
    assert isinstance(after, Text)
    assert isinstance(figure, Figure)
    assert figure.caption == "図1 入力"
    assert [each.name for each in after.pictures] == ["写真 1.jpg"]
    assert [each.name for each in found.pictures] == ["app.png", "写真 1.jpg"]


@pytest.mark.parametrize(
    "body", ["::: chart progress R7", "::: chart progress R7\n:::", "：：：グラフ　progress R7"]
)
def test_a_chart_is_a_picture_that_says_what_it_shows(body: str) -> None:
    found = face(f"前\n{body}\n後")

    assert [each.alt for each in found.pictures] == [COURSES.alt]
    assert found.html.count("<img ") == 1
    assert "<p>後</p>" in found.html


def test_a_chart_with_nothing_to_show_stands_nowhere_and_is_told() -> None:
    found = manuscript.read("前\n\n::: chart progress R3", PICTURES)

    assert found.pictures == ()
    assert found.no_figures == ("progress R3",)


def test_another_file_under_the_same_name_is_another_face() -> None:
    body = "![画面](app.png)"
    other = {"app.png": Image("app.png", Path("app.png"), "c" * 64, "", 1800, 900)}

    assert face(body).html == teams.of(manuscript.read(body, other)).html
    assert face(body).fingerprint != teams.of(manuscript.read(body, other)).fingerprint
    assert face(body).fingerprint == face(body).fingerprint


def test_a_post_keeps_its_own_pictures_and_no_others() -> None:
    shown = face("![画面](app.png)")
    whole = post.render("題", shown.html, marker="dx-012.0", link="https://example.jp/", pictures=1)
    stranger = '<img src="https://evil.example/x.png"><img src="../../x"><a href="/x">y</a>'

    assert 'src="../hostedContents/1/$value"' in whole
    assert "src" not in post.render("題", stranger, marker="dx-012.0", link="https://example.jp/", pictures=1)
    assert 'href="/x"' not in post.render("題", stranger, marker="-", link="https://example.jp/", pictures=1)
    assert "<img" not in post.render("題", shown.html, marker="dx-012.0", link="https://example.jp/")


def test_its_heaviest_blocks_are_told_by_their_lines() -> None:
    written = manuscript.read("短い文\n\n- " + "長い点" * 100 + "\n\n| 表 |\n|---|\n| 1 |", PICTURES)

    heaviest = teams.heaviest(written)

    assert [(each.line, each.tag) for each in heaviest] == [(3, "ul"), (5, "table"), (1, "p")]


def test_the_charts_and_pictures_that_a_text_asks_for_are_told_without_them() -> None:
    body = "![a](写真%201.jpg) ![b](./app.png)\n\n::: chart progress R7\n::: chart progress R6"

    assert manuscript.pictures_in(body) == ("写真 1.jpg", "app.png")
    assert manuscript.charts_in(body) == ("progress R7", "progress R6")
