"""A plan from a file is carried out exactly, or not at all; and what a plan alone tells."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from m365bot.errors import MissingPermission, Unreachable
from m365bot.journal import Status
from m365bot.runs import saved
from tests.runs.here import NOW, ONE, PLACE, TWO, Here
from tests.runs.world import Thing


def applied(here: Here, file: dict[str, Any]) -> tuple[Any, list[str]]:
    told: list[str] = []

    def tell(lines: Sequence[str]) -> None:
        told.extend(lines)

    return here.does(saved.carry_out(here.office(), file, actor="sato", tell=tell)), told


def test_as_it_was_saved_it_is_carried_out(here: Here) -> None:
    file = here.saves_plan(at=NOW)
    here.passes(minutes=5)

    run, told = applied(here, file)

    assert (run.status, run.actor, told) == (Status.DONE, "sato", [])
    assert timedelta(minutes=5) <= run.at - NOW < timedelta(minutes=6)
    assert here.world.written == {ONE.key: 1}


def test_one_that_does_not_fit_any_more_is_not_and_says_what_is_other(here: Here) -> None:
    here.wanted = [ONE, TWO]
    file = here.saves_plan(at=NOW)
    here.wanted = [Thing(PLACE, "one", "改"), Thing(PLACE, "three")]

    run, told = applied(here, file)

    assert (run.status, here.exit(run)) == (Status.STOPPED, 1)
    assert told == ["増えた変更: three", "なくなった変更: two", "内容が変わった変更: one"]
    assert here.world.written == {}


def test_a_plan_is_looked_at_without_a_trace(here: Here) -> None:
    (planned,) = here.plans("yearly")

    assert [change.key for change in planned.plan.changes] == [ONE.key]
    assert here.statuses() == {}
    assert here.world.written == {}


@pytest.mark.parametrize(
    ("error", "exit_code"), [(MissingPermission("Things.ReadWrite.All"), 5), (Unreachable("切れた"), 1)]
)
def test_where_nothing_can_be_seen_there_is_no_plan(error: Any, exit_code: int, here: Here) -> None:
    here.world.standing = {ONE.key: error}

    with pytest.raises(Exception, match=str(error)[:5]) as raised:
        here.plans("things")

    assert raised.value.exit_code == exit_code  # type: ignore[attr-defined]  # every error of ours has one
    assert list(raised.value.unseen.values()) == [type(error).__name__]  # type: ignore[attr-defined]
