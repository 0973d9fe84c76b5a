"""An event loop on which waiting costs nothing: time jumps to the next timer.

`passes` is told of each jump, in seconds: a clock that is to go along.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Selector(selectors.DefaultSelector):
    jumped = 0.0

    def __init__(self, passes: Callable[[float], object]) -> None:
        super().__init__()
        self._passes = passes

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout and timeout > 0:
            self.jumped += timeout
            self._passes(timeout)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, passes: Callable[[float], object]) -> None:
        self._still = _Selector(passes)
        super().__init__(self._still)

    def time(self) -> float:
        return self._still.jumped


def run(
    main: Coroutine[Any, Any, Result], *, passes: Callable[[float], object] = lambda seconds: None
) -> Result:
    with asyncio.Runner(loop_factory=lambda: _Loop(passes)) as runner:
        return runner.run(main)
