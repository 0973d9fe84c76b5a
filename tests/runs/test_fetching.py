"""config/ fetched from where it is kept: every few minutes, and whatever is in the way ends no daemon."""

import asyncio

import pytest

from m365bot.errors import ConfigError
from m365bot.runs import fetching
from m365bot.runs.fetching import EVERY, Fetching
from tests.runs.here import Here


def test_it_is_looked_at_once_and_then_after_a_while(here: Here) -> None:
    due: list[bool] = []

    async def pull() -> None:
        due.append(True)

    async def looks() -> list[bool]:
        it = Fetching(pull)
        first = it.is_due()
        await it.look()
        soon = it.is_due()
        await asyncio.sleep(EVERY)
        return [first, soon, it.is_due()]

    assert here.does(looks()) == [True, False, True]
    assert due == [True]


@pytest.mark.parametrize("why", [ConfigError("『山田』の行"), TimeoutError()])
def test_what_is_in_the_way_is_tried_again_later_and_named_by_its_kind_alone(
    here: Here, why: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    async def pull() -> None:
        raise why

    async def looks() -> bool:
        it = Fetching(pull)
        await it.look()
        return it.is_due()

    assert here.does(looks()) is False
    said = capsys.readouterr()
    assert type(why).__name__ in said.out + said.err
    assert "山田" not in said.out + said.err


def test_one_that_hangs_is_given_up(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST", 5.0)

    async def looks() -> float:
        began = asyncio.get_running_loop().time()
        await Fetching(lambda: asyncio.sleep(3600)).look()
        return asyncio.get_running_loop().time() - began

    assert 5.0 <= here.does(looks()) < 60
