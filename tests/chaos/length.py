"""How long chaos lasts: a sample in `make test`, all of it in `make soak`.

Called by the tests of this folder.
"""

import os
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")
WEATHERS = ("documented", "harsh")


def of(sample: T, whole: T) -> T:
    return whole if "SOAK" in os.environ else sample


def in_both(whole: Sequence[Any], *, sample: Sequence[Any], harsh: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Each case behind its weather: `sample` and `harsh` of them in `make test`, all in either weather in a soak."""
    parts = zip(WEATHERS, of((sample, harsh), (whole, whole)), strict=True)
    return [(weather, *_values(case)) for weather, cases in parts for case in cases]


def _values(case: Any) -> tuple[Any, ...]:
    return case if isinstance(case, tuple) else (case,)
