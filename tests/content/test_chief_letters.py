"""A section chief is told of the own staff and the month before, and of nobody else."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from m365bot import job
from m365bot.job import Now
from m365bot.programme import Cohort, Programme
from m365bot.programme.faults import Fault, Part
from m365bot.programme.messages import Message, Messages
from m365bot.records import Records
from m365bot.resources import Mail, Unusable
from tests.records.programmes import TOKYO, person
from tests.records.test_ledger import School

TEXT = Message(
    "{{ month }}の出欠",
    "{% for one in staff %}{{ one.name }} {{ one.total }}"
    "{% for session in one.sessions %} {{ session.title }} {{ session.when }} {{ session.attendance }}{% endfor %}"
    "{% endfor %}",
)
KONDO, SATO = person("c1", "k.kondo@example.jp"), person("c2", "y.sato@example.jp")
JULY = datetime(2025, 7, 1, 9, 30, tzinfo=TOKYO)
CHIEFS = job.found_in(Path(__file__).parents[2] / "jobs")["chiefs"]


def school(*attendance):
    made = School(*attendance)
    bosses = (KONDO, SATO, None)
    lines = tuple(replace(line, boss=boss) for line, boss in zip(made.cohort.lines, bosses, strict=True))
    made.set(lines=lines)
    made.programme = replace(
        made.programme, messages=Messages("mail", "kenshu@example.jp", {"attendance": TEXT})
    )
    return made


def sent(made, now=JULY):
    given = {Programme: made.programme, Cohort: made.cohort, Records: Records(), Now: now}
    return CHIEFS.wanted(given)


def test_each_chief_reads_of_the_own_staff_and_of_nobody_else():
    made = school((0, "powerbi-1", "遅", 1.5), (1, "powerbi-1", "×", None), (2, "powerbi-1", "○", None))

    first, second = sent(made)

    assert (first.to, first.about, first.subject) == (KONDO, (made.people[0],), "6月の出欠")
    assert "1.5 Power BI 演習 6月18日(水) 遅刻" in first.html
    assert (second.to, second.about) == (SATO, (made.people[1],))
    assert "欠席" in second.html
    assert first.topic == "attendance-R7-2025-06"


def test_a_month_without_sessions_and_a_day_later_in_the_month_tell_nothing():
    made = school((0, "powerbi-1", "○", None))

    assert sent(made, JULY.replace(month=8)) == []
    assert sent(made, JULY.replace(day=15)) == []
    assert [type(one) for one in sent(made, JULY.replace(day=4))] == [Mail]


def test_while_attendance_cannot_all_be_read_nothing_is_sent_and_the_fault_is_told():
    made = school((0, "powerbi-1", "○", None))
    fault = Fault(Part.HOURS, "R7", "config/cohorts/R7/attendance.csv", "設定の不備が1件あります。")
    made.programme = replace(made.programme, faults=(fault,))

    assert [type(one) for one in sent(made)] == [Unusable]
