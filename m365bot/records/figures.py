"""Averages and counts that point at nobody.

Called by summary. No figure stands for fewer than FEWEST people, nor can such a one be worked out from its
neighbours; what may stand behind a figure is for releases.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from m365bot.records.releases import FEWEST

UNLIKE = 2
"""So many must say something else: one who does would know that all others say the same."""


def average(values: Sequence[float], *, people: int) -> Decimal | None:
    """The mean to one place, halves up as people round; None where it would speak of too few."""
    if people < FEWEST or not values:
        return None
    mean = sum((Decimal(str(value)) for value in values), Decimal()) / len(values)
    return mean.quantize(Decimal("0.1"), ROUND_HALF_UP)


def is_flat(people: Sequence[Sequence[float]], scale: tuple[float, float] | None) -> bool:
    """Would an average of these people's marks tell them? All are one, or all but one stand at an end of the scale."""
    given = {mark for marks in people for mark in marks}
    if len(given) <= 1:
        return True
    ends = scale or (min(given), max(given))
    return any(sum(any(mark != end for mark in marks) for marks in people) < UNLIKE for end in ends)


def is_one_voice(people: Sequence[Sequence[Any]]) -> bool:
    """Would counts of these people's options tell them? All tick the same, or all but one."""
    ticked = Counter(option for answers in people for option in set(_ticks(answers)))
    return bool(ticked) and max(ticked.values()) > len(people) - UNLIKE


def counts(answers: Iterable[Any], options: Sequence[str], *, people: int) -> Mapping[str, int | None] | None:
    """How many ticked each option, None for an option that stands for too few; None where all would.

    One hidden count could be had by subtraction, so hidden ones stand for FEWEST people together.
    """
    ticked = Counter(_ticks(answers))
    named = list(dict.fromkeys((*options, *sorted(ticked)))) if not options else list(options)
    hidden = _hidden(ticked, named)
    if people < FEWEST or len(hidden) == len(named):
        return None
    return {option: None if option in hidden else ticked[option] for option in named}


def _ticks(answers: Iterable[Any]) -> Iterable[str]:
    return (option for answer in answers for option in _options(answer))


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
