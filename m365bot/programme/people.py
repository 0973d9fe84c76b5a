"""People: who somebody is, and in which role, group and period.

Called by cohorts, jobs and records. Pure. `Person.id` is opaque: keys, plans and logs carry it, never a name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from m365bot.programme.names import mail_fold


class Role(StrEnum):
    """役割, as it stands in people.csv."""

    TRAINEE = "受講者"
    INSTRUCTOR = "講師"
    OFFICER = "研修担当"
    MENTOR = "メンター"
    LEADER = "修了生"


@dataclass(frozen=True, slots=True)
class Person:
    """`mail` is the sign-in name as written, `contact` where mail is read; `outside`: a guest of the
    tenant.
    """

    id: str
    name: str
    mail: str
    contact: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both in it; None is open."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def meets(self, other: "Period") -> bool:
        """Whether the two have a day in common."""
        return (self.start or date.min) <= (other.end or date.max) and (other.start or date.min) <= (
            self.end or date.max
        )


ALWAYS = Period()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of people.csv: a person in one role, one group, one period."""

    person: Person
    role: Role
    group: str = ""
    department: str = ""
    section: str = ""
    occupation: str = ""
    chief: str = ""
    chief_mail: str = ""
    boss: Person | None = None  # the chief as a person, where there is an address
    start: date | None = None
    end: date | None = None

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)

    def valid_on(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer, and when."""

    person: Person
    period: Period


class Directory:
    """Finds a person by sign-in name or contact address, whatever its letter case and width."""

    def __init__(self, people: Iterable[Person], other_names: Mapping[str, Person] | None = None) -> None:
        self._by_id: dict[str, Person] = {}
        self._by_mail: dict[str, Person] = dict(other_names or {})
        found = tuple(people)
        for person in found:
            self._by_id.setdefault(person.id, person)
            self._by_mail[mail_fold(person.mail)] = person
        for person in found:
            self._by_mail.setdefault(mail_fold(person.contact), person)

    @property
    def by_id(self) -> Mapping[str, Person]:
        return self._by_id

    @property
    def known_as(self) -> Mapping[str, str]:
        """Every name that finds somebody, folded → the person's id."""
        return {name: person.id for name, person in self._by_mail.items()}

    def find(self, text: str) -> Person | None:
        return self._by_mail.get(mail_fold(text))


def distinct(people: Iterable[Person]) -> tuple[Person, ...]:
    """Each person once, in the order of first mention."""
    found: dict[str, Person] = {}
    for person in people:
        found.setdefault(person.id, person)
    return tuple(found.values())
