"""What is missing, in words: three chances at most by name, and how many there are beside them."""

from datetime import date

import pytest

from m365bot.records.lacks import Lack, Way

DAY = date(2025, 7, 2)


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "取れる機会: 回1(2025-07-02まで)。"),
        (3, "取れる機会: 回1(2025-07-02まで)、回2(2025-07-02まで)、回3(2025-07-02まで)。"),
        (5, "取れる機会: 回1(2025-07-02まで)、回2(2025-07-02まで)、回3(2025-07-02まで)、ほか2件。"),
    ],
)
def test_three_chances_are_named_and_the_rest_is_counted(count: int, told: str) -> None:
    ways = tuple(Way(DAY, f"回{number}", 3) for number in range(1, count + 1))

    assert Lack("powerbi", "Power BI", 3, ways).words == f"Power BIがあと3時間です。{told}"


def test_what_nobody_wrote_down_is_named_alike() -> None:
    titles = tuple(f"回{number}" for number in range(1, 5))

    assert Lack("powerbi", "Power BI", 3, unwritten=titles).words.endswith(
        "出欠が未記入: 回1、回2、回3、ほか1件。"
    )
