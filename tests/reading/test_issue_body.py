"""An issue's Markdown: what readers would not see as it is meant is told beforehand, at its line."""

import re
from io import BytesIO

import pytest
from PIL import Image

from m365bot.programme.pictures import JPEG
from m365bot.reading import sizes

from .conftest import Instance, picture

ISSUE = "newsletter/012-apps.md"


def told(instance: Instance, text: str) -> list[str]:
    """Complaints and remarks, as `line words`; the text begins at line 12."""
    instance.add(ISSUE, f"\n{text}\n")
    reading = instance.read()
    return [f"{each.line} {each.words}" for each in (*reading.complaints, *reading.remarks)]


def test_its_pictures_are_known_with_their_size_and_digest(instance: Instance) -> None:
    instance.write("newsletter/app.png", picture())
    instance.write("newsletter/図/現場 1.jpg", picture("JPEG", (60, 20)))
    instance.add(ISSUE, "\n![画面](app.png)と![画面](./app.png)\n\n![現場](<図/現場 1.jpg>)\n")

    (issue,) = instance.read().programme.issues

    assert [(each.name, each.width, each.height) for each in issue.pictures] == [
        ("app.png", 40, 30),
        ("図/現場 1.jpg", 60, 20),
    ]
    assert issue.pictures[1].media == JPEG
    assert len(issue.pictures[0].sha256) == 64


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "開けません"),
        (b"<svg onload='x'/>", "(SVG)は載せられません"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "(HEIC)は載せられません"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "(WebP)は載せられません"),
        (picture()[:40], "開けません"),
    ],
)
def test_a_file_that_is_no_picture_for_all_is_complained_of(
    instance: Instance, data: bytes, words: str
) -> None:
    instance.write("newsletter/app.png", data)

    (complaint,) = told(instance, "![画面](app.png)")

    assert complaint.startswith("12 ")
    assert words in complaint


def test_a_picture_without_words_is_complained_of(instance: Instance) -> None:
    instance.write("newsletter/app.png", picture())

    (complaint,) = told(instance, "![ ](app.png)")

    assert "説明がありません" in complaint


def test_a_picture_of_too_many_points_is_complained_of(instance: Instance) -> None:
    file = BytesIO()
    Image.new("1", (8000, 7000)).save(file, "PNG")
    instance.write("newsletter/app.png", file.getvalue())

    (complaint,) = told(instance, "![画面](app.png)")

    assert "点の数が多すぎます" in complaint


def test_a_link_is_no_picture(instance: Instance) -> None:
    instance.write("newsletter/app.png", picture())
    (instance.folder / "config/newsletter/b.png").symlink_to(instance.folder / "config/newsletter/app.png")

    assert any("『b.png』がありません" in words for words in told(instance, "![画面](b.png)"))


def test_a_picture_of_the_web_is_remarked_on(instance: Instance) -> None:
    (remark,) = told(instance, "![例](https://example.jp/a.png)")

    assert "インターネットの図は載りません" in remark


def test_one_that_moves_is_remarked_on(instance: Instance) -> None:
    frames = [Image.new("RGB", (30, 20), shade) for shade in ("#000", "#fff")]
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    instance.write("newsletter/a.gif", file.getvalue())

    (remark,) = told(instance, "![動き](a.gif)")

    assert "最初の1枚だけ" in remark


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("::: note\n本文", "12 「::: note」が閉じられていません。"),
        (":::\n本文", "12 囲みの始まりのない「:::」です。"),
        ("::: nota\n本文\n:::", "12 「::: nota」という囲みはありません。"),
        ("::: note\n::: tip\n:::", "13 囲み「::: note」の中に、別の囲みは書けません。"),
        ("::: chart pie R7", "12 「pie」というグラフはありません。"),
        ("::: chart departments R7", "12 部局のグラフは、すべての期を合わせたものです。『R7』は書けません。"),
        ("::: chart averages R7", "12 「averages」というグラフはありません。"),
        ("::: chart progress R9", "12 グラフの期『R9』がありません。"),
        ("本文[^1]です", "12 脚注 [^1] の中身がありません。"),
        ("本文\n\n[^1]: 注", "14 脚注 [^1] は本文のどこからも指されていないので、載りません。"),
        ("項目\t値\t数\nあ\tい\t1\nう\tえ\t2", "12 タブで区切られた行を表にしました。1行目が見出しです。"),
        ("・聞く\n・作る\n以上です。", "14 一覧のすぐ下の行を、別の段落にしました。"),
    ],
)
def test_what_is_set_apart_or_pasted_is_told_at_its_line(instance: Instance, text: str, words: str) -> None:
    assert told(instance, text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "::: note 見出し\n本文\n:::",
        "：：：　注意\n本文\n：：：",
        "::: chart progress R7",
        "::: chart progress R7\n:::",
        "本文[^注]と、もう一度[^注]。\n\n[^注]: https://example.jp/ を参照",
        "本文^[注の文]",
        "```\n::: nota\n![](x.png)\n[^9]\n```",
        "{研修|けんしゅう}の日\x0b・聞く\x0b・作る",
    ],
)
def test_what_is_right_is_not_told(instance: Instance, text: str) -> None:
    assert told(instance, text) == []


def test_a_link_that_is_none_is_told_at_its_line_also_below_a_table_of_tabs(instance: Instance) -> None:
    found = told(instance, "あ\t1\nい\t2\n\n[共有](file:///x)")

    assert "15 『file:///x』はリンクになりません。" in found


@pytest.mark.slow
def test_pictures_that_one_post_has_no_room_for_are_told_with_what_they_take(instance: Instance) -> None:
    noise = Image.merge("RGB", [Image.effect_noise((900, 1400), 200) for _ in range(3)])
    file = BytesIO()
    noise.save(file, "JPEG", quality=95)
    instance.write("newsletter/a.jpg", file.getvalue())
    instance.add(ISSUE, "\n" + "![図](a.jpg)\n\n" * 8)

    programme = instance.read().programme
    assert programme
    (complaint,) = sizes.complaints(programme, instance.folder)

    assert "図が多すぎて" in complaint.words


def test_an_issue_that_is_too_long_is_told_by_how_much_and_where(instance: Instance) -> None:
    instance.add(ISSUE, "\n短い文\n\n- " + "長い点" * 5000 + "\n")

    programme = instance.read().programme
    assert programme
    (complaint,) = sizes.complaints(programme, instance.folder)

    assert re.search(r"投稿できません\([\d,]+バイト\)。[\d,]+バイト減らして", complaint.words)
    assert "14行目からの一覧" in complaint.hint
