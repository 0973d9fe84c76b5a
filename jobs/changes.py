"""Tell each trainee when a session was moved or is off, with a calendar file that changes the entry.

日程・会場・班の変更や中止を、本人だけへ、一日一通にまとめて知らせる。前に知らせた日程とくらべ、変わっていなければ送らない。
"""

from collections.abc import Sequence
from typing import Any

from m365bot.content import change_letters, timetables
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Message, Person, Programme
from m365bot.records import appointments, moves
from m365bot.records.moves import Move
from m365bot.records.snapshot import Records
from m365bot.records.told import Told
from m365bot.resources import Agenda, ChatMessage, Mail, Unusable, Window


@job(title="日程変更の案内", when="weekdays 09:15", missed="run late within 6 hours")
def changes(programme: Programme, cohort: Cohort, records: Records, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in_texts("changes"))
    office, today, text = programme.calendar, now.date(), programme.messages.text("changes")
    if not office.is_still_open(now) or not cohort.starts <= today <= cohort.ends:
        return

    def to(person: Person, told: Told, moved: Sequence[Move], text: Message) -> Mail | ChatMessage:
        letter = change_letters.of_person(text, person, moved, programme, cohort, now)
        known = Told(cohort.key, person.id, now, moves.all_of(told.appointments, moved))
        what: dict[str, Any] = {
            "topic": f"changes-{cohort.key}-{today}",
            "to": person,
            "subject": letter.subject,
            "html": letter.html,
            "window_": Window(office.opening(today), office.closing(today)),
            "since_": told.at,
            "tells": known,
            "words": tuple(each.now.word for each in moved),
            "asks_": moves.reason_to_ask(moved, cohort),
        }
        if programme.messages.by == "chat":
            return ChatMessage(sender=programme.service_account, **what)
        calendar = change_letters.calendar(moved, programme, now)
        off = change_letters.cancellation(moved, programme, now)
        return Mail(mailbox=programme.messages.mailbox, calendar=calendar, cancellation=off, **what)

    for person in cohort.trainees_on(today):
        told = records.told_to(person, cohort)
        current = appointments.of(person, cohort, programme.domains[0])
        moved = moves.between(told.appointments, current, now) if told else []
        if told is None:
            yield Agenda(person, timetables.told(person, programme, cohort, now))
        elif moved and text is None:
            if programme.writes:  # an office that writes to nobody misses no text
                yield Unusable.missing_text("changes", programme)
            return
        elif moved and text:
            yield to(person, told, moved, text)
