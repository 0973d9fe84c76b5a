"""Averages and counts that point at nobody.

Called by summary. No figure stands for fewer than FEWEST people, nor can such a one be worked out from its
neighbours.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FEWEST = 5
"""No group under 5 (docs/officer.ja.md)."""


def average(values: Sequence[float], *, people: int) -> Decimal | None:
    """The mean to one place, halves up as people round; None where it would speak of too few."""
    if people < FEWEST or not values:
        return None
    mean = sum((Decimal(str(value)) for value in values), Decimal()) / len(values)
    return mean.quantize(Decimal("0.1"), ROUND_HALF_UP)


def counts(answers: Iterable[Any], options: Sequence[str], *, people: int) -> Mapping[str, int | None] | None:
    """How many ticked each option, None for an option that stands for too few; None where all would.

    One hidden count could be had by subtraction, so hidden ones stand for FEWEST people together.
    """
    ticked = Counter(option for answer in answers for option in _options(answer))
    named = list(dict.fromkeys((*options, *sorted(ticked)))) if not options else list(options)
    hidden = _hidden(ticked, named)
    if people < FEWEST or len(hidden) == len(named):
        return None
    return {option: None if option in hidden else ticked[option] for option in named}


def _options(answer: Any) -> Iterable[str]:
    return answer if isinstance(answer, (list, tuple)) else (answer,)


def _hidden(ticked: Mapping[str, int], named: Sequence[str]) -> frozenset[str]:
    smallest_first = sorted(named, key=lambda option: ticked.get(option, 0))
    hidden: list[str] = []
    for option in smallest_first:
        together = sum(ticked.get(other, 0) for other in hidden)
        if ticked.get(option, 0) >= FEWEST and (together == 0 or together >= FEWEST):
            break
        hidden.append(option)
    return frozenset(hidden)
