"""What an officer reads of plans and runs, on the way in and afterwards."""

from datetime import UTC, datetime

import pytest

from m365bot.cli.screen import show
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import Extra
from tests.runs.here import PLACE, Here
from tests.runs.world import Thing

AT = datetime(2025, 7, 1, tzinfo=UTC)


def changes(count: int, *, ask: str = "") -> tuple[Change, ...]:
    things = (Thing(PLACE, f"thing-{number:02}", ask=ask) for number in range(count))
    return tuple(Change(Action.CREATE, thing, "まだありません。", asks=thing.ask) for thing in things)


def lines(plan: Plan, here: Here, capsys: pytest.CaptureFixture[str], *, whole: bool = False) -> list[str]:
    show.plan(plan, here.office(), whole=whole)
    return capsys.readouterr().out.splitlines()


def test_s9_all_that_asks_is_told_however_much_it_is(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    plan = Plan("things", None, AT, changes(40, ask="公開には承認が必要です。"))

    told = lines(plan, here, capsys)

    assert [line for line in told if "thing-" in line][39].count("thing-39") == 1
    assert not [line for line in told if "ほか" in line]


def test_s9_what_asks_is_told_behind_many_that_do_not(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    removal = Change(Action.CREATE, Thing(PLACE, "zz"), "", asks="外すには承認が必要です。")
    plan = Plan("things", None, AT, (*changes(40), removal))

    told = lines(plan, here, capsys)

    assert any("zz" in line for line in told)
    assert any("ほか 28件" in line for line in told)


def test_o12_a_long_plan_says_how_to_see_all_of_it_and_shows_it(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    withheld = tuple(Extra(f"k{number}", f"残り{number}", "わけ") for number in range(20))
    plan = Plan("things", None, AT, changes(74), withheld)

    short, whole = lines(plan, here, capsys), lines(plan, here, capsys, whole=True)

    assert any("ほか 62件(--all をつけると" in line for line in short)
    assert any("ほか 8件(--all をつけると" in line for line in short)
    assert sum("thing-" in line for line in whole) == 74
    assert sum("残り" in line for line in whole) == 20
    assert not any("ほか" in line for line in whole)
