"""Words out of a rich text column: what a reader would see, and nothing that is no text."""

import pytest

from m365bot.records import richtext


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<div>一行目</div><div>二行目</div>", "一行目\n二行目"),
        ("<style>p {color: red}</style><p>よかった</p>", "よかった"),
        ("<script>alert(1)</script>はい<script>2</script>", "はい"),
        ("</script><p>よかった</p>", "よかった"),
        ("<p>A&amp;B&nbsp;C\u200b</p>", "A&B C"),
    ],
)
def test_what_a_reader_sees_is_kept(html: str, words: str) -> None:
    assert richtext.plain(html) == words


@pytest.mark.parametrize(
    ("words", "is_rich"),
    [
        ("<div>一</div>", True),
        ("<DIV class='x'>一</DIV>", True),
        (" <p>一\n二</p> \n", True),
        ("<h2>一</h2>", True),
        ("<h7>一</h7>", False),
        ("一 <b>二</b>", False),
        ("<p>一</p> 二", False),
        ("<script>alert(1)</script>", False),
        ("3 < 5", False),
    ],
)
def test_what_begins_and_ends_with_a_tag_of_an_editor_is_rich_text(words: str, is_rich: bool) -> None:
    assert richtext.is_rich(words) == is_rich


def test_cells_of_a_table_are_parted_and_lines_of_a_list_are_lines() -> None:
    html = "<table><tr><th>a</th><td>b</td></tr></table><ul><li>c</li><li>d<br>e</li></ul>"

    assert richtext.plain(html) == "a b\nc\nd\ne"
