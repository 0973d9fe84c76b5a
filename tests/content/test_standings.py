"""What one person is told of the own standing, once a month; never a lack that may only be unread."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from m365bot import job
from m365bot.job import Now
from m365bot.programme import Cohort, Message, Programme
from m365bot.programme.faults import Fault, Part
from m365bot.programme.messages import Messages
from m365bot.records.snapshot import Records
from m365bot.resources import ChatMessage
from tests.records.programmes import TOKYO
from tests.records.test_ledger import School

STANDING = job.found_in(Path(__file__).parents[2] / "jobs")["standing"]
TEXT = Message(
    "{{ month }}",
    "{{ person.name }}\n\n{% for c in courses %}{{ c.title }}={{ c.hours }}/{{ c.needed }} {% endfor %}{{ total }}"
    "{% for one in left %} ({{ one }}){% endfor %}{% if unclear %} 不明{% endif %}{% if complete %} 修了{% endif %}",
)
JULY = datetime(2025, 7, 1, 9, 20, tzinfo=TOKYO)


def yielded(
    school: School, now: datetime = JULY, *, by: str = "mail", texts: dict[str, Message] | None = None
):
    messages = Messages(by, "kenshu@example.jp", {"results": TEXT} if texts is None else texts)  # type: ignore[arg-type]
    programme = replace(school.programme, messages=messages)
    return STANDING.wanted({Programme: programme, Cohort: school.cohort, Records: Records(), Now: now})


def test_each_is_told_the_own_hours_and_what_is_left() -> None:
    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "×", None))

    first, *others = yielded(school)

    assert "Power BI=3/" in first.html
    assert school.people[0].name in first.preview
    assert not any(school.people[0].name in each.preview for each in others)
    assert first.topic == "standing-R7-2025-07"


def test_while_something_cannot_be_read_nobody_is_told_to_lack_anything() -> None:
    school = School((0, "powerbi-1", "○", None))
    told = yielded(school)[0].html
    fault = Fault(Part.HOURS, "R7", "config/cohorts/R7/attendance.csv", "設定の不備が1件あります。")
    school.programme = replace(school.programme, faults=(fault,))

    unclear = yielded(school)[0].html

    assert "(" in told
    assert "(" not in unclear
    assert "不明" in unclear


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        (JULY, True),
        (datetime(2025, 7, 8, 9, 20, tzinfo=TOKYO), True),
        (datetime(2025, 7, 9, 9, 20, tzinfo=TOKYO), False),
        (datetime(2025, 7, 5, 9, 20, tzinfo=TOKYO), False),  # Saturday
        (JULY.replace(hour=18), False),
        (datetime(2025, 12, 1, 9, 20, tzinfo=TOKYO), False),  # the cohort is over
    ],
)
def test_it_is_told_in_the_first_days_of_a_month_within_working_hours(
    now: datetime, is_told: bool
) -> None:  # a table of days
    assert bool(yielded(School((0, "powerbi-1", "○", None)), now)) == is_told


def test_without_a_text_nothing_is_sent_and_by_chat_it_is_a_chat() -> None:
    school = School((0, "powerbi-1", "○", None))

    assert yielded(school, texts={}) == []
    assert {type(each) for each in yielded(school, by="chat")} == {ChatMessage}


def test_feedback_of_late_goes_to_whom_it_is_about_and_nobody_else() -> None:
    school = School((0, "powerbi-1", "○", None), (1, "powerbi-1", "○", None))
    first, second = school.cohort.attendance
    school.set(attendance=(replace(first, feedback="<b>よい着眼です"), replace(second, feedback="次は図を")))
    text = Message(
        "{{ month }}", "{% for one in feedback %}{{ one.when }} {{ one.title }} {{ one.text }}{% endfor %}"
    )

    told = yielded(school, texts={"results": text})
    months_later = yielded(school, JULY.replace(month=9), texts={"results": text})

    assert "6月18日(水)" in told[0].html
    assert "&lt;b&gt;よい着眼です" in told[0].html
    assert "次は図を" not in told[0].html
    assert "着眼" not in months_later[0].html


def test_who_has_nothing_yet_is_told_nothing_and_hides_nobody() -> None:
    school = School((1, "powerbi-1", "○", None))

    assert [each.to.id for each in yielded(school)] == ["p2"]
