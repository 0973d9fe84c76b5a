"""Which rows are one person, and the persons and lines they make.

Called by `whole` with the rows of all cohorts. A person is known by the 職員番号
wherever one row gives it, else by the sign-in name; the newest row's name and addresses are the person's.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from m365bot.programme.names import mail_fold
from m365bot.programme.people import ALWAYS, Directory, Line, Period, Person, Role
from m365bot.reading.complaints import Place

Pseudonym = Callable[[str], str]
NOBODY = Person("", "", "", "")
"""Stands for a line's person until it is known which rows are one person."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """Somebody named in programme.yaml, with a period."""

    mail: str
    name: str = ""
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of a people.csv as it stands, typed. `at` is where a column stands, by its Japanese name."""

    cohort: str
    place: Place
    at: Callable[[str], Place]
    name: str
    mail: str
    line: Line
    contact: str
    number: str = ""
    role_is_written: bool = True


@dataclass(frozen=True)
class Roster:
    """Everybody, and how to find who a row is about."""

    directory: Directory
    persons: Mapping[str, Person]
    numbers: Mapping[str, str]
    chiefs: Mapping[str, Person]

    def line(self, row: PersonRow) -> Line:
        person = self.persons[identity_of(row, self.numbers)]
        return replace(row.line, person=person, boss=self.chiefs.get(mail_fold(row.line.chief_mail)))


def make(
    rows: Sequence[PersonRow], mandates: Sequence[Mandate], domains: Collection[str], pseudonym: Pseudonym
) -> Roster:
    """Persons of all rows, oldest cohort first, and of everybody whom programme.yaml names."""
    numbers = {mail_fold(row.mail): row.number for row in rows if row.number}
    newest: dict[str, PersonRow] = {}
    roles: dict[str, set[Role]] = defaultdict(set)
    for row in rows:
        newest[identity_of(row, numbers)] = row
        roles[identity_of(row, numbers)].add(row.line.role)
    persons = {
        identity: Person(
            id=pseudonym(identity),
            name=row.name,
            mail=row.mail,
            contact=row.contact,
            outside=roles[identity] == {Role.INSTRUCTOR} and domain_of(row.mail) not in domains,
        )
        for identity, row in newest.items()
    }
    _add_named(persons, numbers, mandates, pseudonym)
    earlier = {mail_fold(row.mail): persons[identity_of(row, numbers)] for row in rows}
    directory = Directory(persons.values(), earlier)
    return Roster(directory, persons, numbers, _chiefs(rows, directory, pseudonym))


def _chiefs(rows: Collection[PersonRow], directory: Directory, pseudonym: Pseudonym) -> dict[str, Person]:
    """所属長 by address: whoever is known as one of ours is the same person."""
    lines = [row.line for row in rows if row.line.chief_mail]
    return {
        mail_fold(line.chief_mail): directory.find(line.chief_mail)
        or Person(pseudonym(mail_fold(line.chief_mail)), line.chief, line.chief_mail, line.chief_mail)
        for line in lines
    }


def _add_named(
    persons: dict[str, Person], numbers: Mapping[str, str], mandates: Sequence[Mandate], pseudonym: Pseudonym
) -> None:
    for mandate in mandates:
        mail = mail_fold(mandate.mail)
        identity = numbers.get(mail, mail)
        if identity not in persons:
            name = mandate.name or mandate.mail
            persons[identity] = Person(pseudonym(identity), name, mandate.mail, mandate.mail)


def identity_of(row: PersonRow, numbers: Mapping[str, str]) -> str:
    """What a person is known by: the 職員番号 that any row gives for this sign-in name, else the name itself."""
    mail = mail_fold(row.mail)
    return row.number or numbers.get(mail, mail)


def domain_of(mail: str) -> str:
    """What stands behind the @, small and half-width."""
    return mail_fold(mail).partition("@")[2]
