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
