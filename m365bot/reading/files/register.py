"""Whom a line of a sheet is about: a person of the cohort by sign-in name, staff number or name.

Called by the readers of attendance and hours. Never guesses: two of one name are told apart by their address, or not at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Protocol

from m365bot.programme.cohort import Cohort
from m365bot.programme.names import person_fold
from m365bot.programme.people import Directory, Person, distinct
from m365bot.reading import values
from m365bot.reading.complaints import Place
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.roster import PersonRow
from m365bot.words import say

PERSON = {
    "氏名": ("name", "名前"),
    "メール": ("mail", "email", "メールアドレス"),
    "職員番号": ("staff_number", "番号"),
}


class Written(Protocol):
    """A line of a sheet, or an entry of YAML under the same names."""

    def text(self, column: str) -> str: ...

    def at(self, column: str) -> Place: ...


@dataclass(frozen=True)
class Register:
    """`cohort` as far as it is made: its lines. rows: the usable ones of its roster; is_whole: are all usable? Else what
    does not fit may be due to those that are not, which is told there.
    """

    cohort: Cohort
    directory: Directory
    rows: Sequence[PersonRow]
    is_whole: bool

    def find(self, row: Written, file: ConfigFile) -> Person | None:
        """The trainee that a line is about; None, and a complaint, where nobody or another can be meant."""
        person = self._named(row, file)
        if person is None:
            return None
        if person.id not in self._trainees:
            if self.is_whole:
                file.complain(
                    row.at("氏名"),
                    say("『{name}』はこの期の受講者ではありません。", name=person.name),
                    say("受講者だけを書きます。名簿の役割を確かめてください。"),
                )
            return None
        return person

    def is_in_on(self, person: Person, day: date) -> bool:
        return self.cohort.is_trainee_on(person, day)

    def _named(self, row: Written, file: ConfigFile) -> Person | None:
        name, mail, number = (row.text(column).strip() for column in ("氏名", "メール", "職員番号"))
        if mail:
            return self._by_mail(mail, name, row, file)
        if number:
            return self._by_number(number, row, file)
        if name:
            return self._by_name(name, row, file)
        file.complain(row.at("氏名"), say("誰の行か分かりません。"), say("メールか氏名を書いてください。"))
        return None

    def _by_mail(self, mail: str, name: str, row: Written, file: ConfigFile) -> Person | None:
        found = self.directory.find(mail)
        if found is None or found.id not in self._members:
            self._complain_of_nobody(
                row.at("メール"), mail, [one.mail for one in self._members.values()], file
            )
            return None
        same = self._names.get(person_fold(name), ())
        if name and same and found.id not in {one.id for one in same}:
            file.complain(
                row.at("氏名"),
                say("メール『{mail}』と氏名『{name}』は別の人です。", mail=mail, name=name),
                say("どちらかを直してください。"),
            )
            return None
        return found

    def _by_number(self, number: str, row: Written, file: ConfigFile) -> Person | None:
        found = self._numbers.get(_digits(number)) or self._numbers.get(_digits(number).lstrip("0"))
        if found is None:
            self._complain_of_nobody(row.at("職員番号"), number, [], file)
        return found

    def _by_name(self, name: str, row: Written, file: ConfigFile) -> Person | None:
        same = self._names.get(person_fold(name), ())
        if len(same) > 1:
            file.complain(
                row.at("氏名"),
                say("『{name}』は{count}人います。", name=name, count=len(same)),
                say("メールの列に書いて、区別してください。"),
            )
            return None
        if not same:
            self._complain_of_nobody(row.at("氏名"), name, [one.name for one in self._members.values()], file)
            return None
        return same[0]

    def _complain_of_nobody(self, place: Place, word: str, known: Sequence[str], file: ConfigFile) -> None:
        if self.is_whole:
            file.complain(place, say("『{word}』はこの期の名簿にいません。", word=word), _near(word, known))

    @cached_property
    def _members(self) -> dict[str, Person]:
        return {person.id: person for person in distinct(line.person for line in self.cohort.lines)}

    @cached_property
    def _trainees(self) -> frozenset[str]:
        return frozenset(person.id for person in self.cohort.trainees())

    @cached_property
    def _names(self) -> dict[str, tuple[Person, ...]]:
        """Trainees come first: a mentor of the same name is not meant."""
        found: dict[str, tuple[Person, ...]] = {}
        for person in self._members.values():
            folded = person_fold(person.name)
            found[folded] = (*found.get(folded, ()), person)
        return {
            name: tuple(one for one in same if one.id in self._trainees) or same
            for name, same in found.items()
        }

    @cached_property
    def _numbers(self) -> dict[str, Person]:
        """By staff number as written, and without the zeros that a sheet may have lost where that names one person."""
        found = {row.number: self.directory.find(row.mail) for row in self.rows if row.number}
        bare: dict[str, list[Person]] = {}
        for number, person in found.items():
            if person:
                bare.setdefault(number.lstrip("0"), []).append(person)
        one = {number: same[0] for number, same in bare.items() if len(distinct(same)) == 1}
        return {**one, **{number: person for number, person in found.items() if person}}


def _digits(number: str) -> str:
    return re.sub(r"\s", "", values.plain(number)).removesuffix(".0")


def _near(word: str, known: Sequence[str]) -> str:
    """Only one that is nearly that: a list of everybody helps nobody."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return say("'{near}' ではありませんか?", near=close[0]) if close else ""
