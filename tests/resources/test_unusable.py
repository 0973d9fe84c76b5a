"""A part of config/ that cannot be used: looked for or written, it is told by its own words, and nothing is asked."""

from dataclasses import replace

import pytest

from m365bot.errors import FaultyConfig
from m365bot.programme.faults import Fault, Part
from m365bot.resources.kinds.unusable import Unusable
from tests.records.programmes import Office
from tests.resources.world import World

MISSING = Unusable.missing_text("reminder", Office().programme)


async def test_a_look_at_it_says_what_is_wrong(world: World) -> None:
    with pytest.raises(FaultyConfig) as told:
        await world.see(MISSING)

    assert str(told.value) == MISSING.words
    assert world.sent == []


async def test_it_is_never_written(world: World) -> None:
    assert str(await world.refuses(MISSING)) == MISSING.words
    assert world.writes == []


def test_it_is_called_by_the_file_that_an_officer_mends() -> None:
    assert (MISSING.name, MISSING.title) == (
        "config/messages/reminder.md",
        "設定『config/messages/reminder.md』",
    )


def test_a_text_that_is_there_with_a_fault_is_not_said_to_be_missing() -> None:
    fault = Fault(Part.MESSAGES, "", "config/messages/reminder.md", "設定の不備が1件あります。")
    programme = replace(Office().programme, faults=(fault,))

    assert Unusable.missing_text("reminder", programme) == Unusable.of(fault)
    assert "文面がない" in Unusable.missing_text("welcome", programme).words
