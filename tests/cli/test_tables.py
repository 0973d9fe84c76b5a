"""Tables, as an officer reads them on a terminal: nothing wraps, and schedules are in Japanese."""

import pytest

from m365bot.cli.screen import table
from m365bot.programme import when
from m365bot.runs import schedule_words

HEAD = ("手順", "期", "作成", "失敗", "秒")
ROWS = [("provision", "R7", "12", "0", "3.1"), ("collect", "R7", "0", "0", "0.4")]


def heads(text: str) -> list[str]:
    return text.splitlines()[0].split()


@pytest.mark.parametrize(
    ("room", "left"),
    [
        (None, ["手順", "期", "作成", "失敗", "秒"]),
        (80, ["手順", "期", "作成", "失敗", "秒"]),
        (30, ["手順", "期", "作成", "失敗", "秒"]),
        (29, ["手順", "期", "作成", "秒"]),
        (23, ["手順", "期", "作成"]),
        (18, ["手順", "作成"]),
        (1, ["手順", "作成"]),
    ],
)
def test_what_counts_nothing_goes_first_then_what_matters_least(room: int | None, left: list[str]) -> None:
    shown = table.fitted(HEAD, ROWS, room, idle=(2, 3), spare=(4, 1))

    assert heads(shown) == left
    assert room is None or room < 15 or all(table.width(line) <= room for line in shown.splitlines())


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("weekdays 06:30", "平日 06:30"),
        ("fridays 16:00", "毎週金曜 16:00"),
        ("mondays and thursdays 09:00, 13:00", "毎週月・木曜 09:00、13:00"),
        ("daily 07:00", "毎日 07:00"),
        ("weekdays every 2 hours from 08:40 to 17:00", "平日 08:40から16:40まで2時間ごと"),
        ("weekdays every 30 minutes from 9:00 to 10:00", "平日 09:00から10:00まで30分ごと"),
        ("every 90 minutes", "90分ごと"),
        ("every 2 hours", "2時間ごと"),
        ("at each issue's publish time", "各号の公開日時"),
        ("2 business days after the cohort's end", "期の終了の2営業日後"),
        ("平日 6時30分", "平日 06:30"),
        ("30 6 * * 1-5", "30 6 * * 1-5"),
    ],
)
def test_a_schedule_is_told_in_japanese_that_the_schedule_file_may_hold(words: str, shown: str) -> None:
    assert schedule_words.of(words) == shown
    assert when.parse(shown) == when.parse(words)


def test_a_job_without_a_schedule_has_a_dash() -> None:
    assert schedule_words.of("") == "—"
