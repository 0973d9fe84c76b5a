"""How much room a scope has: its limit, and half of it after the service said no."""

import pytest

from m365bot.graph.limits import Rule
from m365bot.graph.scopes import Going, Scope, Turn
from tests.graph import virtual


async def _opens(limit: int, sent: int, *, blocked: bool) -> float:
    """From when on one more may go, on a clock that stands at 0."""
    scope = Scope(Rule("team:1", limit, 10.0))
    if blocked:
        scope.block(0.0, 0.0)
    for _ in range(sent):
        turn = Turn((scope,), Going.ALONE, 0.0, lambda turn: None)
        scope.take(turn)
        turn.left()
        turn.over()
    return scope.opens(Going.ALONE, 0.0)


@pytest.mark.parametrize(
    ("limit", "sent", "blocked", "waits"),
    [
        (4, 3, False, False),
        (4, 4, False, True),
        (4, 1, True, False),
        (4, 2, True, True),
        (6, 2, True, False),
        (1, 0, True, False),
        (1, 1, True, True),
    ],
)
def test_a_scope_takes_its_limit_and_half_of_it_after_a_refusal(
    limit: int, sent: int, blocked: bool, waits: bool
) -> None:
    assert (virtual.run(_opens(limit, sent, blocked=blocked)) > 0) is waits
