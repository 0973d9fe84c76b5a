"""How long something takes, as people say it."""

import pytest

from m365bot.words.spans import span


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.4, "0秒"),
        (119, "119秒"),
        (120, "2分"),
        (119 * 60, "119分"),
        (2 * 3600, "2時間"),
        (86400, "24時間"),
        (3 * 86400, "3日"),
    ],
)
def test_a_span_is_told_in_the_unit_that_people_would_use(seconds, told):
    assert span(seconds) == told
