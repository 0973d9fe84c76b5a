"""From a wording as it came to what it is worth: who, what, and what a person must look at.

Called by intake for what is new, and by today for everything once config says otherwise. Never drops a row and never
guesses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Questionnaire
from m365bot.programme.people import Person
from m365bot.programme.programme import Programme
from m365bot.records import answers, completion, forms, version
from m365bot.records.answers import Answer
from m365bot.records.audience import Audience
from m365bot.records.corrections import NOTHING, Corrections, Said
from m365bot.records.folding import fold
from m365bot.records.judgment import Judgment
from m365bot.records.moments import Unreadable
from m365bot.records.values import is_person
from m365bot.words import say

Fields = Mapping[str, object]


@dataclass
class Judge:
    """Judges lines of one questionnaire; remembers headers and people, since thousands of lines share them.

    once: folded identity → the opaque id of whom it meant before: a sign-in name changes with a marriage, the person
    does not (docs/facts.md C15). corrections: what officers said of rows. judged: how many lines so far.
    """

    questionnaire: Questionnaire
    cohort: Cohort
    programme: Programme
    once: dict[str, str] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=Corrections)
    judged: int = 0
    _columns: dict[tuple[str, ...], forms.Columns] = field(default_factory=dict, repr=False)
    _people: dict[str, Person | None] = field(default_factory=dict, repr=False)

    @cached_property
    def audience(self) -> Audience:
        return Audience(self.questionnaire, self.cohort, self.programme)

    def remember(self, lines: Iterable[tuple[Fields, str]]) -> None:
        """Whom the lines' addresses meant: cells and the person's opaque id."""
        for fields, person in lines:
            self.once[fold(version.identity_of(fields, self._columns_of(fields)))] = person

    def judge(
        self,
        fields: Fields,
        created: datetime | None,
        otherwise: datetime | None,
        said: Said = NOTHING,
        *,
        completed: datetime | None = None,
    ) -> Judgment:
        """`otherwise`: when it was handed in, where the line itself does not say; completed: what it says, where that
        is known already. said: by officers, of it.
        """
        self.judged += 1
        came, fields = fields, self._corrected(fields, said) if said.anything else fields
        columns = self._columns_of(fields)
        reasons = [*said.complaints(), *self._nobody_meant(said), *columns.complaints(fields)]
        at = completed or self._completed(fields, columns, created, reasons) or otherwise
        identity = version.identity_of(fields, columns)
        person = self._person(identity)
        if columns.identity and not self.audience.is_anonymous:
            reasons += self._about_person(fields, columns, identity, person, at)
        read = dict(self._answers(fields, columns, reasons))
        written = identity if fields is came else version.identity_of(came, self._columns_of(came))
        return Judgment(
            identity=fold(written),
            means=self._person(written),
            person=person,
            submitted=at,
            answers=read,
            reason=" ".join(said.complaints() if said.ignored else reasons),
            late=self._is_late(at),
        )

    def _corrected(self, fields: Fields, said: Said) -> Fields:
        """The cells as officers say they should be, under the headers of the line; they are judged like all others."""
        form, columns = self.questionnaire.form, self._columns_of(fields)
        cells: dict[str, object] = {
            columns.questions.get(one.key, one.text): said.answers[one.key]
            for one in form.questions
            if one.key in said.answers
        }
        if said.person is not None:
            known = self.programme.everybody.get(said.person)
            cells[columns.identity or form.identity] = known.mail if known else ""
        return {**fields, **cells}

    def _nobody_meant(self, said: Said) -> Iterator[str]:
        if said.person is not None and said.person not in self.programme.everybody:
            yield say("訂正で回答者とした人が、名簿にいません。")

    def _columns_of(self, fields: Fields) -> forms.Columns:
        headers = tuple(fields)
        if headers not in self._columns:
            self._columns[headers] = forms.columns(self.questionnaire.form, headers)
        return self._columns[headers]

    def _person(self, identity: str) -> Person | None:
        if self.audience.is_anonymous:
            return None
        if identity not in self._people:
            self._people[identity] = self._find(identity)
        return self._people[identity]

    def _find(self, identity: str) -> Person | None:
        found = self.programme.find_person(identity) if identity else None
        return found or self.programme.everybody.get(self.once.get(fold(identity), ""))

    def _about_person(
        self, fields: Fields, columns: forms.Columns, who: str, person: Person | None, at: datetime | None
    ) -> Iterator[str]:
        if not version.is_named(who):
            yield _nobody(fields, columns)
        elif person is None:
            if not self.audience.is_open:
                yield say(
                    "『{who}』が people.csv のメールにも連絡先メールにもありません。名簿を直すと有効になります。",
                    who=who,
                )
        elif not self.audience.includes(person, at):
            yield say("『{who}』はこのアンケートの対象者ではありません。", who=who)

    def _completed(
        self, fields: Fields, columns: forms.Columns, created: datetime | None, reasons: list[str]
    ) -> datetime | None:
        try:
            written = completion.as_written(fields, columns)
        except Unreadable:
            cell = fields.get(columns.built_in["completed"])
            reasons.append(say("完了時刻『{cell}』を読めません。", cell=cell))
            return None
        return completion.at(written, self.programme.timezone, created) if written else None

    def _answers(
        self, fields: Fields, columns: forms.Columns, reasons: list[str]
    ) -> Iterator[tuple[str, Answer]]:
        for question in self.questionnaire.form.questions:
            try:
                cell = fields.get(columns.questions.get(question.key, ""))
                answer = answers.read(cell, question, self.programme.timezone)
            except Unreadable as error:
                reasons.append(str(error))
                continue
            if answer is not None:
                yield question.key, answer

    def _is_late(self, at: datetime | None) -> bool:
        due = self.questionnaire.due
        return bool(due and at and at > due)


def _nobody(fields: Fields, columns: forms.Columns) -> str:
    if not is_person(fields.get(columns.identity or "")):
        return say("回答者が記録されていません。")
    return say(
        "列『{name}』は「ユーザーまたはグループ」型で、だれを指すのか分かりませんでした。列をテキスト型にして、"
        "サインイン名を入れてください。",
        name=columns.identity,
    )
