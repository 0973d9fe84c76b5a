"""A calendar file: what it says, whatever a title holds, in lines that calendars take."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m365bot.content import calendar_file
from m365bot.content.calendar_file import Entry
from tests.examples import drawn

TOKYO = ZoneInfo("Asia/Tokyo")
STARTS, ENDS = (datetime(2025, 6, 18, hour, 30, tzinfo=TOKYO) for hour in (13, 16))
STAMP = datetime(2025, 5, 12, tzinfo=UTC)


def made(title: str = "Power BI 演習", **others: object) -> str:
    entry = Entry("R7-powerbi-1@example.jp", title, STARTS, ENDS, **others)  # type: ignore[arg-type]
    return calendar_file.of([entry], stamp=STAMP)


def test_an_entry_says_when_and_where() -> None:
    assert made(place="第二本庁舎 研修室", sequence=1).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//m365bot//ja",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:R7-powerbi-1@example.jp",
        "DTSTAMP:20250512T000000Z",
        "SEQUENCE:1",
        "DTSTART:20250618T043000Z",
        "DTEND:20250618T073000Z",
        "SUMMARY:Power BI 演習",
        "LOCATION:第二本庁舎 研修室",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("演習, 前半; 後半\\", "SUMMARY:演習\\, 前半\\; 後半\\\\"),
        ("題\r\nBEGIN:VEVENT\nUID:x", "SUMMARY:題[U+000D][U+000A]BEGIN:VEVENT[U+000A]UID:x"),
    ],
)
def test_a_title_is_text_and_begins_no_line(title: str, shown: str) -> None:
    lines = made(title).split("\r\n")

    assert shown in lines
    assert lines.count("BEGIN:VEVENT") == 1


@drawn()
@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=200))
def test_lines_hold_75_octets_and_put_together_say_the_same(title: str) -> None:
    lines = made(title).split("\r\n")
    whole = "\r\n".join(lines).replace("\r\n ", "")

    assert all(len(line.encode()) <= calendar_file.LINE for line in lines)
    assert whole == made(title).replace("\r\n ", "")
    assert f"SUMMARY:{calendar_file._text(title)}" in whole.split("\r\n")
