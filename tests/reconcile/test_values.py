"""Plans, observations and decisions are values: whoever holds one holds it as it was."""

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

from m365bot.reconcile.attempt import Moment, Wait, Write
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.observe import Absent, Present, Unknown
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.seen import Seen
from tests.reconcile.things import NOW, TEAM
from tests.reconcile.world import World

PLAN = Plan("job", None, NOW)


@pytest.mark.parametrize(
    "value",
    [
        PLAN,
        Change(Action.CREATE, TEAM, ""),
        Planned(PLAN, {}, forbidden=False, unreachable=False),
        Present(Seen("x")),
        Absent(),
        Unknown(KeyError()),
        Moment(NOW),
        Write(None),
        Wait(1.0),
        World().context(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_cannot_be_changed(value: Any) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(value, fields(value)[0].name, None)
