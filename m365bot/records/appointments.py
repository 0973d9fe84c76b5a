"""What one trainee has to come to: a holding of a session, as it stands in that person's calendar.

Called by moves, told and the jobs that tell people of it. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from m365bot.programme.cohort import Cohort
from m365bot.programme.people import Person
from m365bot.programme.sessions import Round, Session
from m365bot.words import tell


@dataclass(frozen=True, slots=True)
class Appointment:
    """`uid` is by what calendars know it, and stays when it is moved; `session` the session's key. is_off: it does not
    take place, or is not this person's any more.
    """

    uid: str
    session: str
    title: str
    starts: datetime
    ends: datetime
    place: str = ""
    is_off: bool = False

    @property
    def when_and_where(self) -> tuple[datetime, datetime, str, bool]:
        return self.starts, self.ends, self.place, self.is_off

    @property
    def word(self) -> str:
        """Ten letters: four are the entry's, six change with what is told of it. They tell nothing by themselves."""
        starts, ends, place, is_off = self.when_and_where
        state = f"{starts.timestamp():.0f} {ends.timestamp():.0f} {is_off} {place}"
        return _short(self.uid, 4) + _short(state, 6)

    def to_memo(self) -> dict[str, Any]:
        return {
            "uid": self.uid,
            "session": self.session,
            "title": self.title,
            "starts": self.starts.isoformat(),
            "ends": self.ends.isoformat(),
            "place": self.place,
            "off": self.is_off,
        }

    @classmethod
    def from_memo(cls, memo: Mapping[str, Any]) -> "Appointment":
        starts, ends = (datetime.fromisoformat(memo[name]) for name in ("starts", "ends"))
        return cls(
            memo["uid"], memo["session"], memo["title"], starts, ends, memo["place"], is_off=memo["off"]
        )


def of(person: Person, cohort: Cohort, domain: str) -> Iterator[Appointment]:
    """By the group on that day; what makes up for something is for those who missed it."""
    for session, held in held_for(person, cohort):
        uid = uid_of(cohort, session.key, session.rounds.index(held) + 1, domain)
        yield Appointment(uid, session.key, session.title, held.starts, held.ends, place_of(session))


def held_for(person: Person, cohort: Cohort) -> Iterable[tuple[Session, Round]]:
    found = (
        (session, held)
        for session in cohort.sessions
        for held in session.rounds
        if session.makes_up is None and cohort.is_for(held, person)
    )
    return sorted(found, key=lambda pair: (pair[1].starts, pair[0].key))


def uid_of(cohort: Cohort, session: str, number: int, domain: str) -> str:
    return f"{cohort.key}-{session}-{number}@{domain}"


def place_of(session: Session) -> str:
    return tell("オンライン") if session.online else session.place


def _short(text: str, letters: int) -> str:
    return sha256(text.encode()).hexdigest()[:letters]
