"""How long records are kept, in the words of programme.yaml."""

import pytest

from m365bot.programme.dates import Unreadable
from m365bot.reading import values


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("5 fiscal years after completion", 5),
        ("1 fiscal year after completion", 1),
        ("修了後５年度", 5),
        ("3年", 3),
        ("permanent", None),
        ("永年", None),
    ],
)
def test_s8_a_time_of_keeping_is_told_in_fiscal_years(words, years):
    assert values.fiscal_years(words) == years


@pytest.mark.parametrize("words", ["a while", "5 months", "-1年度", "", "500 fiscal years"])
def test_s8_other_words_are_a_complaint(words):
    with pytest.raises(Unreadable):
        values.fiscal_years(words)
