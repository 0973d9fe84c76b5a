"""What a cohort may see of its own answers: submissions, averages and counts.

Called by the results job. Never holds a name, a free text, or a figure of fewer than five people.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from m365bot.programme.cohort import Cohort
from m365bot.programme.forms import Question, Questionnaire
from m365bot.programme.programme import Programme
from m365bot.records import figures
from m365bot.records.audience import Audience
from m365bot.records.markup import literal
from m365bot.records.row import Row
from m365bot.words import say


@dataclass(frozen=True)
class Average:
    """`mean` is None where too few answered; `scale` is lowest and highest."""

    question: str
    scale: tuple[float, float] | None
    mean: Decimal | None


@dataclass(frozen=True)
class Count:
    """People per option; None for an option, or for all, that too few chose."""

    question: str
    options: Mapping[str, int | None] | None


@dataclass(frozen=True)
class Part:
    """One questionnaire; `expected` is None where nobody can know."""

    title: str
    submitted: int
    expected: int | None
    figures: tuple[Average | Count, ...]


@dataclass(frozen=True)
class Summary:
    """A cohort's questionnaires that somebody answered, in config's order."""

    cohort: str
    parts: tuple[Part, ...]

    @property
    def empty(self) -> bool:
        return not self.parts

    def to_markdown(self) -> str:
        """Japanese Markdown, the same for the same figures, so that an unchanged week edits nothing."""
        return "\n\n".join("\n".join(_lines(part)) for part in self.parts)


def of(
    cohort: Cohort,
    questionnaires: Iterable[Questionnaire],
    rows: Iterable[Row],
    programme: Programme,
) -> Summary:
    """Of the rows kept; questionnaires without any are left out, rows of others are passed over."""
    by_form: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.state == "kept" and row.cohort == cohort.key:
            by_form.setdefault((row.form, row.session), []).append(row)
    return Summary(cohort.key, tuple(_parts(cohort, questionnaires, by_form, programme)))


def _parts(
    cohort: Cohort,
    questionnaires: Iterable[Questionnaire],
    by_form: Mapping[tuple[str, str], Sequence[Row]],
    programme: Programme,
) -> Iterator[Part]:
    for questionnaire in questionnaires:
        session = questionnaire.session.key if questionnaire.session else ""
        rows = by_form.get((questionnaire.form.key, session), ())
        if rows:
            expected = Audience(questionnaire, cohort, programme).expected()
            shown = tuple(_figures(questionnaire.form.questions, rows))
            yield Part(questionnaire.title, _people(rows), expected, shown)


def _people(rows: Iterable[Row]) -> int:
    """Distinct people; a row without a person is one of its own."""
    return len({row.person_id or row.known_by for row in rows})


def _figures(questions: Iterable[Question], rows: Sequence[Row]) -> Iterator[Average | Count]:
    for question in questions:
        answered = [row for row in rows if question.key in row.answers]
        answers = [row.answers[question.key] for row in answered]
        people = _people(answered)
        if question.show == "average" and question.type == "scale":
            yield Average(question.text, question.range, figures.average(answers, people=people))
        elif question.show == "count" and question.type in ("choice", "choices") and question.options:
            yield Count(question.text, figures.counts(answers, question.options, people=people))


def _lines(part: Part) -> Iterator[str]:
    yield f"### {literal(part.title)}"
    yield ""
    yield say("| 項目 | 結果 |")
    yield "|---|---|"
    yield _cells(say("提出"), _submitted(part))
    for figure in part.figures:
        yield from _average(figure) if isinstance(figure, Average) else _counts(figure)


def _submitted(part: Part) -> str:
    if part.expected is None:
        return say("{number}人", number=part.submitted)
    return say("{number}人(対象 {expected}人)", number=part.submitted, expected=part.expected)


def _average(figure: Average) -> Iterator[str]:
    what = (
        say("の平均({low:g}～{high:g})", low=figure.scale[0], high=figure.scale[1])
        if figure.scale
        else say("の平均")
    )
    yield _cells(literal(figure.question) + what, _shown(figure.mean))


def _counts(figure: Count) -> Iterator[str]:
    if figure.options is None:
        yield _cells(literal(figure.question), _shown(None))
        return
    for option, number in figure.options.items():
        words = None if number is None else say("{number}人", number=number)
        yield _cells(f"{literal(figure.question)}: {literal(option)}", _shown(words))


def _shown(figure: object) -> str:
    return say("5人未満のため表示しません") if figure is None else str(figure)


def _cells(*words: str) -> str:
    return f"| {' | '.join(words)} |"
