"""Remind each trainee of what is not submitted yet: one digest a person and day, by each form's rule.

未提出の人に、様式の決まりの日に、本人だけへ一通にまとめて知らせる。最後に、決まりがあれば所属長へ一度だけ知らせる。
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from m365bot.content import digests
from m365bot.content.templates import Letter
from m365bot.job import Now, Wanted, job
from m365bot.programme import Cohort, Part, Person, Programme
from m365bot.records import pending
from m365bot.records.pending import Left
from m365bot.records.snapshot import Records
from m365bot.resources import ChatMessage, Mail, Unfresh, Unusable, Window


@job(title="未提出のお知らせ", when="weekdays 09:00", missed="skip", first="collect")
def remind(programme: Programme, cohort: Cohort, records: Records, now: Now) -> Wanted:
    yield from map(Unusable.of, programme.faults_in(Part.FORMS))
    yield from map(Unusable.of, programme.faults_in_texts("reminder", "escalation"))
    office, today = programme.calendar, now.date()
    if not office.is_still_open(now):
        return
    left = pending.of(cohort, programme, records, now)
    yield from (Unfresh.of(asked, now, records.known_until(asked)) for asked in left.unclear)

    def to(person: Person, what: str, letter: Letter, about: Iterable[Person] = ()) -> Mail | ChatMessage:
        told: dict[str, Any] = {
            "topic": f"{what}-{today}",
            "to": person,
            "subject": letter.subject,
            "html": letter.html,
            "window_": Window(office.opening(today), office.closing(today)),
            "about": tuple(about),
        }
        if programme.messages.by == "chat":
            return ChatMessage(sender=programme.service_account, **told)
        return Mail(mailbox=programme.messages.mailbox, **told)

    texts = programme.messages.texts
    for name, people in (("reminder", left.to_remind), ("escalation", left.late)):
        if people and name not in texts:
            yield Unusable.missing_text(name, programme)
            return
    for each in left.to_remind:
        yield to(each.person, "remind", digests.of_person(texts["reminder"], each, programme, cohort, now))
    for chief, staff in by_chief(left.late, cohort, today).items():
        letter = digests.of_chief(texts["escalation"], chief, staff, programme, cohort, now)
        yield to(chief, "escalate", letter, about=(each.person for each in staff))


def by_chief(late: Iterable[Left], cohort: Cohort, day: date) -> dict[Person, list[Left]]:
    """Each section chief with the own staff, and nobody else's."""
    found: dict[Person, list[Left]] = {}
    for each in late:
        if chief := cohort.boss_of(each.person, day):
            found.setdefault(chief, []).append(each)
    return found
