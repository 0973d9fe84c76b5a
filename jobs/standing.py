"""Tell each trainee once a month, and nobody else, how far they are: hours by course, what is left, what is not submitted.

毎月のはじめに、受講者本人だけへ、受けた時間と残り、未提出を知らせる。文面 results がなければ送らない。
"""

from typing import Any

from m365bot.content import standings
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Programme
from m365bot.records import feedback, pending
from m365bot.records.snapshot import Records
from m365bot.resources import ChatMessage, Mail, Unusable, Window

DAYS = 5  # business days of a month in which it still goes out


@job(title="本人への経過のお知らせ", when="weekdays 09:20", missed="run late within 6 hours", first="collect")
def standing(programme: Programme, cohort: Cohort, records: Records, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in_texts("results"))
    office, today, text = programme.calendar, now.date(), programme.messages.text("results")
    if text is None or not office.is_in_first_days(now, DAYS) or today > cohort.ends:
        return
    hours = records.hours(cohort, programme, now)
    left = {each.person: each for each in pending.of(cohort, programme, records, now).people}
    for person in cohort.trainees_on(today):
        if not hours.ledger.of(person) and not feedback.of(person, cohort, today):
            continue
        letter = standings.of_person(text, hours.standing(person), hours, left.get(person), programme, now)
        told: dict[str, Any] = {
            "topic": f"standing-{cohort.key}-{today:%Y-%m}",
            "to": person,
            "subject": letter.subject,
            "html": letter.html,
            "window_": Window(office.opening(today), office.closing(today)),
            "since_": office.opening(today.replace(day=1)),
        }
        if programme.messages.by == "chat":
            yield ChatMessage(sender=programme.service_account, **told)
        else:
            yield Mail(mailbox=programme.messages.mailbox, **told)
