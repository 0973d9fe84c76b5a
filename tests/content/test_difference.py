"""A correction as an approver reads it: what goes and what comes."""

from m365bot.content import difference


def test_o12_a_correction_shows_what_goes_and_what_comes() -> None:
    marked = difference.marked("第12号\n6月18日です\n以上", "第12号\n6月19日です\n以上")

    assert marked.split("\n") == ["  第12号", "- 6月18日です", "+ 6月19日です", "  以上"]
