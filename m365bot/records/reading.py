"""From rows as they came to rows that count: who, what, and what a person must look at.

Called by stored. Never drops a row and never guesses: rows in = kept + quarantined + superseded.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Questionnaire
from m365bot.programme.people import Person
from m365bot.programme.programme import Programme
from m365bot.records import answers, forms, raw, rules
from m365bot.records.answers import Answer
from m365bot.records.audience import Audience
from m365bot.records.folding import fold
from m365bot.records.moments import Unreadable
from m365bot.records.raw import ANONYMOUS, RawRow
from m365bot.records.row import Row
from m365bot.records.state import State
from m365bot.words import say


@dataclass(frozen=True)
class Reader:
    """Reads rows of one questionnaire; remembers headers and people, since thousands of rows share them."""

    questionnaire: Questionnaire
    cohort: Cohort
    programme: Programme
    remembered: Mapping[str, Person] = field(default_factory=dict)
    _columns: dict[tuple[str, ...], forms.Columns] = field(default_factory=dict, compare=False, repr=False)
    _people: dict[str, Person | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def audience(self) -> Audience:
        return Audience(self.questionnaire, self.cohort, self.programme)

    def columns(self, fields: Mapping[str, object]) -> forms.Columns:
        headers = tuple(fields)
        if headers not in self._columns:
            self._columns[headers] = forms.columns(self.questionnaire.form, headers)
        return self._columns[headers]

    def normalise(self, row: RawRow) -> Row:
        """The row read by itself; what was handed in again is told apart by `all_of`."""
        columns = self.columns(row.fields)
        person = self._person(row.identity)
        reasons = [
            *columns.complaints(row.fields),
            *(self._about_time(row, columns)),
            *(self._about_person(row, person) if columns.identity else ()),
        ]
        read = dict(self._answers(row, columns, reasons))
        state = State.QUARANTINED if reasons else State.KEPT
        return Row(row, person, read, state, " ".join(reasons), self._is_late(row))

    def all_of(self, rows: Iterable[RawRow]) -> tuple[Row, ...]:
        """Each row with its state, in the order given."""
        read = [self.normalise(row) for row in rows]
        return rules.resubmission(read, self.questionnaire.form.resubmission)

    def _person(self, identity: str) -> Person | None:
        if self.audience.is_anonymous:
            return None
        if identity not in self._people:
            self._people[identity] = self._find(identity)
        return self._people[identity]

    def _find(self, identity: str) -> Person | None:
        found = self.programme.find_person(identity) if identity else None
        return found or self.remembered.get(fold(identity))

    def _about_person(self, row: RawRow, person: Person | None) -> Iterator[str]:
        if self.audience.is_anonymous:
            return
        if fold(row.identity) in ("", ANONYMOUS):
            yield say("回答者が記録されていません。")
        elif person is None:
            if not self.audience.is_open:
                yield say(
                    "『{who}』が people.csv のメールにも連絡先メールにもありません。名簿を直すと有効になります。",
                    who=row.identity,
                )
        elif not self.audience.includes(person, row.submitted):
            yield say("『{who}』はこのアンケートの対象者ではありません。", who=row.identity)

    def _about_time(self, row: RawRow, columns: forms.Columns) -> Iterator[str]:
        cell = row.fields.get(columns.built_in.get("completed", ""))
        if not forms.is_blank(cell) and raw.completed(row.fields, columns, self.programme.timezone) is None:
            yield say("完了時刻『{cell}』を読めません。", cell=cell)

    def _answers(
        self, row: RawRow, columns: forms.Columns, reasons: list[str]
    ) -> Iterator[tuple[str, Answer]]:
        for question in self.questionnaire.form.questions:
            try:
                cell = row.fields.get(columns.questions.get(question.key, ""))
                answer = answers.read(cell, question, self.programme.timezone)
            except Unreadable as error:
                reasons.append(str(error))
                continue
            if answer is not None:
                yield question.key, answer

    def _is_late(self, row: RawRow) -> bool:
        due = self.questionnaire.due
        return bool(due and row.submitted and row.submitted > due)
