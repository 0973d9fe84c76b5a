"""What a look asks of what is remembered is known beforehand, so that it is read in one question."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from m365bot.reconcile import flow
from m365bot.reconcile.plan import Plan
from m365bot.resources import Member, Responses, Team
from m365bot.resources.kind import Resource
from m365bot.resources.view import ParentAbsent
from m365bot.sandbox.control import forms
from tests.resources.test_responses import ANSWERS, LINE, Ledger
from tests.resources.test_responses import TEAM as OFFICE
from tests.resources.world import ACCOUNT, OFFICER, SENSEI, World

TEAM = Team("研修 R7", "dx-leader-R7", owners=(OFFICER,), members=(ACCOUNT,))


class Recalled(dict[str, Any]):
    """Notes under which keys it was asked."""

    def __init__(self, memory: dict[str, Any]) -> None:
        super().__init__(memory)
        self.keys_asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:  # type: ignore[override]  # as a mapping of texts has it
        self.keys_asked.add(key)
        return super().get(key, default)


@pytest.mark.parametrize(
    "thing", [Member(TEAM, ACCOUNT), Member(TEAM, SENSEI), ANSWERS], ids=["staff", "guest", "answers"]
)
async def test_each_key_that_a_look_asks_for_was_read_with_its_own(world: World, thing: Resource) -> None:
    await world.make(OFFICE if isinstance(thing, Responses) else TEAM)
    world.records = Ledger()
    forms.submit(world.app.tenant, {"list": f"研修運営/{ANSWERS.list_name}", "answers": [LINE]})
    known = Recalled(world.memory)

    with suppress(ParentAbsent):  # nobody has invited the guest
        await replace(world.view(), known=known).seen(thing)

    beforehand = flow.keys(Plan("things", "R7", datetime(2025, 7, 1, tzinfo=UTC)), [thing])
    assert known.keys_asked
    assert known.keys_asked <= beforehand
