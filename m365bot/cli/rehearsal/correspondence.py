"""Which letters people ought to have had of a season, told from config/ and from what they handed in.

Called by verdict. Pure; shares no code with the jobs that write them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from m365bot.cli.rehearsal import again
from m365bot.cli.rehearsal.people import Answer
from m365bot.cli.rehearsal.seen import Letter
from m365bot.programme import Cohort, Person, Programme, Questionnaire
from m365bot.programme.messages import Message
from m365bot.programme.relative import DateWords, Edge, Span

LOOKED_AT, REMINDED_AT = time(8, 40), time(9, 25)  # the morning's look at the lists; when reminders are out
FIRST_DAYS = 5  # business days in which a letter of the month, or a welcome, goes out


@dataclass(frozen=True)
class Owed:
    """A letter of one text that somebody ought to have between two days, with these words in it."""

    text: str
    to: Person
    since: date
    until: date
    says: str = ""


@dataclass(frozen=True)
class Correspondence:
    """answered: all that was handed in; since, until: of the play."""

    programme: Programme
    cohort: Cohort
    answered: Sequence[Answer]
    since: datetime
    until: datetime

    def owed(self) -> Iterator[Owed]:
        texts = self.programme.messages.texts
        if "welcome" in texts:
            yield from self._welcomes()
        if "results" in texts:
            yield from self._standings()
        for asked in self.cohort.questionnaires:
            yield from self._reminders(asked)
            yield from self._escalations(asked)

    def has(self, owed: Owed, letter: Letter) -> bool:
        day = letter.sent.astimezone(self.programme.timezone).date()
        mine = letter.to in (owed.to.mail.casefold(), owed.to.contact.casefold())
        text = self.programme.messages.texts[owed.text]
        return mine and owed.since <= day <= owed.until and is_of(text, letter) and owed.says in letter.body

    def answers_of(self, person: Person, asked: Questionnaire) -> list[datetime]:
        key = (asked.form.key, asked.session)
        mine = (one for one in self.answered if one.person.id == person.id)
        return [one.at for one in mine if (one.asked.form.key, one.asked.session) == key]

    def _welcomes(self) -> Iterator[Owed]:
        first, last = self.cohort.starts, self._business(self.cohort.starts, FIRST_DAYS)
        if self._covers(first, last):
            yield from (Owed("welcome", one, first, last) for one in self.cohort.trainees_on(first))

    def _standings(self) -> Iterator[Owed]:
        """Each month, from the first on which something is written of somebody."""
        day = self.since.date().replace(day=1)
        while day <= min(self.until.date(), self.cohort.ends):
            last = self._business(day, FIRST_DAYS)
            if self._covers(day, last) and last <= self.cohort.ends:
                here = {one.id for one in self.cohort.trainees_on(last)}
                begun = (one for one in again.began_by(self.cohort, day) if one.id in here)
                yield from (Owed("results", one, day, last) for one in begun)
            day = (day + timedelta(days=31)).replace(day=1)

    def _reminders(self, asked: Questionnaire) -> Iterator[Owed]:
        for day in self._days(asked.form.remind, asked):
            yield from (Owed("reminder", one, day, day, asked.title) for one in self._lacking(asked, day))

    def _escalations(self, asked: Questionnaire) -> Iterator[Owed]:
        words = (asked.form.escalate,) if asked.form.escalate else ()
        for day in self._days(words, asked):
            for person in self._lacking(asked, day):
                if chief := self.cohort.boss_of(person, day):
                    yield Owed("escalation", chief, day, day, person.name)

    def _days(self, words: Sequence[DateWords], asked: Questionnaire) -> Iterator[date]:
        """Those of the play on which answers were known: a list that nobody has filled yet tells of nobody."""
        calendar = self.programme.calendar
        for each in words if asked.due else ():
            due = asked.due
            assert due
            day = each.resolve(Span(due, due), calendar, Edge.OPENING).date()
            day = day if calendar.is_business_day(day) else calendar.business_days(day, 1)
            is_known = any(at < self._at(day, LOOKED_AT) for at in self._all_answers(asked))
            if self._covers(day, day) and is_known and (not asked.opens or asked.opens.date() < day):
                yield day

    def _lacking(self, asked: Questionnaire, day: date) -> Iterator[Person]:
        """What is handed in while reminders go out may be known or not: of that nobody is asked."""
        here = {one.id for one in self.cohort.trainees_on(day)}
        for person in self.cohort.awaited(asked, day):
            first = min(self.answers_of(person, asked), default=None)
            if person.id in here and (first is None or first > self._at(day, REMINDED_AT)):
                yield person

    def _all_answers(self, asked: Questionnaire) -> Iterator[datetime]:
        key = (asked.form.key, asked.session)
        yield from (one.at for one in self.answered if (one.asked.form.key, one.asked.session) == key)

    def _covers(self, first: date, last: date) -> bool:
        return (
            self.since <= self._at(first, time()) + timedelta(hours=8)
            and self._at(last, time(17)) <= self.until
        )

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.programme.timezone)

    def _business(self, day: date, count: int) -> date:
        return self.programme.calendar.business_days(day, count)


def is_of(text: Message, letter: Letter) -> bool:
    """Is it of this text? By what of the subject is the same in each."""
    fixed = [re.escape(part) for part in re.split(r"\{\{.*?\}\}", text.subject)]
    return re.fullmatch(".*".join(fixed), letter.subject) is not None
