"""Things that are made when somebody first asks for one of them.

Made by the store of records, for a snapshot: most jobs look at its rows on few days only.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

T = TypeVar("T")


class Later(Sequence[T]):
    """As a tuple of what `make` gives."""

    def __init__(self, make: Callable[[], Iterable[T]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[T, ...]:
        return tuple(self._make())

    def __getitem__(self, place: Any) -> Any:
        return self._made[place]

    def __len__(self) -> int:
        return len(self._made)

    def __iter__(self) -> Any:
        return iter(self._made)
