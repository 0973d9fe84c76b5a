"""An issue as a mail: styles in its elements, pictures inside it, words for whoever sees neither."""

import re
from pathlib import Path

import pytest

from m365bot.content.issue import mail, mail_look, manuscript
from m365bot.content.issue.mail import MailFace
from m365bot.sandbox.outlook import as_text
from tests.content.issue.proofs import HEAD, whole

WORDS = """\
DX通信 第14号

問い合わせに答える<アプリ>

2025年8月1日

________________________________

「問い合わせアプリ」ができました。作ったのは研修(けんしゅう)の修了生です(注1)。

これまでと、これから

項目    これまで    これから
記録    紙の調査票    現場で入力
1回の時間    90分    25分

[問い合わせの画面]

窓口の端末での画面

注意: 申込みの締切

6月20日(金)の正午までに、フォーム<https://example.jp/form?a=1&b=2>から。

1. 聞く
2. 作る
    * 画面は1枚だけ

「電話での確認がなくなりました」

[R7 科目ごとの進み具合]

Power BI    3 / 4時間

=A1 と x < y

________________________________

(注1) 令和6年度の修了生です。

________________________________

金沢市 デジタル行政推進リーダー育成研修 からお送りしました。
"""


@pytest.fixture
def face(tmp_path: Path) -> MailFace:
    return mail.of(whole(tmp_path), HEAD)


def test_every_element_carries_its_own_style_since_mail_programs_drop_sheets(face: MailFace) -> None:
    body = face.html.split("</head>")[1]

    bare = set(
        re.findall(r"<(p|h[1-4]|ul|ol|th|td|a|table|blockquote|code|img)\b(?![^>]*style=)[^>]*>", body)
    )

    assert bare == set()
    assert "text-align:right" in body


def test_pictures_lie_in_the_mail_once_each_and_have_words_and_a_width_that_outlook_keeps(
    face: MailFace,
) -> None:
    shown = re.findall(r'<img src="cid:(\w+)" alt="([^"]*)" width="(\d+)"', face.html)

    assert [(cid, alt) for cid, alt, _ in shown] == [
        ("picture1", "問い合わせの画面"),
        ("picture2", "R7 科目ごとの進み具合"),
    ]
    assert all(int(width) <= mail_look.TEXT_WIDTH for *_, width in shown)
    assert [each.name for each in face.pictures] == ["picture1.png", "picture2.png"]
    assert face.pictures[0].data.startswith(b"\x89PNG")


def test_a_charts_figures_stand_in_a_table_for_who_sees_no_picture(face: MailFace) -> None:
    _, below = face.html.split('src="cid:picture2"')

    assert re.search(r"<table[^>]*><tbody><tr><td[^>]*>Power BI</td><td[^>]*>3 / 4時間</td></tr>", below)


def test_the_same_picture_twice_is_sent_once(tmp_path: Path) -> None:
    made = mail.of(whole(tmp_path, "![一](screen.png)\n\n文\n\n![二](screen.png)"), HEAD)

    assert len(made.pictures) == 1
    assert re.findall(r'cid:(\w+)" alt="(.)"', made.html) == [("picture1", "一"), ("picture1", "二")]


def test_nothing_is_fetched_from_anywhere(face: MailFace) -> None:
    assert not re.findall(r'(?:src|background)="(?!cid:)', face.html)
    assert "url(" not in face.html
    assert "<script" not in face.html
    assert "<link" not in face.html


def test_what_an_officer_writes_in_the_title_stays_words(face: MailFace) -> None:
    assert "<アプリ>" not in face.html
    assert "問い合わせに答える&lt;アプリ&gt;" in face.html
    assert face.subject == "DX通信 第14号 問い合わせに答える<アプリ>"


def test_a_dark_screen_changes_every_colour_that_stands_in_an_element(face: MailFace) -> None:
    dark = face.html.split(mail_look.DARK)[1]

    for name in set(re.findall(r'class="([^"]+)"', face.html.split("</head>")[1])):
        for each in set(name.split()) - {"dx-column", "dx-inner"}:
            assert f".{each}{{" in dark, each


def test_plain_words_say_all_of_it(face: MailFace) -> None:
    assert face.text == WORDS


def test_the_practice_tenant_makes_the_same_words_of_it_by_its_own_ways(face: MailFace) -> None:
    """Its lines, marks and blanks are its own."""

    def bare(text: str) -> str:
        return re.sub(r"[\s*]+|(?<=\d)\.", "", text)

    assert bare(as_text.of(face.html)) == bare(face.text)


def test_its_size_is_told_without_making_the_pictures_and_is_never_too_small(face: MailFace) -> None:
    import base64
    import json

    files = [base64.b64encode(each.data).decode() for each in face.pictures]
    request = json.dumps({"body": {"content": face.html}, "attachments": files})

    assert len(request) <= mail.size(face) <= mail.most_bytes(face) < mail.MOST


def test_a_fingerprint_changes_with_a_word_with_a_picture_and_with_nothing_else(tmp_path: Path) -> None:
    once, again = mail.of(whole(tmp_path), HEAD), mail.of(whole(tmp_path), HEAD)
    other = mail.of(whole(tmp_path, "![別の言葉](screen.png)"), HEAD)

    assert once.fingerprint == again.fingerprint != other.fingerprint


def test_an_empty_manuscript_makes_a_mail() -> None:
    assert "DX通信 第14号" in mail.of(manuscript.read("", {}), HEAD).html
