"""Rich text of SharePoint as words."""

import pytest

from m365bot.content import csv, text


# cases.md C08
@pytest.mark.parametrize(
    ("rich", "plain"),
    [
        ('<div class="ExternalClassA1B2">橋の点検&#58;写真<br></div>', "橋の点検:写真"),
        ('<div class="ExternalClass0"><p>一行目</p><p>二行目&#160;続き</p></div>', "一行目\n二行目 続き"),
        ("<div><ul><li>点検</li><li>貸出 &amp; 返却</li></ul></div>", "点検\n貸出 & 返却"),
        ("<div>&#8203;5 &lt; 6<script>x()</script></div>", "5 < 6"),
        ("<p></p>", ""),
    ],
)
def test_rich_text_is_its_words(rich, plain):
    assert text.is_rich(rich)
    assert text.plain(rich) == plain


@pytest.mark.parametrize(
    "words", ["a < b > c", "<script>x</script>", "点検", "&#58;", "", "<検討中>", "<p", "<3"]
)
def test_an_answer_that_merely_holds_signs_is_not_rich(words):
    assert not text.is_rich(words)


def test_cells_are_neutralised_for_every_sheet():
    assert csv.neutral("=1+1") == "'=1+1"
