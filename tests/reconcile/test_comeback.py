"""What is undone after each run is not done a third time, for a week."""

from dataclasses import replace
from datetime import timedelta

import pytest

from m365bot.journal.writing import Earlier
from m365bot.reconcile import comeback
from m365bot.reconcile.plan import Action, Change, Plan
from m365bot.resources.kind import Extra
from tests.reconcile import things
from tests.reconcile.kinds import Thing

DIFF = {"text": ("古い", "新しい"), "order": ((1, 2), (2, 1))}
STORED = {"order": [[1, 2], [2, 1]], "text": ["古い", "新しい"]}  # as JSON gives it back, in another order
UPDATE = Change(Action.UPDATE, Thing("b"), "設定と違います。", DIFF)
NEXT = Change(Action.UPDATE, Thing("c"), "設定と違います。", DIFF)
YESTERDAY, BEFORE = things.NOW - timedelta(days=1), things.NOW - timedelta(days=2)
TWICE = (Earlier("update", STORED, YESTERDAY), Earlier("update", STORED, BEFORE))


def planned(*earlier: Earlier, change: Change = UPDATE, now=things.NOW) -> Plan:
    made = Plan("j", None, now, (change, NEXT), withheld=(Extra("z", "z", "前から"),))
    return comeback.withheld(made, lambda keys: {change.key: earlier}, now)


def test_the_third_time_it_is_withheld_and_told_with_both_days_and_the_day_on_which_it_goes_on() -> None:
    plan = planned(*TWICE, Earlier("create", {}, BEFORE))

    assert [change.key for change in plan.changes] == [NEXT.key]
    assert [extra.key for extra in plan.withheld] == [UPDATE.key, "z"]
    assert "2025-05-31 09:00 と 2025-06-01 09:00 にも" in plan.withheld[0].reason
    assert "2025-06-08 からは" in plan.withheld[0].reason


@pytest.mark.parametrize(
    "earlier",
    [
        (),
        TWICE[:1],
        (TWICE[0], replace(TWICE[1], action="create")),
        (replace(TWICE[0], diff={"text": ["古い", "別の"]}), TWICE[1]),
    ],
)
def test_what_was_not_made_twice_just_like_this_is_made(earlier: tuple[Earlier, ...]) -> None:
    assert UPDATE in planned(*earlier).changes


@pytest.mark.parametrize(
    ("since", "is_made"), [(timedelta(days=7), True), (timedelta(days=7, seconds=-1), False)]
)
def test_after_a_week_it_is_tried_once_more(since: timedelta, is_made: bool) -> None:
    assert (UPDATE in planned(*TWICE, now=YESTERDAY + since).changes) == is_made


def test_only_updates_come_back() -> None:
    made = replace(UPDATE, action=Action.CREATE)

    assert made in planned(*TWICE, change=made).changes


def test_where_nothing_is_updated_nobody_is_asked_about_what_was() -> None:
    plan = Plan("j", None, things.NOW, (replace(UPDATE, action=Action.CREATE),))

    assert comeback.withheld(plan, lambda keys: pytest.fail("asked"), things.NOW) == plan
