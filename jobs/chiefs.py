"""Tell each section chief once a month which sessions the own staff attended, where there is a text for it.

毎月のはじめに、所属長へ、所属職員の前の月の出欠を一通にまとめて知らせる。文面 attendance がなければ送らない。
"""

from m365bot.content import chief_letters
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Part, Person, Programme
from m365bot.records.snapshot import Records
from m365bot.resources import Mail, Unusable, Window

DAYS = 5  # business days of a month in which it still goes out


@job(title="所属長への出欠のお知らせ", when="weekdays 09:30", missed="run late within 6 hours")
def chiefs(programme: Programme, cohort: Cohort, records: Records, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in_texts("attendance"))
    office, today, text = programme.calendar, now.date(), programme.messages.text("attendance")
    if text is None or not office.is_in_first_days(now, DAYS):
        return
    yield from map(Unusable.of, programme.faults_in(Part.HOURS, cohort))
    hours = records.hours(cohort, programme, now)
    if hours.doubts:  # half a month's attendance would be taken for the whole
        return
    month = chief_letters.month_before(now)
    staff: dict[Person, list[Person]] = {}
    for person in cohort.trainees():
        chief = cohort.boss_of(person, today)
        if chief and chief_letters.attended(cohort, person, month):
            staff.setdefault(chief, []).append(person)
    for chief, own in staff.items():
        letter = chief_letters.of_chief(text, staff, chief, hours, programme)
        yield Mail(
            mailbox=programme.messages.mailbox,
            topic=f"attendance-{cohort.key}-{month:%Y-%m}",
            to=chief,
            subject=letter.subject,
            html=letter.html,
            window_=Window(office.opening(today), office.closing(today)),
            since_=office.opening(today.replace(day=1)),
            about=tuple(own),
        )
