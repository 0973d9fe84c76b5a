"""What commands that run things have in common: who has to agree, what a day ahead may do, and what a status tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from m365bot import clock, settings
from m365bot.cli.commands import work
from m365bot.errors import ConfigError
from m365bot.reconcile.flow import Planned
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.settings import Settings
from tests.runs.here import NOW, ONE, TWO, Standing
from tests.runs.world import Thing

CHANGE = Change(Action.CREATE, ONE, "")
EMPTY = Plan("things", None, NOW, ())
PLAN = replace(EMPTY, changes=(CHANGE,))


@contextmanager
def typed(words: str) -> Iterator[None]:
    with CliRunner().isolation(input=words):
        yield


@pytest.mark.parametrize(
    ("words", "agreed"),
    [("y\n", True), ("はい\n", True), (" YES \n", True), ("n\n", False), ("\n", False), ("", False)],
)
def test_only_a_yes_is_one(words: str, *, agreed: bool) -> None:
    with typed(words):
        assert work._is_agreed() is agreed


@pytest.mark.parametrize(
    ("plan", "yes", "words", "begins"),
    [
        (PLAN, False, "", False),
        (PLAN, False, "y\n", True),
        (PLAN, True, "", True),
        (EMPTY, False, "", True),  # nothing to agree to
    ],
)
def test_what_changes_something_waits_for_a_word(
    plan: Plan, words: str, monkeypatch: pytest.MonkeyPatch, *, yes: bool, begins: bool
) -> None:
    shown: list[Plan] = []
    monkeypatch.setattr(work.show, "begun", lambda plan, asking, office, *, whole: shown.append(plan))
    office: Any = None

    with typed(words):
        assert work._shown_and_agreed(office, work.Wish("things"), yes=yes)(plan, EMPTY) is begins
    assert shown == [plan]


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a tenant that is none of the practice ones."""
    monkeypatch.setattr(clock, "_clock", Standing(NOW))
    monkeypatch.delenv("M365BOT_GRAPH_URL", raising=False)
    return settings.read()


def test_nothing_is_written_to_real_people_as_if_it_were_another_day(real: Settings) -> None:
    practice = real.model_copy(update={"graph_url": "http://127.0.0.1:8000"})

    with pytest.raises(ConfigError, match=r"これから先の日時\(2025-07-01 10:00\)"):
        work.not_ahead(NOW + timedelta(hours=1), real)
    work.not_ahead(NOW - timedelta(hours=1), real)
    work.not_ahead(None, real)
    work.not_ahead(NOW + timedelta(hours=1), practice)


class Withheld(Thing):
    needs = ("app:Other.ReadWrite.All",)


def test_a_status_tells_whether_all_or_a_part_may_not_be_done() -> None:
    both = replace(PLAN, changes=(CHANGE, Change(Action.CREATE, Withheld(ONE.place, "other"), "")))
    lacking = Thing.needs

    def status(plan: Plan, *lacking: str) -> int:
        return work._of_permissions(Planned(plan, {}, forbidden=False, unreachable=False, lacking=lacking))

    assert status(both) == 0
    assert status(both, *lacking) == 3
    assert status(PLAN, *lacking) == 5


def test_a_detailed_status_tells_whether_anything_would_change() -> None:
    unclear = replace(EMPTY, unknown=(TWO,))  # type: ignore[arg-type]  # any thing will do

    assert work._detailed([EMPTY]) == 0
    assert work._detailed([EMPTY, PLAN, unclear]) == 2
    assert work._detailed([EMPTY, unclear]) == 1


def test_one_alone_is_a_document_of_its_own() -> None:
    assert work.together([{"a": 1}], "runs", alone=True) == {"a": 1}
    assert work.together([{"a": 1}], "runs", alone=False) == {"runs": [{"a": 1}]}
