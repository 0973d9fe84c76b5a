"""What is missing, in words: three chances at most by name, and how many there are beside them."""

from datetime import date

import pytest

from m365bot.records.lacks import Doubt, Lack, Way

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


def test_chances_that_are_too_few_are_told_by_their_hours() -> None:
    ways = (Way(DAY, "回1", 1.126), Way(DAY, "", 1))

    lack = Lack("", "", 3.456, ways, unwritten=("回0",))

    assert lack.words == (
        "合計があと3.46時間です。出欠が未記入: 回0。残る機会は2.13時間分です: "
        "回1(2025-07-02まで)、回の外の活動時間(2025-07-02まで)。"
    )
    assert lack.until is None


@pytest.mark.parametrize(
    ("doubt", "words"),
    [(Doubt.SHEETS, "表に読めない所があるため"), (Doubt.LOG, "自主学習の記録をまだ読めていない")],
)
def test_what_may_be_no_lack_at_all_is_said_to_be_unknown(doubt: Doubt, words: str) -> None:
    assert words in Lack("", "", 3, doubt=doubt).words


def test_who_left_lacks_nothing_that_could_be_had() -> None:
    lack = Lack("", "", 3, (Way(DAY, "回1", 3),), left=DAY)

    assert lack.words == "2025-07-02 に受講を終えています。"
    assert not lack.can_be_had


@pytest.mark.parametrize(("hours", "until"), [(3, DAY), (3.1, None)])
def test_it_can_be_had_until_the_last_of_its_chances(hours: float, until: date | None) -> None:
    ways = (Way(DAY.replace(day=1), "回1", 1), Way(DAY, "回2", 2))

    assert Lack("", "", hours, ways).until == until
