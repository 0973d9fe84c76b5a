"""What a cohort reads of one questionnaire: its figures, and their words.

Made by telling, put together by summary. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from m365bot.records.markup import literal
from m365bot.words import tell


@dataclass(frozen=True)
class Average:
    """`mean` is None where it may not be told; `scale` is lowest and highest."""

    question: str
    scale: tuple[float, float] | None
    mean: Decimal | None


@dataclass(frozen=True)
class Count:
    """People per option; None for an option, or for all, that may not be told."""

    question: str
    options: Mapping[str, int | None] | None


@dataclass(frozen=True)
class Part:
    """One questionnaire; `submitted` is None where it may not be told, `expected` where nobody can know."""

    title: str
    submitted: int | None
    expected: int | None
    figures: tuple[Average | Count, ...]

    def lines(self) -> Iterator[str]:
        """As Markdown, the same for the same figures."""
        yield heading(self.title)
        yield ""
        yield tell("| 項目 | 結果 |")
        yield "|---|---|"
        yield _cells(tell("提出"), submitted(self))
        for figure in self.figures:
            yield from _average(figure) if isinstance(figure, Average) else _counts(figure)


def heading(title: str) -> str:
    return f"### {literal(title)}"


def submitted(part: Part) -> str:
    """How many handed in, in words; why not, where that may not be told."""
    if part.submitted is None:
        return _few()
    if part.expected is None:
        return tell("{number}人", number=part.submitted)
    return tell("{number}人(対象 {expected}人)", number=part.submitted, expected=part.expected)


def _average(figure: Average) -> Iterator[str]:
    what = (
        tell("の平均({low:g}～{high:g})", low=figure.scale[0], high=figure.scale[1])
        if figure.scale
        else tell("の平均")
    )
    yield _cells(literal(figure.question) + what, _hidden() if figure.mean is None else str(figure.mean))


def _counts(figure: Count) -> Iterator[str]:
    if figure.options is None:
        yield _cells(literal(figure.question), _hidden())
        return
    for option, number in figure.options.items():
        words = _few_or_telling() if number is None else tell("{number}人", number=number)
        yield _cells(f"{literal(figure.question)}: {literal(option)}", words)


def _few() -> str:
    return tell("5人未満のため表示しません")


def _few_or_telling() -> str:
    """An option of five and more is hidden where by it another one could be worked out."""
    return tell("5人未満か、ほかの数が分かるため表示しません")


def _hidden() -> str:
    """One sentence for both, so that it does not tell which it is."""
    return tell("5人未満か、答えがそろっているため表示しません")


def _cells(*words: str) -> str:
    return f"| {' | '.join(words)} |"
