"""What of one questionnaire may be told now, after what was told of it before.

Called by summary. Pure: which answers may stand behind a figure is for releases, how it is worked out for figures.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from m365bot.programme.forms import Question, Questionnaire
from m365bot.records import figures, releases
from m365bot.records.asked import AnswersOf
from m365bot.records.part import Average, Count, Part
from m365bot.records.releases import FEWEST, SUBMITTED, Block, Release
from m365bot.records.row import Row
from m365bot.words import tell


@dataclass(frozen=True)
class Telling:
    """rows: those that count. before: what was published of its questions. expected: of how many people."""

    questionnaire: Questionnaire
    rows: Sequence[Row]
    before: Mapping[str, Release]
    expected: int | None

    @property
    def part(self) -> Part:
        return Part(
            self.questionnaire.title,
            _people(self.after.get(SUBMITTED)),
            self.expected,
            tuple(_figure(one, self.after.get(one.key)) for one in self._shown),
        )

    @property
    def is_new(self) -> bool:
        """Does it tell what no post has told?"""
        posted = {key: release for key, release in self.before.items() if release.is_posted}
        if (people := _people(self.after[SUBMITTED])) and people != _people(posted.get(SUBMITTED)):
            return True
        return any(
            figure != _figure(question, posted.get(question.key))
            for question, figure in zip(self._shown, self.part.figures, strict=True)
            if figure != _figure(question, None)
        )

    @cached_property
    def after(self) -> Mapping[str, Release]:
        """By question, whose answers stand behind what is told."""
        return {
            SUBMITTED: self._released(SUBMITTED, {who: [] for who in self._by_person}, lambda _: False),
            **{one.key: self._released(one.key, self._said(one), _alike(one)) for one in self._shown},
        }

    def _released(self, question: str, now: Block, is_alike: releases.Alike) -> Release:
        nothing = Release(AnswersOf.questionnaire(self.questionnaire), question)
        return releases.advanced(self.before.get(question, nothing), now, is_alike)

    def _said(self, question: Question) -> Block:
        said = {
            who: [_told(row.answers[question.key], question) for row in rows if question.key in row.answers]
            for who, rows in self._by_person.items()
        }
        return {who: answers for who, answers in said.items() if answers}

    @cached_property
    def _by_person(self) -> Mapping[str, Sequence[Row]]:
        people: dict[str, list[Row]] = {}
        for row in self.rows:
            people.setdefault(releases.somebody(row.who), []).append(row)
        return people

    @cached_property
    def _shown(self) -> Sequence[Question]:
        return list(_shown(self.questionnaire.form.questions))


def _shown(questions: Sequence[Question]) -> Iterator[Question]:
    for one in questions:
        counted = one.type in ("choice", "choices") and one.options
        if (one.show == "average" and one.type == "scale") or (one.show == "count" and counted):
            yield one


def _told(answer: Any, question: Question) -> Any:
    """Nobody's own words: they are all one option."""
    if isinstance(answer, list):
        return list(dict.fromkeys(_told(one, question) for one in answer))
    own = question.other and isinstance(answer, str) and answer not in question.options
    return other() if own else answer


def other() -> str:
    return tell("その他")


def _options(question: Question) -> Sequence[str]:
    return list(dict.fromkeys((*question.options, *((other(),) if question.other else ()))))


def _alike(question: Question) -> releases.Alike:
    if question.show == "count":
        return figures.is_one_voice
    return lambda people: figures.is_flat(people, question.range)


def _people(release: Release | None) -> int | None:
    return release.people if release and release.people >= FEWEST else None


def _figure(question: Question, release: Release | None) -> Average | Count:
    """Hidden where nothing of it was released."""
    answers, people = (release.answers, release.people) if release else ([], 0)
    if question.show == "average":
        return Average(question.text, question.range, figures.average(answers, people=people))
    return Count(question.text, figures.counts(answers, _options(question), people=people))
