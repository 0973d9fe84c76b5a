"""What an approver reads of a post."""

from m365bot.content.markdown import to_html
from m365bot.content.text import preview


def test_rows_points_and_addresses_are_to_be_seen() -> None:
    table = "|項目|これから|\n|-|-|\n|記録|現場|"
    issue = f"**大事**な話\n\n{table}\n\n1. 聞く\n2. 作る\n\n[図書](https://example.jp/x)を見る\n\n> 引用"

    assert preview(to_html(issue)).splitlines() == [
        "大事な話",
        "項目 | これから",
        "記録 | 現場",
        "1. 聞く",
        "2. 作る",
        "図書 <https://example.jp/x>を見る",
        "> 引用",
    ]


def test_a_point_of_several_paragraphs_begins_beside_its_mark() -> None:
    assert preview(to_html("- 聞く\n\n  よく聞く\n\n- 作る")).splitlines() == ["・聞く", "よく聞く", "・作る"]


def test_code_keeps_its_lines_and_markup_in_words_stays_words() -> None:
    assert preview(to_html("```\na\nb\n```\n\n1 < 2 & <b>")).splitlines() == ["a", "b", "1 < 2 & <b>"]
