"""Welcome each trainee in the first days, with the sessions as a calendar file.

はじめの数日のうちに、受講者一人ひとりへ、日程のカレンダーファイルをつけて案内を送る。文面 welcome がなければ送らない。
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from m365bot.content import timetables
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Person, Programme, Role
from m365bot.resources import ChatMessage, Mail, Unusable, Window

DAYS = 5  # business days from somebody's first one in which the welcome still goes out


@job(title="ようこその案内", when="weekdays 09:10", missed="run late within 6 hours")
def welcome(programme: Programme, cohort: Cohort, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in_texts("welcome"))
    office, text = programme.calendar, programme.messages.text("welcome")
    if text is None or not office.is_still_open(now):
        return
    for person, first in newcomers(programme, cohort, now):
        letter = timetables.welcome(text, person, programme, cohort, now)
        told: dict[str, Any] = {
            "topic": f"welcome-{cohort.key}",
            "to": person,
            "subject": letter.subject,
            "html": letter.html,
            "window_": Window(office.opening(now.date()), office.closing(now.date())),
            "since_": first,
            "tells": timetables.told(person, programme, cohort, now),
        }
        if programme.messages.by == "chat":
            yield ChatMessage(sender=programme.service_account, **told)
        else:
            calendar = timetables.calendar(person, programme, cohort, now)
            yield Mail(mailbox=programme.messages.mailbox, calendar=calendar, **told)


def newcomers(programme: Programme, cohort: Cohort, now: datetime) -> Iterator[tuple[Person, datetime]]:
    """Trainees whose first days these are, and when they began."""
    office, told = programme.calendar, set[str]()
    for line in cohort.lines_on(now.date()):
        first = max(line.start or cohort.starts, cohort.starts)
        last = office.business_days(first, DAYS)
        if line.role is Role.TRAINEE and line.person.id not in told and first <= now.date() <= last:
            told.add(line.person.id)
            yield line.person, office.opening(first)
